import { daysBetween, dayText } from "./dates.ts";
import { capital, counted, listed } from "./numbers.ts";

/** Who held a duty since a day; null as the name: nobody did. */
export interface LeadSpan {
  readonly side: string;
  readonly duty: string;
  readonly name: string | null;
  readonly since: string;
}

/** Whether every duty is held on a day, and which of them had been empty before, the longest first. */
export function leadsAnswer(history: readonly LeadSpan[], partner: string, day: string): string {
  if (!history.length) return "**Nobody was named yet.**";
  const called = ({ side, duty }: LeadSpan) => `${side === "PARTNER" ? `the ${partner}` : "the districts"}’ ${duty === "LEAD" ? "lead" : "oversight"}`.replace(/([^s])’/, "$1’s");
  const gaps = history.flatMap((span, index) => {
    if (span.name !== null) return [];
    const next = history.slice(index + 1).find(({ side, duty }) => side === span.side && duty === span.duty);
    return [{ what: called(span), since: span.since, days: next ? daysBetween(span.since, next.since) : null }];
  });
  const now = gaps.filter(({ days }) => days === null);
  const first = now.length ? `**${capital(listed(now.map(({ what, since }) => `${what} has been empty since ${dayText(since)}, for ${counted(daysBetween(since, day), "day")}`)))}.**` : isLed(history) ? "**Both sides have a lead.**" : "**One side has no lead yet.**";
  const past = gaps.flatMap(({ what, since, days }) => (days === null ? [] : [{ what, since, days }])).sort((one, other) => other.days - one.days);
  const told = past.map(({ what, since, days }) => `${what} for ${counted(days, "day")} from ${dayText(since)}`);
  return told.length ? `${first} Empty before: ${listed(told)}.` : first;
}

const isLed = (history: readonly LeadSpan[]) => ["DISTRICT", "PARTNER"].every((side) => history.some((span) => span.side === side && span.duty === "LEAD"));
