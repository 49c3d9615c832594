import { schoolYearText } from "./dates.ts";
import { count, counted, listed, money, percent } from "./numbers.ts";

export interface Evidence {
  readonly value: number | null;
  readonly n: number | null;
  readonly status: string;
}

const PHASES: Readonly<Record<string, string>> = { BEFORE: " before joining", DURING: " while taking part", AFTER: " after leaving" };

/** A metric's value in two parts, such as "95.1%" and "attendance". */
export function metricParts(metric: string, value: number): { readonly number: string; readonly of: string } {
  switch (metric) {
    case "attendance_rate":
      return { number: percent(value), of: "attendance" };
    case "chronic_absence_rate":
      return { number: percent(value), of: "chronically absent" };
    case "pass_rate":
      return { number: percent(value), of: "of grades passed" };
    case "engagement_minutes":
      return { number: count(Math.round(value / 60)), of: "hours of all learners together" };
    case "dosage_hours":
      return { number: tenths(value), of: "hours each" };
    case "investment_total":
      return { number: money(value), of: "put in" };
    default: {
      const words = metricWords(metric);
      return /_(rate|share)$/.test(metric) ? { number: percent(value), of: words } : { number: tenths(value), of: words };
    }
  }
}

/** What a metric is called where the glossary has no word for it: never its bare name. */
export const metricWords = (metric: string): string => metric.replace(/_(rate|share)$/, "").replaceAll("_", " ");

/** How the number on the page came of the value in the evidence, so that a reader can tell that they are the same. */
export function digestedText(metric: string, value: number): string {
  const { number } = metricParts(metric, value);
  const shown = metric === "engagement_minutes" ? `${number} hours` : number;
  const kept = `Its value is ${value}${metric === "engagement_minutes" ? " minutes" : ""}`;
  return metric === "engagement_minutes" ? `${kept}; divided by 60 and rounded, it is the ${shown} above.` : `${kept}, shown above as ${shown}.`;
}

const tenths = (value: number): string => count(Math.round(value * 10) / 10);

/** Which of the learners' days a number counts. */
export const phaseText = (phase: string | null): string => PHASES[phase ?? ""] ?? "";

/** The days that a number counts, as "How do we know?" tells them. */
export const countedText = (phase: string | null): string => {
  if (phase === "BEFORE") return "only on days before the learners joined";
  return phase === "AFTER" ? "only on days after the learners left" : "for the learners who take part";
};

/** What a story's number is about, as the API has it. */
export interface StoryQuestion {
  readonly metric: string;
  readonly phase: string | null;
  readonly schoolYear: number | null;
  readonly where: readonly { readonly dimension: string; readonly values: readonly string[] }[];
}

/** Whether two questions have the same answer: the same number of the same learners, in the same days. */
export function isSameQuestion(one: StoryQuestion, other: StoryQuestion): boolean {
  const conditions = ({ where }: StoryQuestion) => where.map(({ dimension, values }) => `${dimension}=${[...new Set(values)].sort().join("|")}`).sort();
  return one.metric === other.metric && one.phase === other.phase && one.schoolYear === other.schoolYear && conditions(one).join("&") === conditions(other).join("&");
}

/** Which learners a question is about, such as " where grade level is Tenth grade"; empty: all who take part. */
export function groupText({ where }: Pick<StoryQuestion, "where">): string {
  return where.length ? ` where ${listed(where.map(({ dimension, values }) => `${dimension.replaceAll("_", " ")} is ${listed(values, "or")}`))}` : "";
}

/** Which days of which school year a question names; a question that names no year is about that of its day. */
export const yearText = ({ schoolYear }: Pick<StoryQuestion, "schoolYear">): string => (schoolYear === null ? "" : ` in ${schoolYearText(schoolYear)}`);

/** The number behind a story: what, of whom, when, and how many learners stand behind it. */
export function evidenceText(question: StoryQuestion, { value, n, status }: Evidence): string {
  if (value === null) return status === "SUPPRESSED" ? "The number is hidden: too few learners stand behind it" : "No number was published";
  const learners = n === null ? "" : ` · ${counted(n, "learner")}`;
  const { number, of } = metricParts(question.metric, value);
  return `**${number} ${of}**${groupText(question)}${phaseText(question.phase)}${yearText(question)}${learners}`;
}
