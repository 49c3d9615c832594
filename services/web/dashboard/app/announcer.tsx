import { useEffect, useState } from "preact/hooks";

let say: ((text: string) => void) | undefined;

/** Tells who listens to the page what has changed, once. */
export const announce = (text: string): void => say?.(text);

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
