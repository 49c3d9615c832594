import { dayText } from "../sentences/dates.ts";
import type { Problems } from "./fields.tsx";
import { pastDayProblem } from "./open_rules.ts";

export interface RenewalValues {
  readonly until: string;
}

/** What is wrong with a new last day; `end` is the one so far, null where there is none. */
export function renewalProblems({ until }: RenewalValues, end: string | null, today: string): Problems<RenewalValues> {
  if (!until) return { until: "Say until when." };
  if (until < today) return { until: "The day is before today." };
  return end !== null && until <= end ? { until: `It lasts until ${dayText(end)} already.` } : {};
}

export interface EndValues {
  readonly date: string;
  readonly reason: string;
}

export function endProblems({ date, reason }: EndValues, today: string): Problems<EndValues> {
  const problem = pastDayProblem(date, today);
  return { ...(reason.trim() ? {} : { reason: "Say why it ends." }), ...(problem ? { date: problem } : {}) };
}

/** How long a partnership lasts, in a sentence. */
export function agreementAnswer(status: string, end: string | null, day: string): string {
  if (status === "CLOSED" || status === "WITHDRAWN") return "**It has ended.**";
  if (end === null) return "**No last day is agreed.**";
  return end < day ? `**Its last day, ${dayText(end)}, has passed.** Renew it, or close it.` : `**Until ${dayText(end)}.**`;
}
