import { remember, remembered } from "./device.ts";
import { go } from "./router.ts";

const PLACES: Readonly<Record<string, string>> = { o: "/", p: "/partnerships", d: "/districts", e: "/explorer", s: "/stories" };
const WITHIN_MS = 1_500;
const SWITCHED_OFF = "tandem-no-shortcuts";

/** `g` and a letter go to a view, and other keys do what is told for them. Off in fields, and where the reader has switched it off. */
export function followKeys(actions: Readonly<Record<string, () => void>>): void {
  let wasG = 0;
  addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || isField(event.target) || areShortcutsOff()) return;
    const place = PLACES[event.key];
    const action = place && event.timeStamp - wasG < WITHIN_MS ? () => go(place) : actions[event.key];
    wasG = event.key === "g" ? event.timeStamp : 0;
    if (!action) return;
    event.preventDefault();
    action();
  });
}

const isField = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));

export const areShortcutsOff = (): boolean => remembered(SWITCHED_OFF) === "1";

export const switchShortcuts = (off: boolean): void => remember(SWITCHED_OFF, off ? "1" : null);
