import { longDay, schoolYearOf, schoolYearText } from "./dates.ts";
import { isSameQuestion, type StoryQuestion } from "./evidence.ts";
import { goalNumber } from "./health.ts";
import { giftsOf } from "./investment.ts";
import { listed, money } from "./numbers.ts";

/** What a side put in: the worth that is known, and the kinds, also those of unknown worth. */
export interface SidePut {
  readonly worth: number;
  readonly kinds: readonly string[];
}

/** What both sides put in, in the school year of a story's evidence. `partner`: what the partner is called, such as "hospital". */
export function madePossibleText(year: number, partner: string, districtPut: SidePut, partnerPut: SidePut): string {
  const when = `In the school year ${schoolYearText(year)}`;
  const told = [putText(`the ${partner}`, partnerPut), putText("the districts", districtPut)].filter(Boolean);
  return told.length ? `${when} ${told.join(", and ")}.` : `${when} neither side put in anything that is known.`;
}

/** As of when the amounts of a story are. `day`: on which they were frozen; null: the story is older than that. */
export const amountsText = (day: string | null): string =>
  day ? `What both sides had put in by ${longDay(day)}, when the story was published. Later entries do not change it.` : "What is known today of what both sides put in: later entries change it.";

/** Whose story it is, for who sees the partnership by its stories alone: "Reading partners: City Library with Mesa USD". */
export const byText = ({ partnershipName, partners, districtNames }: { readonly partnershipName: string; readonly partners: readonly { readonly name: string }[]; readonly districtNames: readonly string[] }): string =>
  `${partnershipName}: ${listed(partners.map(({ name }) => name))} with ${listed(districtNames)}`;

/** "the hospital put in $78,918 as money and volunteers"; empty for a side that put in nothing. */
function putText(side: string, { worth, kinds }: SidePut): string {
  if (worth) return `${side} put in **${money(worth)}** as ${giftsOf(kinds)}`;
  return kinds.length ? `${side} gave ${giftsOf(kinds)}, which have no dollar value yet` : "";
}

/** The goal whose question a story's evidence answers; none where only the measure is the same. */
export const goalOf = <Goal extends { readonly question: StoryQuestion }>(question: StoryQuestion, goals: readonly Goal[]): Goal | undefined =>
  goals.find((goal) => isSameQuestion(goal.question, question));

interface Aim {
  readonly since: string;
  readonly baseline: number;
  readonly target: number;
}

/** What a goal was when a story was published, so that a goal that is changed later changes no published story. `aims`: the oldest first. */
export const aimOn = <One extends Aim>(aims: readonly One[], day: string): One | undefined => aims.findLast(({ since }) => since <= day) ?? aims[0];

/** What a total that begins each school year at zero is to come to. It is not set beside the goal's start, which is of another year. */
export const yearGoalText = (metric: string, title: string, target: number): string => `The goal “${title}” is ${goalNumber(metric, target)} in a school year; each begins at zero.`;

/** The outcomes that both sides signed, in their own words; empty: none. */
export function outcomesText(outcomes: readonly string[]): string {
  if (!outcomes.length) return "";
  const quoted = listed(outcomes.map((text) => `“${text}”`));
  return `Both sides signed the same ${outcomes.length === 1 ? "outcome" : "outcomes"}: ${quoted}${/[.!?]”$/.test(quoted) ? "" : "."}`;
}

/** Which days a story's number is about: a whole school year that is over, or one up to the day of publishing. */
export const spanText = (schoolYear: number, published: string): string => `school year ${schoolYearText(schoolYear)}${schoolYearOf(published) === schoolYear ? ` to ${longDay(published)}` : ""}`;
