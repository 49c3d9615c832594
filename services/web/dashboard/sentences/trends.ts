import { monthAndYear } from "./dates.ts";
import { capital, inWords, listed, oneDigit, signed } from "./numbers.ts";

/** Points below which a rate of many learners is called level. */
const LEVEL = 0.5;

export interface DistrictTrend {
  readonly name: string;
  /** Points since the comparison; null: not known. */
  readonly attendance: number | null;
  readonly chronic: number | null;
}

const direction = (points: number): "level" | "higher" | "lower" => (Math.abs(points) < LEVEL ? "level" : points > 0 ? "higher" : "lower");

const moved = (what: string, points: number): string =>
  direction(points) === "level" ? `${what} is level` : `${what} is ${oneDigit(Math.abs(points))} points ${direction(points)}`;

/** How the districts do together, and which of them goes the other way. */
export function districtsAnswer(all: DistrictTrend, districts: readonly DistrictTrend[], than: string): string {
  if (all.attendance === null || all.chronic === null) return "Nothing to compare with was reported for the days before.";
  const [attendance, chronic] = [moved("attendance", all.attendance), moved("chronic absence", all.chronic)];
  const areBothLevel = direction(all.attendance) === "level" && direction(all.chronic) === "level";
  const first = areBothLevel ? `**Attendance and chronic absence are as ${than}.**` : `**${capital(attendance)}; ${chronic} than ${than}.**`;
  const other = districts.filter(({ chronic: own }) => own !== null && direction(own) !== "level" && direction(own) !== direction(all.chronic ?? 0));
  if (!other.length) return first;
  if (districts.length === other.length) return `${first} Districts differ.`;
  return `${first} ${listed(other.map(({ name }) => name))} ${other.length === 1 ? "is the exception" : "are the exceptions"}.`;
}

export interface Month {
  /** The first day of the month. */
  readonly bucket: string;
  readonly now: number | null;
  readonly before: number | null;
}

/** Whether the months of this year are above or below those of the last. */
export function monthsAnswer(months: readonly Month[], monthName: (day: string) => string): string {
  const both = months.filter((month): month is Month & { now: number; before: number } => month.now !== null && month.before !== null);
  if (!both.length) return "No month can be compared with last year yet.";
  const signs = both.map(({ now, before }) => Math.sign(Math.round((now - before) * 10)));
  const turns = signs.slice(1).filter((sign, index) => sign !== signs[index]).length;
  const word = (sign: number | undefined) => (sign === undefined || sign === 0 ? "level with" : sign > 0 ? "above" : "below");
  if (turns === 0) return `${capital(word(signs[0]))} last year in ${both.length === 1 ? "the one month so far" : "every month so far"}.`;
  const turn = signs.findIndex((sign) => sign !== signs[0]);
  if (turns === 1) return `${capital(word(signs[0]))} last year until ${monthName(both[turn - 1]?.bucket ?? "")}, ${word(signs[turn])} it since ${monthName(both[turn]?.bucket ?? "")}.`;
  const above = signs.filter((sign) => sign > 0).length;
  return `Above last year in ${above ? inWords(above) : "none"} of ${inWords(both.length)} months so far.`;
}

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
