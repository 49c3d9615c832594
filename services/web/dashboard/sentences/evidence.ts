import { count, counted, money, percent } from "./numbers.ts";

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
      return { number: count(Math.round(value / 60)), of: "hours" };
    case "dosage_hours":
      return { number: tenths(value), of: "hours each" };
    case "investment_total":
      return { number: money(value), of: "put in" };
    default: {
      const words = metric.replace(/_(rate|share)$/, "").replaceAll("_", " ");
      return /_(rate|share)$/.test(metric) ? { number: percent(value), of: words } : { number: tenths(value), of: words };
    }
  }
}

const tenths = (value: number): string => count(Math.round(value * 10) / 10);

/** Which of the learners' days a number counts. */
export const phaseText = (phase: string | null): string => PHASES[phase ?? ""] ?? "";

/** The number behind a story: what, when, and how many learners stand behind it. */
export function evidenceText(metric: string, phase: string | null, { value, n, status }: Evidence): string {
  if (value === null) return status === "SUPPRESSED" ? "The number is hidden: too few learners stand behind it" : "No number was published";
  const learners = n === null ? "" : ` · ${counted(n, "learner")}`;
  const { number, of } = metricParts(metric, value);
  return `**${number} ${of}**${phaseText(phase)}${learners}`;
}
