import { daysBetween, dayWithoutYear } from "./dates.ts";
import { type GoalStanding, goalNumber, goalState } from "./health.ts";
import { capital, counted, inWords, listed, percent } from "./numbers.ts";

/** Where a check-in is prepared and held. */
export const checkInPath = (partnership: string, checkInId: string): string => `/partnerships/${partnership}/check-ins/${encodeURIComponent(checkInId)}`;

const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"];

export interface CheckInStanding {
  readonly checkInId: string;
  readonly due: string;
  readonly state: string;
}

/** The day on which a check-in was held last; null: none was. */
export const lastHeld = (all: readonly { readonly held: string | null }[]): string | null => all.reduce<string | null>((last, { held }) => (held !== null && held > (last ?? "") ? held : last), null);

const were = (number: number) => (number === 1 ? "was" : "were");

/** Which check-in of a partnership it is, and how those before it went. */
export function placeInOrder(all: readonly CheckInStanding[], checkInId: string): string {
  const expected = all.filter(({ state }) => state !== "LAPSED" && state !== "CANCELLED");
  const own = expected.find((item) => item.checkInId === checkInId);
  if (!own) return "";
  const before = expected.filter(({ due }) => due < own.due);
  const ordinal = ORDINALS[before.length] ?? `${before.length + 1}th`;
  if (!before.length) return `The ${ordinal}.`;
  const number = (...states: string[]) => before.filter(({ state }) => states.includes(state)).length;
  const [onTime, late] = [number("HELD"), number("HELD_LATE")];
  const rest = before.length - onTime - late;
  if (onTime === before.length) return `The ${ordinal}; ${onTime === 1 ? "the one before was" : onTime === 2 ? "both before were" : `all ${inWords(onTime)} before were`} held on time.`;
  const parts = [
    onTime ? `${inWords(onTime)} ${were(onTime)} held on time` : "",
    late ? `${inWords(late)} ${were(late)} held late` : "",
    rest ? `${inWords(rest)} ${were(rest)} not held` : "",
  ].filter(Boolean);
  return before.length === 1 ? `The ${ordinal}; the one before ${parts[0]?.replace(/^one /, "") ?? ""}.` : `The ${ordinal}; of the ${inWords(before.length)} before, ${listed(parts)}.`;
}

export interface PreparedGoal extends GoalStanding {
  readonly baseline: number;
  readonly target: number;
  readonly due: string;
  readonly question: { readonly metric: string };
}

/** Where a goal stands, beside what the last check-in saw; of a running total, beside this day last year. */
export function goalNowAndThen(goal: PreparedGoal, then: number | null, minimumN: number): string {
  const text = (value: number) => goalNumber(goal.question.metric, value);
  const { value, status } = goal.progress.value;
  if (value === null) return status === "SUPPRESSED" ? `**Hidden**: fewer than ${minimumN} learners stand behind it` : "**No value yet**";
  const lastYear = goal.pace.lastYear.value;
  if (goal.accumulates) return `**${text(value)}** now${lastYear === null ? "" : `, ${text(lastYear)} on this day last year`}`;
  return `**${text(value)}** now${then === null ? "" : `, ${text(then)} at the last check-in`}`;
}

/** What a goal is held to, and how many learners stand behind it. */
export function goalAim(goal: PreparedGoal): string {
  const text = (value: number) => goalNumber(goal.question.metric, value);
  const aim = `arget ${text(goal.target)} by ${dayWithoutYear(goal.due)}.`;
  const state = goalState(goal);
  const first = state === "behind" ? `Below where it began (${text(goal.baseline)}), t${aim}` : state === "reached" ? `Reached: t${aim}` : `T${aim}`;
  const { n } = goal.progress.value;
  return n === null ? first : `${first} ${counted(n, "learner")}.`;
}

export interface CohortRate {
  readonly value: number | null;
  readonly n: number | null;
  readonly status: string;
}

/** How often participants come to school beside their peers, with the number of learners of both; empty where none take part yet. */
export function attendanceText(participants: CohortRate, peers: CohortRate, minimumN: number): string {
  if (participants.status === "SUPPRESSED") return `**Attendance is hidden**: fewer than ${minimumN} learners take part.`;
  if (participants.value === null) return "";
  if ((participants.n ?? 0) < minimumN) return `**Nothing is said of attendance**: fewer than ${minimumN} learners take part.`;
  const own = `**${percent(participants.value)} attendance** this school year`;
  const learners = counted(participants.n ?? 0, "learner");
  return peers.value === null || (peers.n ?? 0) < minimumN ? `${own}. ${learners}.` : `${own}, peers ${percent(peers.value)}. ${learners}, ${counted(peers.n ?? 0, "peer")}.`;
}

/** "Barnaby Kitt, due November 2, 27 days late". */
export function promiseText({ owner, due, overdue }: { readonly owner: string; readonly due: string; readonly overdue: boolean }, today: string): string {
  return `${owner}, due ${dayWithoutYear(due)}${overdue ? `, ${counted(daysBetween(due, today), "day")} late` : ""}`;
}

/** How much one click saves. */
export const savesText = (changes: number): string => (changes ? `1 check-in and ${counted(changes, "change")}` : "1 check-in");

export function frozenText(goals: number): string {
  if (!goals) return "";
  return `Today’s ${goals === 1 ? "value of the goal is" : `values of ${goals === 2 ? "both" : `all ${inWords(goals)}`} goals are`} frozen into it.`;
}

/** What a conflict asks of the person: nothing where the changes are apart. */
export function conflictAdvice(standing: "apart" | "finished" | "closed", finished: readonly string[]): string {
  if (standing === "closed") return "So this check-in cannot be saved any more. What you wrote stays on this device.";
  if (standing === "finished") return `${capital(listed(finished.map((text) => `“${text}”`)))} ${finished.length === 1 ? "is" : "are"} not open any more, and ${finished.length === 1 ? "was" : "were"} taken out of this form. The rest can be saved.`;
  return "That leaves what you wrote alone, so both can be kept.";
}
