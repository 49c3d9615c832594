import type { Audience, PreviewOfQuestionQuery, QuestionInput } from "../operations/generated.ts";
import { whyMissing } from "../sentences/problems.ts";
import { goalNumber } from "../sentences/health.ts";
import { counted } from "../sentences/numbers.ts";
import type { Choices, Problems } from "./fields.tsx";

/** A question about the learners who take part, as one fills it in. */
export interface QuestionValues {
  readonly metric: string;
  /** A phase of the API; empty: the whole year. */
  readonly phase: string;
  /** A dimension by which the learners are narrowed; empty: all who take part. */
  readonly dimension: string;
  readonly value: string;
}

export const NO_QUESTION: QuestionValues = { metric: "attendance_rate", phase: "DURING", dimension: "", value: "" };

export interface ParticipantMetric {
  readonly name: string;
  readonly label: string;
  readonly deprecationReason: string | null;
  readonly dimensions: readonly { readonly name: string; readonly label: string }[];
}

const names = ({ dimensions }: ParticipantMetric): readonly string[] => dimensions.map(({ name }) => name);

/** The metrics that tell something of learners who take part: not those of the partnership itself. */
export const metricChoices = (metrics: readonly ParticipantMetric[]): Choices =>
  metrics.filter((metric) => names(metric).includes("partnership") && names(metric).includes("grade_level") && !metric.deprecationReason).map(({ name, label }) => [name, label] as const);

export const hasPhases = (metric: ParticipantMetric | undefined): boolean => metric !== undefined && names(metric).includes("phase");

const NOT_NARROWING = new Set(["partnership", "phase", "cohort"]);

export const dimensionChoices = (metric: ParticipantMetric | undefined): Choices => [
  ["", "All who take part"],
  ...(metric?.dimensions ?? []).filter(({ name }) => !NOT_NARROWING.has(name)).map(({ name, label }) => [name, NARROWING[name] ?? label] as const),
];

/** Dimensions that do not tell learners apart, in the words of the form. */
const NARROWING: Readonly<Record<string, string>> = { weekday: "One day of the week", engagement_kind: "One kind of engagement", subject: "One subject" };

/** The values to choose from. What was chosen stays a choice while others are looked for. */
export function valueChoices(values: readonly { readonly value: string | null; readonly label: string | null }[], chosen: string): Choices {
  const choices = values.map(({ value, label }) => [value ?? "", label ?? value ?? ""] as const);
  const isMissing = chosen !== "" && !choices.some(([value]) => value === chosen);
  return [["", "Choose"], ...(isMissing ? [[chosen, chosen] as const] : []), ...choices];
}

export const questionProblems = ({ dimension, value }: QuestionValues): Problems<QuestionValues> => (dimension && !value ? { value: dimension in NARROWING ? "Say which one." : "Say which learners." } : {});

export function questionInput({ metric, phase, dimension, value }: QuestionValues): QuestionInput {
  return { metric, phase: (phase || null) as QuestionInput["phase"], where: dimension ? [{ dimension, values: [value] }] : [], schoolYear: null };
}

/** Where the API's names of a question's members lead in the form. */
export const QUESTION_NAMES = {
  question: "metric",
  "question.metric": "metric",
  "question.phase": "phase",
  "question.where": "dimension",
  "question.where.0.values": "value",
} as const;

export type Preview = NonNullable<PreviewOfQuestionQuery["partnership"]>["preview"];

/** "Now 94.3%, 65 learners." and what it was a year ago. */
export function previewText(metric: string, { value, lastYear, accumulates }: Pick<Preview, "value" | "lastYear" | "accumulates">): string {
  const behind = value.n === null ? "" : `, ${counted(value.n, "learner")}`;
  const now = value.value === null ? whyMissing(value.status) : `Now ${goalNumber(metric, value.value)}${behind}.`;
  const before = lastYear.value === null ? (lastYear.status === "SUPPRESSED" ? "This day last year is hidden: too few learners." : "Nothing is known of this day last year.") : `${goalNumber(metric, lastYear.value)} on this day last year.`;
  return [now, before, accumulates ? "It begins each school year at zero." : ""].filter(Boolean).join(" ");
}

/** Who will see no number of a goal, since few learners stand behind its question; empty: everybody may. `least`: the least n that applies. */
export const fewLearnersText = (n: number | null, least: number): string =>
  n !== null && n < least ? `Fewer than ${least} learners stand behind this question, so the number of the goal is hidden from everybody outside the districts.` : "";

export const AUDIENCES: Readonly<Record<Audience, string>> = { PUBLIC: "Everybody", PARTNERS: "The partners, too", DISTRICT: "The districts alone" };
export const READERS: Readonly<Record<Audience, string>> = { PUBLIC: "Everybody", PARTNERS: "The partners", DISTRICT: "The districts" };

type AudiencePreview = Preview["audiences"][number];

/** What an audience would see of the number, before the story is sent. */
export function audienceText(metric: string, { audience, publishable, code, evidence }: Pick<AudiencePreview, "audience" | "publishable" | "code" | "evidence">): string {
  const who = READERS[audience];
  if (publishable && evidence.value !== null) return `${who} will see ${goalNumber(metric, evidence.value)}${evidence.n === null ? "" : ` of ${counted(evidence.n, "learner")}`}.`;
  if (publishable) return `${who} will see the number. It is hidden from you.`;
  if (code === "EVIDENCE_SUPPRESSED") return `${who} would not see it: too few learners stand behind the number, so it cannot be published for them.`;
  return `${who} would see no number: nothing was reported that it could be computed from.`;
}
