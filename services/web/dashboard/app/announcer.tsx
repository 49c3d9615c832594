import { useEffect, useState } from "preact/hooks";

let say: ((text: string) => void) | undefined;

export interface Announcement {
  readonly text: string;
  readonly at: number;
}

/** Several parts of a page change by one event; that is one announcement. */
const SAME_MS = 2_000;

/** Whether the same was said just before. */
export const isRepeated = (before: Announcement | undefined, { text, at }: Announcement): boolean =>
  before !== undefined && before.text === text && at - before.at < SAME_MS;

let latest: Announcement | undefined;

/** Tells who listens to the page what has changed, once. */
export function announce(text: string): void {
  const next = { text, at: performance.now() };
  if (isRepeated(latest, next)) return;
  latest = next;
  say?.(text);
}

/** The place where announcements are made; it is on every page from the start, or they would not be heard. */
export function Announcer() {
  const [text, setText] = useState("");
  useEffect(() => {
    say = (next) => {
      setText(""); // the same words again are an announcement again
      requestAnimationFrame(() => setText(next));
    };
    return () => void (say = undefined);
  }, []);
  return <p class="sr" role="status" aria-live="polite">{text}</p>;
}
