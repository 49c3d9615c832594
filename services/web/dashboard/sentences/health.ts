import { dayText } from "./dates.ts";
import { capital, count, counted, inWords, listed, money, percent } from "./numbers.ts";
import { SHORT_NAMES, STRATEGIES, type StrategyName } from "./strategies.ts";

/** A part of health, by the code that says what it was judged by. */
export interface PartOfHealth {
  readonly name: string;
  readonly score: number | null;
  readonly code: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly lacking: readonly string[];
}

const PART_NAMES: Readonly<Record<string, string>> = {
  balance: "Balance",
  delivery: "Delivery",
  leads: "Leads",
  alignment: "Agreement",
  coverage: "Coverage",
  checkin_adherence: "On time",
  action_completion: "Actions done",
  challenge_resolution: "Challenges resolved",
  goals_measured: "Goals measured",
  goal_attainment: "Way to the goals",
  evidence: "Evidence",
  leadership_continuity: "Steady leads",
  adaptation: "Quick to adapt",
};

export const partName = (name: string): string => PART_NAMES[name] ?? capital(name.replaceAll("_", " "));

const SIDES: Readonly<Record<string, string>> = { district: "the districts have", partner: "the partner has" };
const KINDS: Readonly<Record<string, string>> = { expectation: "expectations", process: "ways of working", outcome: "outcomes" };

/** Health knows of open goals only what check-ins have noted, so it says so where a page shows what goals are at now. */
function goalsReason(code: string, part: number, whole: number, lastCheckIn: string | null): string {
  if (part === 0 && code === "GOALS_MEASURED" || code === "NO_GOAL_VALUE") return "no check-in has noted a value of a goal yet";
  const when = lastCheckIn === null ? "" : ` at the last check-in (${dayText(lastCheckIn)})`;
  const [has, are] = lastCheckIn === null ? ["have", "are"] : ["had", "were"];
  return code === "GOALS_MEASURED" ? `${count(part)} of ${count(whole)} goals ${has} a value${when}` : `goals ${are} ${Math.round((part / (whole || 1)) * 100)}% of the way${when}`;
}

/** What a part was judged by, within a sentence: without a capital letter and a full stop. `lastCheckIn`: the day of the last that was held. */
export function reasonText({ code, numerator, denominator, lacking }: PartOfHealth, lastCheckIn: string | null): string {
  const [part, whole] = [numerator ?? 0, denominator ?? 0];
  const of = `${count(part)} of ${count(whole)}`;
  switch (code) {
    case "NOTHING_VALUED": return "nothing of known worth was put in yet";
    case "SIDES_COMPARED": return `one side puts in ${counted(Math.round((part / (whole || 1)) * 100), "cent")} for each dollar of the other`;
    case "NO_PLEDGE_DUE": return "nothing is promised for now";
    case "PLEDGES_DELIVERED": return `${money(part)} of ${money(whole)} promised by now has arrived`;
    case "BOTH_SIDES_LEAD": return "both sides have a lead";
    case "LEAD_VACANT": return lacking.length > 1 ? "neither side has a lead" : `${listed(lacking.map((side) => SIDES[side] ?? side))} no lead`;
    case "NO_CLAUSE": return "nothing is written down yet";
    case "CLAUSES_ENDORSED": return `both sides signed ${of} clauses`;
    case "ALL_KINDS_DRAFTED": return "expectations, ways of working and outcomes are written down";
    case "KINDS_NOT_DRAFTED": return `${listed(lacking.map((kind) => KINDS[kind] ?? kind))} are not written down`;
    case "NO_CHECK_IN_DUE": return "no check-in was due yet";
    case "CHECK_INS_ON_TIME": return `${of} check-ins were held by their day`;
    case "NO_ACTION_DUE": return "no action was due yet";
    case "ACTIONS_DONE": return `${of} actions that were due are done`;
    case "NO_CHALLENGE": return "no challenge was raised";
    case "CHALLENGES_RESOLVED": return `${of} challenges are resolved`;
    case "NO_GOAL": return "no goal is set";
    case "GOALS_MEASURED":
    case "NO_GOAL_VALUE":
    case "WAY_TO_TARGETS": return goalsReason(code, part, whole, lastCheckIn);
    case "NO_STORY": return "no story tells the results yet";
    case "RECENT_STORY": return `${counted(part, "story", "stories")} with evidence in a year`;
    case "NO_RECENT_STORY": return "no story was told for a year";
    case "NEVER_ACTIVE": return "it has not begun yet";
    case "DAYS_LED": return `both sides had a lead on ${of} days`;
    case "NOTHING_TO_ADAPT_TO": return "nothing had to be adapted to";
    case "DAYS_TO_ADAPT": return `it takes ${counted(Math.round(part / (whole || 1)), "day")} from a problem to its end`;
    case "TOO_FEW_LEARNERS": return "hidden, since few learners are behind it";
    default: return "nothing can be said yet";
  }
}

export const reasonSentence = (part: PartOfHealth, lastCheckIn: string | null): string => `${capital(reasonText(part, lastCheckIn))}.`;

/** Below this a part is said to hold a partnership back. */
const GOOD = 80;
const FAIR = 60;

export type HealthAbsence = "PROPOSED" | "WITHDRAWN" | "NOTHING_TO_JUDGE";

/** Why a partnership has no health. */
const NO_HEALTH: Readonly<Record<HealthAbsence, string>> = {
  PROPOSED: "A proposal has no health yet: neither side has promised anything.",
  WITHDRAWN: "The proposal was withdrawn, so it has no health.",
  NOTHING_TO_JUDGE: "Nothing can be said of its health yet.",
};

/** How a partnership does, and what holds it back: the two lowest parts, where they are low. */
export function partnershipLead(score: number | null, parts: readonly PartOfHealth[], lastCheckIn: string | null, absence: HealthAbsence | null = null): string {
  if (score === null) return NO_HEALTH[absence ?? "NOTHING_TO_JUDGE"];
  const shown = Math.round(score);
  const level = shown >= GOOD ? "Doing well" : shown >= FAIR ? "On its way" : "Needs help";
  const low = parts.filter((part) => part.score !== null && part.score < GOOD).sort((one, other) => (one.score ?? 0) - (other.score ?? 0)).slice(0, 2);
  const why = low.map((part) => reasonText(part, lastCheckIn)).join(", and ");
  return `${level} at ${shown} of 100. ${why ? `What holds it back: ${why}.` : "Nothing holds it back."}`;
}

export interface StrategyScore {
  readonly strategy: StrategyName;
  readonly score: number | null;
}

const lowestOf = <Strategy extends StrategyScore>(strategies: readonly Strategy[]): Strategy | undefined =>
  STRATEGIES.flatMap((name) => strategies.filter(({ strategy, score }) => strategy === name && score !== null)).sort((one, other) => (one.score ?? 0) - (other.score ?? 0))[0];

/** Which of the five strategies is kept least, and the lowest of what it was judged by. */
export function strategiesAnswer(strategies: readonly (StrategyScore & { readonly parts: readonly PartOfHealth[] })[], lastCheckIn: string | null): string {
  const least = lowestOf(strategies);
  if (!least) return "";
  const score = Math.round(least.score ?? 0);
  if (score >= GOOD) return `**All are at ${score} or more.**`;
  const part = least.parts.filter((one) => one.score !== null).sort((one, other) => (one.score ?? 0) - (other.score ?? 0))[0];
  return `**Lowest: ${SHORT_NAMES[least.strategy]}, at ${score} of 100${part ? `, where ${reasonText(part, lastCheckIn)}` : ""}.**`;
}

export interface HealthOfPartnership {
  readonly name: string;
  readonly health: { readonly score: number | null; readonly strategies: readonly StrategyScore[] };
}

/** Which partnership has the worst health, and in which strategy. */
export function worstHealthAnswer(partnerships: readonly HealthOfPartnership[]): string {
  const known = partnerships.filter(({ health }) => health.score !== null).map((one) => ({ ...one, score: Math.round(one.health.score ?? 0) }));
  if (known.length < 2) return "";
  const least = Math.min(...known.map(({ score }) => score));
  const worst = known.filter(({ score }) => score === least);
  if (worst.length === known.length) return `**All have the same health, ${least} of 100.**`;
  const low = worst.length === 1 ? lowestOf(worst[0]?.health.strategies ?? []) : undefined;
  const where = low ? `, and there the lowest strategy is ${SHORT_NAMES[low.strategy]}, at ${Math.round(low.score ?? 0)}` : "";
  return `**${listed(worst.map(({ name }) => name))} ${worst.length === 1 ? "has" : "have"} the lowest health, ${least} of 100**${where}.`;
}

export interface GoalValue {
  readonly value: number | null;
  /** The learners behind it; null: not known, or hidden. */
  readonly n: number | null;
  readonly status: string;
}

export interface GoalStanding {
  readonly state: string;
  readonly accumulates: boolean;
  readonly progress: { readonly percent: number | null; readonly value: GoalValue };
  readonly pace: { readonly lastYear: { readonly value: number | null } };
}

/** A running total is held to the same day last year, since it begins each year at zero. */
const PACE = 0.95;

export function goalState(goal: GoalStanding): "reached" | "on its way" | "behind" | "without a value" | "hidden: too few learners" {
  const { percent: way, value } = goal.progress;
  if (value.status === "SUPPRESSED") return "hidden: too few learners";
  if (way === null || value.value === null) return "without a value";
  if (way >= 100) return "reached";
  const before = goal.pace.lastYear.value;
  if (way < 0) return goal.accumulates && (before === null || value.value >= before * PACE) ? "on its way" : "behind";
  return "on its way";
}

/** Whether a goal's value may be told in a sentence: not where fewer learners than the policy's least n stand behind it. */
const isOfFew = ({ progress: { value } }: Pick<GoalStanding, "progress">, least: number): boolean => value.status === "SUPPRESSED" || (value.value !== null && value.n !== null && value.n < least);

/** The parts of health that may be told in a sentence: not how far goals are whose values stand on few learners. */
export const toldParts = <Part extends PartOfHealth>(parts: readonly Part[], goals: readonly Pick<GoalStanding, "progress">[], least: number): readonly Part[] =>
  goals.some((goal) => isOfFew(goal, least)) ? parts.filter(({ code }) => code !== "WAY_TO_TARGETS") : parts;

/** How far the goals are. `least`: the policy's least n, of fewer learners nothing is said. */
export function goalsAnswer(goals: readonly GoalStanding[], least: number): string {
  if (!goals.length) return "";
  const number = (state: string) => goals.filter((goal) => !isOfFew(goal, least) && goalState(goal) === state).length;
  const is = (n: number) => (n === 1 ? "is" : "are");
  const told = [
    [number("reached"), (n: number) => `${inWords(n)} ${is(n)} reached`],
    [number("on its way"), (n: number) => `${inWords(n)} ${is(n)} on ${n === 1 ? "its" : "their"} way`],
    [number("behind"), (n: number) => `${inWords(n)} ${is(n)} below where ${n === 1 ? "it" : "they"} began`],
    [number("without a value"), (n: number) => `${inWords(n)} ${n === 1 ? "has" : "have"} no value yet`],
    [goals.filter((goal) => isOfFew(goal, least)).length, (n: number) => `of ${inWords(n)} nothing is said, since too few learners stand behind ${n === 1 ? "it" : "them"}`],
  ] as const;
  return `**${capital(listed(told.filter(([n]) => n).map(([n, text]) => text(n))))}.**`;
}

/** A goal's number in its unit: hours for minutes, a percentage for rates. */
export function goalNumber(metric: string, value: number): string {
  if (metric === "engagement_minutes") return `${count(Math.round(value / 60))} hours`;
  if (metric.endsWith("_rate") || metric.endsWith("_share")) return percent(value);
  if (metric === "dosage_hours") return `${count(Math.round(value * 10) / 10)} hours`;
  return count(Math.round(value * 10) / 10);
}
