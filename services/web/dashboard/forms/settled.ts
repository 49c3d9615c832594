import { useEffect, useState } from "preact/hooks";

const WAIT_MS = 300;

/** The text once nobody has changed it for a moment, so that not each letter asks the server. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
