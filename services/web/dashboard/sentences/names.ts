import { dayText, schoolYearOf, schoolYearText } from "./dates.ts";

export interface NamedPartnership {
  readonly id: string;
  readonly name: string;
  readonly begin: string;
}

/**
 * Partnerships with names that tell them apart: an agreement that was made anew is often called as the one before.
 * Of several with one name each has its school year beside it, or its first day where they begin in one year.
 */
export function distinctlyNamed<Partnership extends NamedPartnership>(all: readonly Partnership[]): readonly Partnership[] {
  const groups = new Map<string, Partnership[]>();
  for (const one of all) groups.set(one.name, [...(groups.get(one.name) ?? []), one]);
  const nameOf = (one: Partnership): string => {
    const same = groups.get(one.name) ?? [];
    if (same.length < 2) return one.name;
    const years = new Set(same.map(({ begin }) => schoolYearOf(begin)));
    return `${one.name} (${years.size === same.length ? schoolYearText(schoolYearOf(one.begin)) : `from ${dayText(one.begin)}`})`;
  };
  return all.map((one) => ({ ...one, name: nameOf(one) }));
}

/** What concerns partnerships, with the names that these have elsewhere on the page. */
export function withNamesOf<Item extends { readonly partnership: { readonly id: string; readonly name: string } | null }>(items: readonly Item[], partnerships: readonly Pick<NamedPartnership, "id" | "name">[]): readonly Item[] {
  const names = new Map(partnerships.map(({ id, name }) => [id, name]));
  return items.map((item) => (item.partnership ? { ...item, partnership: { ...item.partnership, name: names.get(item.partnership.id) ?? item.partnership.name } } : item));
}

interface Keyed {
  readonly value: string | null;
  readonly label: string | null;
}

/** What groups of an answer are called: with their ids where several of one dimension are called alike. */
export function groupNames(rows: readonly { readonly keys: readonly Keyed[] }[]): (row: { readonly keys: readonly Keyed[] }) => string {
  const values = new Map<string, Set<string | null>>();
  const place = (index: number, { label }: Keyed) => `${index} ${label}`;
  rows.forEach(({ keys }) => keys.forEach((key, index) => values.set(place(index, key), (values.get(place(index, key)) ?? new Set()).add(key.value))));
  const isShared = (index: number, key: Keyed) => key.label !== null && (values.get(place(index, key))?.size ?? 0) > 1;
  return ({ keys }) => keys.map((key, index) => (isShared(index, key) ? `${key.label} (${key.value})` : key.label ?? key.value ?? "not known")).join(" · ");
}
