import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Fields } from "../../forms/fields.tsx";
import { useKeptDraft } from "../../forms/kept_draft.ts";
import { ProblemSummary } from "../../forms/problem_summary.tsx";
import { conflictAdvice, frozenText, savesText } from "../../sentences/check_ins.ts";
import { byField, changesIn, type CheckInForm, emptyForm } from "./form.ts";
import { invitedOf, type Meeting, type Prepared } from "./questions.ts";
import { type Conflict, useSaving } from "./saving.ts";
import { Adjustments, NewActions, NewChallenges, Notes, OpenPromises, WhenAndWho } from "./steps.tsx";

/** What is filled in during the meeting, and saved as one. */
export function MeetingForm({ prepared, meeting, partner, today, onNews }: { prepared: Prepared; meeting: Meeting; partner: string; today: string; onNews: () => void }) {
  const invited = invitedOf(prepared, partner);
  const expected = invited.filter(({ isExpected }) => isExpected).map(({ name, side }) => ({ name, side }));
  const kept = useKeptDraft(`check-in:${prepared.id}:${meeting.checkInId}`, emptyForm(today, expected), prepared.version);
  const saving = useSaving(kept, prepared, meeting.checkInId, today, onNews);
  const fields: Fields<CheckInForm> = { values: kept.values, problems: byField(saving.problems), change: kept.change, idOf: (name) => name };
  const step = { fields, partner };
  const items = useMemo(() => saving.problems.map(({ field, words, of }) => ({ id: field, text: of ? `${of}: ${words}` : words })), [saving.problems]);
  const isClosed = saving.conflict?.standing === "closed";
  return (
    <form noValidate aria-label="Check-in" onSubmit={(event) => { event.preventDefault(); if (!saving.isSending && !isClosed) void saving.save(); }}>
      {kept.isRestored && (
        <p class="notice plain" role="status">
          <b>Your draft is back.</b> It was kept on this device. <button type="button" class="button link" onClick={kept.startOver}>Start over</button>
        </p>
      )}
      <ProblemSummary items={items} />
      {saving.conflict && <ConflictNotice conflict={saving.conflict} link={`/partnerships/${prepared.id}#check-ins`} />}
      <WhenAndWho {...step} invited={invited} due={meeting.due} today={today} />
      <OpenPromises {...step} prepared={prepared} today={today} />
      <NewChallenges {...step} />
      <NewActions {...step} people={invited.map(({ name }) => name)} />
      <Adjustments {...step} />
      <Notes {...step} />
      {!isClosed && (
        <div class="bar">
          <p>
            <span role="status">{saving.isUnreachable ? "The server could not be reached. Nothing is lost: save again, and it counts once." : ""}</span>
            {!saving.isUnreachable && "Nothing is lost if the connection breaks: a draft is kept on this device."}
            <br />
            Saves <b>{savesText(changesIn(kept.values))}</b> at once. {frozenText(prepared.goals.filter(({ state }) => state === "OPEN").length)}
          </p>
          <button type="submit" class="button" aria-disabled={saving.isSending}>{saving.isSending ? "Saving" : saving.conflict || saving.isUnreachable ? "Save again" : "Save check-in"}</button>
        </div>
      )}
    </form>
  );
}

function ConflictNotice({ conflict, link }: { conflict: Conflict; link: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), [conflict]);
  return (
    <div class="problem" role="alert" tabIndex={-1} ref={place}>
      <p class="head">{conflict.by}</p>
      <ul>{conflict.changes.map((text, index) => <li key={index}>{text}</li>)}</ul>
      <p>{conflictAdvice(conflict.standing, conflict.finished)} {conflict.standing === "closed" ? <a href={link}>See the check-ins</a> : <button type="submit" class="button link">Save again</button>}</p>
    </div>
  );
}
