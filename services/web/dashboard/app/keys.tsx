import { useState } from "preact/hooks";
import { areShortcutsOff, switchShortcuts } from "./keyboard.ts";
import { startTour } from "./tour.tsx";

export const KEYS = "keys";

const ROWS: readonly (readonly [string, string])[] = [
  ["Tab, Shift+Tab", "Go through the page, and back"],
  ["/", "Search for a partnership, district or school"],
  ["g o", "Overview"],
  ["g p", "Partnerships"],
  ["g d", "Districts"],
  ["g e", "Explorer"],
  ["g s", "Stories"],
  ["Enter, Escape", "Open the explanation of a word with a dotted line, and close it"],
  ["Arrows, Home, End", "On the line of a partnership's health: a month back or on, the beginning, today"],
  ["?", "This list"],
];

/** All keys, with the switch for who does not want single letters to do anything. */
export function Keys() {
  const [isOff, setOff] = useState(areShortcutsOff);
  const change = (off: boolean) => {
    switchShortcuts(off);
    setOff(off);
  };
  return (
    <div popover="auto" id={KEYS} role="dialog" aria-labelledby="keys-title" tabIndex={-1}>
      <h2 id="keys-title">Keys</h2>
      <dl>{ROWS.map(([key, text]) => <><dt><kbd>{key}</kbd></dt><dd>{text}</dd></>)}</dl>
      <p><label><input type="checkbox" checked={!isOff} onChange={(event) => change(!event.currentTarget.checked)} /> Single keys are on. They are never on while you write.</label></p>
      <p class="actions">
        <button type="button" class="button" popovertarget={KEYS} popovertargetaction="hide">Close</button>
        <button type="button" class="button quiet" popovertarget={KEYS} popovertargetaction="hide" onClick={startTour}>Show the tour</button>
      </p>
    </div>
  );
}
