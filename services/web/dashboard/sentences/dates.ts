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

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string): number => Math.round((atNoon(to).getTime() - atNoon(from).getTime()) / DAY_MS);

/** The reader's own calendar day at a moment. */
export function dayOf(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** The school year of a day, called by the year in which it ends; it begins on July 1. */
export const schoolYearOf = (day: string): number => Number(day.slice(0, 4)) + (Number(day.slice(5, 7)) >= 7 ? 1 : 0);

/** 2027 → "2026–27". */
export const schoolYearText = (year: number): string => `${year - 1}–${String(year % 100).padStart(2, "0")}`;
