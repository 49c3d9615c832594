import { count, counted, money, percent } from "./numbers.ts";

export interface Evidence {
  readonly value: number | null;
  readonly n: number | null;
  readonly status: string;
}

const PHASES: Readonly<Record<string, string>> = { BEFORE: " before joining", DURING: " while taking part", AFTER: " after leaving" };

/** How a metric's value is told in words, such as "95.1% attendance". */
export function metricText(metric: string, value: number): string {
  switch (metric) {
    case "attendance_rate":
      return `${percent(value)} attendance`;
    case "chronic_absence_rate":
      return `${percent(value)} chronically absent`;
    case "pass_rate":
      return `${percent(value)} of grades passed`;
    case "engagement_minutes":
      return `${count(Math.round(value / 60))} hours`;
    case "dosage_hours":
      return `${count(Math.round(value * 10) / 10)} hours each`;
    case "investment_total":
      return money(value);
    default:
      return metric.endsWith("_rate") || metric.endsWith("_share") ? `${percent(value)} ${metric.replace(/_(rate|share)$/, "").replaceAll("_", " ")}` : `${count(Math.round(value * 10) / 10)} ${metric.replaceAll("_", " ")}`;
  }
}

/** The number behind a story: what, when, and how many learners stand behind it. */
export function evidenceText(metric: string, phase: string | null, { value, n, status }: Evidence): string {
  if (value === null) return status === "SUPPRESSED" ? "The number is hidden: fewer than 10 learners" : "No number was published";
  const learners = n === null ? "" : ` · ${counted(n, "learner")}`;
  return `**${metricText(metric, value)}**${PHASES[phase ?? ""] ?? ""}${learners}`;
}
