/** Days and moments as people read them, in the reader's language. Days are calendar days: no time zone moves them. */

const DAY_MS = 86_400_000;

const atNoon = (day: string): Date => new Date(`${day}T12:00:00Z`);

function written(day: string, parts: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language(), { ...parts, timeZone: "UTC" }).format(atNoon(day));
}

let chosen: string | undefined;

/** The language in which dates are written; the reader's own unless a test says another. */
export function language(choice?: string): string {
  chosen = choice ?? chosen;
  return chosen ?? globalThis.navigator?.language ?? "en-US";
}

/** "2026-11-29" → "Nov 29, 2026". */
export const dayText = (day: string): string => written(day, { month: "short", day: "numeric", year: "numeric" });

/** "2026-11-29" → "November 29". */
export const dayWithoutYear = (day: string): string => written(day, { month: "long", day: "numeric" });

/** "2026-11-29" → "November 29, 2026". */
export const longDay = (day: string): string => written(day, { month: "long", day: "numeric", year: "numeric" });

/** "2026-11-01" → "Nov". */
export const monthText = (day: string): string => written(day, { month: "short" });

/** "2026-11-01" → "Nov 2026". */
export const monthAndYear = (day: string): string => written(day, { month: "short", year: "numeric" });

/** A moment as the reader's own time of day: "8:16 PM". */
export const timeText = (moment: string): string =>
  new Intl.DateTimeFormat(language(), { hour: "numeric", minute: "2-digit" }).format(new Date(moment));

/** The same day a year before; February 28 for February 29. */
export const yearBefore = (day: string): string => `${Number(day.slice(0, 4)) - 1}${day.slice(4) === "-02-29" ? "-02-28" : day.slice(4)}`;

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string): number => Math.round((atNoon(to).getTime() - atNoon(from).getTime()) / DAY_MS);

/** The calendar day at a moment in a time zone, such as "America/Chicago"; without one, or one that the browser does not know, the reader's own. */
export function dayOf(moment: Date, zone: string | null | undefined = null): string {
  const parts: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
  const text = (timeZone?: string) => {
    const found = new Intl.DateTimeFormat("en-US", { ...parts, ...(timeZone ? { timeZone } : {}) }).formatToParts(moment);
    const of = (type: string) => found.find((part) => part.type === type)?.value ?? "";
    return `${of("year")}-${of("month")}-${of("day")}`;
  };
  if (!zone) return text();
  try {
    return text(zone);
  } catch {
    return text();
  }
}

/** Whether a text is a day of the calendar, such as "2026-02-28" and not "2026-02-30". */
export function isDay(text: string): boolean {
  const moment = new Date(`${text}T12:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/** The day that a link names; null: none, no day of the calendar, or one that is still to come. */
export const pastDay = (text: string | null | undefined, today: string): string | null => (text && isDay(text) && text <= today ? text : null);

/** Where the reader is, such as "America/Chicago". */
export const readersZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The one time zone of all of these; null: they lie in several, or there are none. */
export function commonZone(places: readonly { readonly timeZone: string }[]): string | null {
  const zones = new Set(places.map(({ timeZone }) => timeZone));
  return zones.size === 1 ? [...zones][0] ?? null : null;
}

/** "Days are those of America/Denver." where they are not the reader's own; empty where they are. */
export function zoneText(zone: string | null, reader = readersZone()): string {
  if (zone === null) return `The districts lie in several time zones; today is the day in ${placeOf(reader)}.`;
  return zone === reader ? "" : `Days are those of ${placeOf(zone)}.`;
}

/** "America/New_York" → "New York". */
const placeOf = (zone: string): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

/** The school year of a day, called by the year in which it ends; it begins on July 1. */
export const schoolYearOf = (day: string): number => Number(day.slice(0, 4)) + (Number(day.slice(5, 7)) >= 7 ? 1 : 0);

/** 2027 → "2026–27". */
export const schoolYearText = (year: number): string => `${year - 1}–${String(year % 100).padStart(2, "0")}`;
