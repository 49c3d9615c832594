import { useState } from "preact/hooks";
import { request } from "../../api/client.ts";
import { Problem } from "../../api/problem.ts";
import { announce } from "../../app/announcer.tsx";
import { go } from "../../app/router.ts";
import { changedBy, changeText } from "../../forms/changes.ts";
import { changesSince } from "../../forms/changes_since.ts";
import type { KeptDraft } from "../../forms/kept_draft.ts";
import { sentence } from "../../forms/refusals.ts";
import { noteSave, saveText } from "../../mutations/latest_save.ts";
import { submit } from "../../mutations/submission.ts";
import { CheckInPreparation, RecordCheckIn } from "../../operations/generated.ts";
import { type CheckInForm, fieldAt, type FormProblem, inputOf, problemsOf, withoutFinished } from "./form.ts";
import { finishedMeanwhile, isOpen, type Prepared } from "./questions.ts";

/** What somebody else changed while the form was open, and what that means for it. */
export interface Conflict {
  readonly by: string;
  readonly changes: readonly string[];
  readonly standing: "apart" | "finished" | "closed";
  readonly finished: readonly string[];
}

interface Standing {
  readonly problems: readonly FormProblem[];
  readonly conflict: Conflict | null;
  readonly isUnreachable: boolean;
  readonly isSending: boolean;
}

const QUIET: Standing = { problems: [], conflict: null, isUnreachable: false, isSending: false };

/** Saves a check-in as one change, and says what stands in the way. */
export function useSaving(kept: KeptDraft<CheckInForm>, prepared: Prepared, checkInId: string, today: string, onNews: () => void) {
  const [standing, setStanding] = useState(QUIET);
  const save = async () => {
    const problems = problemsOf(kept.values, today);
    if (problems.length) return setStanding({ ...QUIET, problems });
    kept.keep();
    setStanding({ ...QUIET, conflict: standing.conflict, isSending: true });
    const outcome = await submit(RecordCheckIn, { partnership: prepared.id, input: inputOf(checkInId, kept.values) }, kept.submission);
    switch (outcome.kind) {
      case "saved":
        kept.forget();
        return leave(prepared.id, checkInId, outcome.isShown);
      case "refused":
        return setStanding({ ...QUIET, problems: [{ field: fieldAt(outcome.at, kept.values), words: sentence(outcome.message), of: "" }] });
      case "unknown":
        return setStanding({ ...QUIET, isUnreachable: true });
      case "conflict":
        return setStanding(await afterConflict(kept, prepared, checkInId, onNews));
    }
  };
  return { ...standing, save };
}

function leave(partnership: string, checkInId: string, isShown: boolean): void {
  noteSave(checkInId, isShown);
  announce(saveText(checkInId) ?? "");
  go(`/partnerships/${partnership}#check-in-${checkInId}`);
}

async function afterConflict(kept: KeptDraft<CheckInForm>, prepared: Prepared, checkInId: string, onNews: () => void): Promise<Standing> {
  const id = prepared.id;
  try {
    const [since, fresh] = await Promise.all([
      changesSince(id, kept.submission.expectedVersion ?? prepared.version),
      request(CheckInPreparation, { id }),
    ]);
    const now = fresh.partnership;
    if (!since || !now) return { ...QUIET, problems: [{ field: null, words: "This partnership is not yours to see any more.", of: "" }] };
    const finished = finishedMeanwhile(kept.values, prepared, now);
    const meeting = now.checkIns.items.find((item) => item.checkInId === checkInId);
    const standing = !meeting || !isOpen(meeting) ? "closed" : finished.size ? "finished" : "apart";
    // Only the version of which the changes are shown: what comes after it is another conflict.
    if (standing !== "closed") {
      kept.change(withoutFinished(kept.values, new Set(finished.keys())));
      kept.goOn(Math.min(since.version, now.version));
    }
    onNews();
    const { changes } = since;
    return { ...QUIET, conflict: { by: changedBy(changes), changes: changes.map(changeText), standing, finished: [...finished.values()] } };
  } catch (error) {
    if (error instanceof Problem) return { ...QUIET, isUnreachable: true };
    throw error;
  }
}
