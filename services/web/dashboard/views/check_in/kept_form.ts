import { useEffect, useRef, useState } from "preact/hooks";
import { deviceShelf, draftOf, dropDraft, keepDraft } from "../../forms/draft.ts";
import { newSubmission, onVersion, type Submission } from "../../mutations/submission.ts";
import type { CheckInForm } from "./form.ts";

const EVERY_MS = 2_000;

/** A form of which a draft is kept on the device every two seconds, and when the page is left, until it is saved. */
export function useKeptForm(name: string, initial: CheckInForm, version: number) {
  const [begin] = useState(() => draftOf(deviceShelf(), name, initial, version));
  const [form, setForm] = useState(begin.values);
  const [submission, setSubmission] = useState<Submission>(begin.submission);
  const [isRestored, setRestored] = useState(begin.isOld);
  const latest = useRef({ values: form, submission });
  latest.current = { values: form, submission };
  const kept = useRef<CheckInForm | null>(begin.values); // null: nothing is to be kept any more
  const keep = () => {
    if (kept.current === null || kept.current === latest.current.values) return;
    keepDraft(deviceShelf(), name, latest.current);
    kept.current = latest.current.values;
  };
  useEffect(() => {
    const timer = setInterval(keep, EVERY_MS);
    addEventListener("pagehide", keep);
    return () => {
      clearInterval(timer);
      removeEventListener("pagehide", keep);
      keep();
    };
  }, []);
  return {
    form,
    submission,
    isRestored,
    keep,
    change: (changes: Partial<CheckInForm>) => setForm((before) => ({ ...before, ...changes })),
    /** Goes on with the version that somebody else has made. */
    goOn: (next: CheckInForm, since: number) => {
      setForm(next);
      setSubmission(onVersion(submission, since));
    },
    /** It is saved: nothing stays on the device. */
    forget: () => {
      kept.current = null;
      dropDraft(deviceShelf(), name);
    },
    startOver: () => {
      dropDraft(deviceShelf(), name);
      kept.current = initial;
      setForm(initial);
      setSubmission(newSubmission(version));
      setRestored(false);
    },
  };
}
