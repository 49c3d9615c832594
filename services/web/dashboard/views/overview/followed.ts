import type { MetricQuery } from "../../operations/generated.ts";
import { questionOf, type Selection } from "./selection.ts";

/** A connection has at most 20 operations, of which the numbers of the districts are one. */
export const MOST_FOLLOWED = 16;

/** What the overview follows of partnerships: each of them, or of many what their numbers are together. */
export function followedOf(ids: readonly string[], selection: Selection): { readonly partnerships: readonly { readonly id: string }[]; readonly numbers: readonly { readonly query: MetricQuery }[] } {
  if (ids.length <= MOST_FOLLOWED) return { partnerships: ids.map((id) => ({ id })), numbers: [] };
  return { partnerships: [], numbers: [{ query: questionOf({ ...selection, compare: "none" }, ["investment_total", "checkin_adherence", "partnership_health"]) }] };
}
