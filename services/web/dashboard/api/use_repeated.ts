import { useEffect, useRef } from "preact/hooks";

const EVERY_MS = 15_000;

/** Asks again every quarter of a minute while the page is seen, for what no subscription tells of, such as records that wait. */
export function useRepeated(again: () => void): void {
  const latest = useRef(again);
  latest.current = again;
  useEffect(() => {
    const ask = () => {
      if (document.visibilityState === "visible") latest.current();
    };
    const timer = setInterval(ask, EVERY_MS);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, []);
}
