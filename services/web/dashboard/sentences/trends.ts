import { monthAndYear } from "./dates.ts";
import { ATTENDANCE_EFFECT, type Change, changed, COUNT_EFFECT, type Difference, difference, isTold, whyLevel } from "./difference.ts";
import { capital, inWords, listed, oneDigit, percent, signed } from "./numbers.ts";

/** How a district did; `minimumN`: the least n of its policy, or of all districts together. */
export interface DistrictTrend {
  readonly name: string;
  readonly attendance: Trend;
  readonly chronic: Trend;
  readonly minimumN: number;
}

/** A rate with its change, in points, since the comparison. */
export interface Trend extends Change {
  readonly status: string;
  readonly baselineStatus: string | null;
}

const moved = (kind: Difference, points: number): string => (isTold(kind) ? `${oneDigit(Math.abs(points))} points ${points > 0 ? "higher" : "lower"}` : `about the same (${whyLevel(kind)})`);

const isHidden = ({ status, baselineStatus }: Trend): boolean => status === "SUPPRESSED" || baselineStatus === "SUPPRESSED";

const TOO_FEW = "Nothing can be said: too few learners stand behind the numbers.";

/** How the districts do together, and which of them goes the other way. `before`: what it is compared with, such as "this day last year". */
export function districtsAnswer(all: DistrictTrend, districts: readonly DistrictTrend[], before: string): string {
  const kindOf = (trend: DistrictTrend) => changed(trend.chronic, COUNT_EFFECT, trend.minimumN);
  const [attendance, chronic] = [changed(all.attendance, ATTENDANCE_EFFECT, all.minimumN), kindOf(all)];
  if (attendance === "unknown" || chronic === "unknown") return isHidden(all.attendance) || isHidden(all.chronic) ? TOO_FEW : "Nothing to compare with was reported for the days before.";
  if (attendance === "too few" || chronic === "too few") return TOO_FEW;
  const areBothLevel = attendance === chronic && !isTold(attendance);
  const both = areBothLevel
    ? `attendance and chronic absence are ${moved(attendance, 0)}`
    : `attendance is ${moved(attendance, all.attendance.delta ?? 0)}; chronic absence is ${moved(chronic, all.chronic.delta ?? 0)}`;
  const first = `**Compared with ${before}, ${both}.**`;
  const other = districts.filter((district) => isTold(kindOf(district)) && kindOf(district) !== chronic);
  if (!other.length) return first;
  if (districts.length === other.length) return `${first} Districts differ.`;
  return `${first} ${listed(other.map(({ name }) => name))} ${other.length === 1 ? "is the exception" : "are the exceptions"}.`;
}

export interface Month {
  /** The first day of the month. */
  readonly bucket: string;
  readonly now: number | null;
  readonly before: number | null;
  /** The learners behind both. */
  readonly n: number | null;
  readonly nBefore: number | null;
  /** Whether one of both is there, but hidden. */
  readonly isHidden: boolean;
}

/**
 * Whether the months of this year are above or below those of the last, as far as the digits shown. `effect`: as
 * `difference` has it; `least`: the least n of the policies that apply.
 */
export function monthsAnswer(months: readonly Month[], monthName: (day: string) => string, effect: number, least: number): string {
  const kinds = months.map((month) => ({ month, kind: difference({ value: month.now, n: month.n }, { value: month.before, n: month.nBefore }, effect, least) }));
  const told = kinds.filter(({ kind }) => kind !== "unknown" && kind !== "too few");
  if (!told.length) return kinds.some(({ month, kind }) => kind === "too few" || month.isHidden) ? TOO_FEW : "No month can be compared with last year yet.";
  const few = told.filter(({ kind }) => kind === "a few learners").length;
  const signs = told.map(({ month, kind }) => (kind === "a few learners" ? 0 : Math.sign(Math.round(((month.now ?? 0) - (month.before ?? 0)) * 10))));
  return `${crossings(signs, told.map(({ month }) => monthName(month.bucket)))}${few ? ` In ${few === told.length && few > 1 ? "all of them" : inWords(few)} a few learners could make the difference, so ${few === 1 ? "it counts" : "they count"} as level.` : ""}`;
}

/** Where the months cross those of last year; -1: below it, 0: level with it, 1: above it. */
function crossings(signs: readonly number[], names: readonly string[]): string {
  const turns = signs.slice(1).filter((sign, index) => sign !== signs[index]).length;
  const word = (sign: number | undefined) => (sign === undefined || sign === 0 ? "level with" : sign > 0 ? "above" : "below");
  if (turns === 0) return `${capital(word(signs[0]))} last year in ${signs.length === 1 ? "the one month so far" : "every month so far"}.`;
  const turn = signs.findIndex((sign) => sign !== signs[0]);
  if (turns === 1) return `${capital(word(signs[0]))} last year until ${names[turn - 1] ?? ""}, ${word(signs[turn])} it since ${names[turn] ?? ""}.`;
  const above = signs.filter((sign) => sign > 0).length;
  return `Above last year in ${above ? inWords(above) : "none"} of ${inWords(signs.length)} months so far.`;
}

/** A month's rate as it stands in the table. */
export const monthText = (value: number | null, isHidden: boolean): string => (value === null ? (isHidden ? "hidden" : "–") : percent(value));

/** What the line of months says to who cannot see it. */
export function monthsLabel(what: string, months: readonly Month[]): string {
  const told = (pick: "now" | "before") =>
    months
      .filter((month) => month[pick] !== null)
      .map((month) => `${monthAndYear(month.bucket).split(" ")[0]} ${oneDigit(month[pick] ?? 0)}`)
      .join(", ");
  return `${what} by month. This year: ${told("now") || "nothing yet"}. Last year: ${told("before") || "nothing"}.`;
}

/** "+0.1 points", "no change" where it would be shown as zero, or nothing without a comparison. */
export function changeText(delta: number | null, unit: "points" | "learners" = "points"): string {
  if (delta === null) return "";
  const text = signed(delta, unit === "points" ? 1 : 0);
  return text === "0.0" || text === "0" ? (unit === "points" ? "no change" : "as last year") : unit === "points" ? `${text} points` : `${text} on last year`;
}
