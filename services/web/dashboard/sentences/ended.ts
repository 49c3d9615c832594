import { count, listed } from "./numbers.ts";

/** So many are called by their names. */
const MOST_NAMED = 4;

/** Which partnerships have ended, and whether the table shows them. */
export function endedText(names: readonly string[], isShown: boolean): string {
  const who = names.length > MOST_NAMED ? `${count(names.length)} partnerships` : listed(names);
  const [has, is] = names.length === 1 ? ["has", "is"] : ["have", "are"];
  return `${who} ${has} ended and ${is} ${isShown ? "shown, too" : "not shown"}.`;
}
