import { useEffect, useRef, useState } from "preact/hooks";
import { useViewer } from "../api/viewer.ts";
import { remember, remembered } from "./device.ts";
import { go } from "./router.ts";

const OVER = "tandem-tour";

const STEPS = [
  {
    title: "New here? Three things to know",
    text: "Every part of a page is a question, its answer in a sentence, and the evidence below. Words with a dotted line explain themselves: click one, or press Enter.",
  },
  { title: "Here is what needs somebody today", text: "Each line ends in a link to the place where it is mended." },
  {
    title: "Open a partnership to see why it does as it does",
    text: "Click a heading to sort. The address of the page keeps what you choose, so who gets the link sees the same. Press ? for the keys.",
  },
] as const;

let step: number | null = remembered(OVER) === "over" ? null : 0;
let hasMoved = false;
const listeners = new Set<(step: number | null) => void>();

function moveTo(next: number | null): void {
  step = next;
  hasMoved = next !== null;
  remember(OVER, next === null ? "over" : null);
  listeners.forEach((listener) => listener(next));
}

/** Begins the tour anew, on the overview. */
export function startTour(): void {
  go("/");
  moveTo(0);
}

/** One step of the tour, right before what it tells of; shown to who has not been through it, on a server without sign-in. */
export function TourStep({ at }: { at: 0 | 1 | 2 }) {
  const [current, setCurrent] = useState(step);
  const place = useRef<HTMLElement>(null);
  const isShown = useViewer()?.development === true && current === at;
  useEffect(() => {
    listeners.add(setCurrent);
    return () => void listeners.delete(setCurrent);
  }, []);
  useEffect(() => {
    if (!isShown || !hasMoved) return;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: "center" });
  }, [isShown]);
  if (!isShown) return null;
  const { title, text } = STEPS[at];
  const isLast = at === STEPS.length - 1;
  return (
    <section class="tour no-print" aria-labelledby="tour-title" tabIndex={-1} ref={place}>
      <p class="small muted">Step {at + 1} of {STEPS.length}</p>
      <p id="tour-title" class="say">{title}</p>
      <p>{text}</p>
      <p class="actions">
        {!isLast && <button type="button" class="button" onClick={() => moveTo(at + 1)}>Next</button>}
        <button type="button" class={isLast ? "button" : "button quiet"} onClick={end}>{isLast ? "Done" : "End the tour"}</button>
      </p>
    </section>
  );
}

function end(): void {
  moveTo(null);
  document.getElementById("main")?.focus({ preventScroll: true });
}
