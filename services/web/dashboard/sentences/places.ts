import { COUNT_EFFECT, difference, type Group, LEAST_LEARNERS } from "./difference.ts";
import { capital, oneDigit, percent } from "./numbers.ts";

export interface Measured {
  readonly value: number | null;
  readonly delta: number | null;
  readonly n: number | null;
}

const LEVEL = 0.5;
/** Learners whose change is too few to be told: one or two of them could make it. */
const FEW = 2;

/** "2.9 points lower", or null where the change is small or a few learners could make it. */
function change({ delta, n }: Measured, effect: number, words: readonly [string, string]): string | null {
  if (delta === null || Math.abs(delta) < LEVEL || Math.abs(delta) * (n ?? 0) < FEW * effect) return null;
  return `${oneDigit(Math.abs(delta))} points ${delta > 0 ? words[0] : words[1]}`;
}

/** How a district or school does: attendance and chronic absence, with what changed. */
export function placeLead(attendance: Measured, chronic: Measured, than: string): string {
  if (attendance.value === null) return "Nothing was reported for these days, or too few learners stand behind the numbers.";
  if (attendance.n !== null && attendance.n < LEAST_LEARNERS) return "So few learners stand behind these numbers that nothing is said of them.";
  const isCompared = attendance.delta !== null;
  const came = change(attendance, 10, ["more", "less"]);
  const first = `**${percent(attendance.value)} attendance**${came ? `, ${came} than ${than}` : isCompared ? `, about as ${than}` : ""}`;
  if (chronic.value === null) return `${first}.`;
  const missed = change(chronic, 100, ["more", "fewer"]);
  return `${first}; ${percent(chronic.value)} of learners are chronically absent${missed ? `, ${missed}` : isCompared && chronic.delta !== null ? ", about as many" : ""}.`;
}

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

/** Which group is most often chronically absent and which least; groups of few learners are left out. */
export function groupsAnswer(groups: readonly NamedGroup[]): string {
  const known = groups.filter(({ chronic }) => chronic.value !== null && (chronic.n ?? 0) >= LEAST_LEARNERS).sort((one, other) => (other.chronic.value ?? 0) - (one.chronic.value ?? 0));
  const [most, least] = [known[0], known.at(-1)];
  if (!most || !least || known.length < 2) return "";
  if (difference(most.chronic, least.chronic, COUNT_EFFECT) !== "more") return "**Chronic absence is about the same everywhere.**";
  const told = ({ name, chronic }: NamedGroup) => `${name} (${percent(chronic.value ?? 0)})`;
  return `**Chronic absence is highest in ${told(most)} and lowest in ${told(least)}.** A reason to look, not proof of a cause.`;
}
