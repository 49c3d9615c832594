import { useEffect, useRef, useState } from "preact/hooks";
import { newSubmission, onVersion, type Submission } from "../mutations/submission.ts";
import { deviceShelf, draftOf, dropDraft, keepDraft } from "./draft.ts";

const KEEP_EVERY_MS = 2_000;

/** A draft that is kept on the device every two seconds, and when the form or the page goes, until it is saved. */
export function useKeptDraft<Values extends object>(name: string, initial: Values, version: number | null) {
  const [begin] = useState(() => draftOf(deviceShelf(), name, initial, version));
  const [values, setValues] = useState(begin.values);
  const [submission, setSubmission] = useState<Submission>(begin.submission);
  const [isRestored, setRestored] = useState(begin.isOld);
  const latest = useRef({ values, submission });
  latest.current = { values, submission };
  const kept = useRef<Values | null>(begin.values); // null: nothing is to be kept any more
  const keep = () => {
    if (kept.current === null || kept.current === latest.current.values) return;
    keepDraft(deviceShelf(), name, latest.current);
    kept.current = latest.current.values;
  };
  useEffect(() => {
    const timer = setInterval(keep, KEEP_EVERY_MS);
    addEventListener("pagehide", keep);
    return () => {
      clearInterval(timer);
      removeEventListener("pagehide", keep);
      keep();
    };
  }, [name]);
  return {
    values,
    submission,
    isRestored,
    keep,
    change: (changes: Partial<Values>) => setValues((before) => ({ ...before, ...changes })),
    /** Goes on with the version that somebody else has made. */
    goOn: (since: number): Submission => {
      const renewed = onVersion(latest.current.submission, since);
      setSubmission(renewed);
      return renewed;
    },
    /** It is saved: nothing stays on the device. */
    forget: () => {
      kept.current = null;
      dropDraft(deviceShelf(), name);
    },
    startOver: () => {
      dropDraft(deviceShelf(), name);
      kept.current = initial;
      setValues(initial);
      setSubmission(newSubmission(version));
      setRestored(false);
    },
  };
}

export type KeptDraft<Values extends object> = ReturnType<typeof useKeptDraft<Values>>;
