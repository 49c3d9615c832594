import { schoolYearText } from "./dates.ts";
import { listed, money } from "./numbers.ts";

/** What both sides put in, in the school year of a story. `partner`: what the partner is called, such as "hospital". */
export function madePossibleText(year: number, partner: string, { district, partner: byPartner }: { readonly district: number; readonly partner: number }): string {
  const when = `In the school year ${schoolYearText(year)}`;
  if (!district && !byPartner) return `${when} neither side put in anything of known worth.`;
  return `${when} the ${partner} put in **${money(byPartner)}** and the districts **${money(district)}**: money, staff, rooms, equipment, and the time of volunteers.`;
}

/** The outcomes that both sides signed, in their own words; empty: none. */
export function outcomesText(outcomes: readonly string[]): string {
  if (!outcomes.length) return "";
  return `Both sides signed the same ${outcomes.length === 1 ? "outcome" : "outcomes"}: ${listed(outcomes.map((text) => `“${text}”`))}${outcomes.length > 1 || !/[.!?]$/.test(outcomes[0] ?? "") ? "." : ""}`;
}
