import { ATTENDANCE_EFFECT, type Change, changed, COUNT_EFFECT, difference, type Group, isTold, whyLevel } from "./difference.ts";
import { capital, oneDigit, percent } from "./numbers.ts";

export interface Measured extends Change {
  readonly value: number | null;
  readonly status: string;
}

/** "1.2 points less than last year", or that it is about as then and why so; empty without a comparison. */
function change(rate: Measured, effect: number, least: number, words: { readonly more: string; readonly less: string; readonly than: string; readonly as: string }): string {
  const kind = changed(rate, effect, least);
  if (isTold(kind)) return `, ${oneDigit(Math.abs(rate.delta ?? 0))} points ${words[kind]}${words.than}`;
  const why = whyLevel(kind);
  return why && `, ${words.as} (${why})`;
}

/** How a district or school does: attendance and chronic absence, with what changed. `least`: the least n of its district. */
export function placeLead(attendance: Measured, chronic: Measured, than: string, least: number): string {
  if (attendance.value === null) return attendance.status === "SUPPRESSED" ? TOO_FEW : "Nothing was reported for these days.";
  if (attendance.n !== null && attendance.n < least) return TOO_FEW;
  const came = change(attendance, ATTENDANCE_EFFECT, least, { more: "more", less: "less", than: ` than ${than}`, as: `about as ${than}` });
  const first = `**${percent(attendance.value)} attendance**${came}`;
  if (chronic.value === null || (chronic.n !== null && chronic.n < least)) return `${first}.`;
  const missed = change(chronic, COUNT_EFFECT, least, { more: "more", less: "fewer", than: "", as: "about as many" });
  return `${first}; ${percent(chronic.value)} of learners are chronically absent${missed}.`;
}

const TOO_FEW = "So few learners stand behind these numbers that nothing is said of them.";

/** Whether a place reports on its school days. */
export function reportingText(completeness: number | null): string {
  if (completeness === null) return "Nobody knows its school days yet.";
  if (completeness >= 99.95) return "Every school day is reported.";
  if (completeness >= 90) return `${percent(completeness)} of school days are reported.`;
  return `${capital(percent(completeness))} of school days are reported: what is missing looks like perfect attendance.`;
}

export interface NamedGroup {
  readonly name: string;
  readonly chronic: Group;
}

/** Which group is most often chronically absent and which least; groups of fewer than the least n of the policy are left out. */
export function groupsAnswer(groups: readonly NamedGroup[], least: number): string {
  const known = groups.filter(({ chronic }) => chronic.value !== null && (chronic.n ?? 0) >= least).sort((one, other) => (other.chronic.value ?? 0) - (one.chronic.value ?? 0));
  const [most, fewest] = [known[0], known.at(-1)];
  if (!most || !fewest || known.length < 2) return "";
  const kind = difference(most.chronic, fewest.chronic, COUNT_EFFECT, least);
  if (kind !== "more") return `**Chronic absence is about the same everywhere** (${whyLevel(kind)}).`;
  const isAlone = (one: NamedGroup, next: NamedGroup | undefined) => !next || isTold(difference(one.chronic, next.chronic, COUNT_EFFECT, least));
  const [isHighest, isLowest] = [isAlone(most, known[1]), isAlone(fewest, known.at(-2))];
  const order = isHighest && isLowest ? "" : " A few learners could change the order.";
  const told = ({ name, chronic }: NamedGroup) => `${name} (${percent(chronic.value ?? 0)})`;
  return `**Chronic absence is ${isHighest ? "" : "among the "}highest in ${told(most)} and ${isLowest ? "" : "among the "}lowest in ${told(fewest)}.**${order} A reason to look, not proof of a cause.`;
}
