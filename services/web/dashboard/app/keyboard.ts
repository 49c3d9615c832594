import { go } from "./router.ts";

const PLACES: Readonly<Record<string, string>> = { o: "/", p: "/partnerships", d: "/districts", e: "/explorer", s: "/stories" };
const WITHIN_MS = 1_500;
const SWITCHED_OFF = "tandem-no-shortcuts";

/** `g` and a letter go to a view. Off in fields, and where the reader has switched it off. */
export function followKeys(): void {
  let wasG = 0;
  addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || isField(event.target) || areShortcutsOff()) return;
    const place = PLACES[event.key];
    if (place && event.timeStamp - wasG < WITHIN_MS) {
      event.preventDefault();
      go(place);
    }
    wasG = event.key === "g" ? event.timeStamp : 0;
  });
}

const isField = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));

export function areShortcutsOff(): boolean {
  try {
    return localStorage.getItem(SWITCHED_OFF) === "1";
  } catch {
    return false;
  }
}
