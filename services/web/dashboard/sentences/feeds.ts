import { rebuildText, waitingText } from "./arrival.ts";
import { dayOf, dayText, daysBetween, timeText } from "./dates.ts";
import { capital, count, inWords, listed } from "./numbers.ts";

export interface Feed {
  readonly name: string;
  readonly waiting: number;
  readonly recomputing: boolean;
  readonly lastReported: string | null;
  /** Today where the district is. */
  readonly today: string;
}

/** Days without a report after which a feed is called silent; a week of holidays is not. */
const SILENT_DAYS = 10;

export const isSilentFeed = ({ lastReported, today }: Feed): boolean => lastReported === null || daysBetween(lastReported, today) > SILENT_DAYS;

export function feedsAnswer(feeds: readonly Feed[], waiting: number): string {
  if (!feeds.length) return "No district has sent anything yet.";
  const silent = feeds.filter((feed) => isSilentFeed(feed)).map(({ name }) => name);
  const first = silent.length
    ? `**${listed(silent)} ${silent.length === 1 ? "has" : "have"} reported nothing lately;** ${silent.length === feeds.length ? "nobody reports" : `${inWords(feeds.length - silent.length)} of ${inWords(feeds.length)} report`}.`
    : `**${feeds.length === 1 ? "The district reports" : `All ${inWords(feeds.length)} districts report`}.**`;
  return `${first} ${waitingText(waiting) || "Everything that was sent is counted."}`;
}

/** A moment as the reader's own: "12:40 PM on Nov 30, 2026". */
export const momentText = (moment: string): string => `${timeText(moment)} on ${dayText(dayOf(new Date(moment)))}`;

/** What operators are told while all numbers are computed anew; empty: they are not. */
export const rebuildAdvice = (isRebuilding: boolean): string => (isRebuilding ? `${rebuildText(true)} If it was broken off, run tandem rebuild again.` : "");

/** Districts that share a part of the log have the same records waiting: none can be told from the others'. */
export const waitingNote = (districts: number): string =>
  districts > 1 ? "Several districts can share a part of the log: records that wait in it are told for each of them, so the column does not add up." : "";

export interface ReportingSchool {
  readonly label: string;
  /** The share of the school days of each week that were reported, in percent; null: no school day is known. */
  readonly cells: readonly (number | null)[];
}

/** At least this share of its days is a whole week, as far as digits are shown. */
const WHOLE = 99.5;
const MOST_NAMED = 3;

/** Which schools report on all of their days. `unknown`: districts of whose schools no school day is known. */
export function schoolsAnswer(schools: readonly ReportingSchool[], unknown: readonly string[]): string {
  const silent = unknown.length ? ` No school day is known of the schools of ${listed(unknown)}.` : "";
  if (!schools.length) return silent.trim() || "No school day is known in these weeks.";
  const gaps = schools.filter(({ cells }) => cells.some((value) => value !== null && value < WHOLE)).map(({ label }) => label);
  if (!gaps.length) return `**${schools.length === 1 ? "The school" : `All ${inWords(schools.length)} schools`} reported on every school day.**${silent}`;
  const named = gaps.length > MOST_NAMED ? "" : `: ${listed(gaps)}`;
  return `**${capital(inWords(gaps.length))} of ${inWords(schools.length)} schools did not report on every school day${named}.** Where only absences are sent, what is missing looks like perfect attendance.${silent}`;
}

export const lastReportText = (day: string | null): string => (day ? dayText(day) : "None in the last 60 days");

/** What is going on with a feed; empty: nothing. */
export function feedState({ waiting, recomputing }: Feed): string {
  return [
    waiting ? `${count(waiting)} waiting` : "",
    recomputing ? "all learners are being counted anew: its numbers change until that is done" : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

const CODES: Readonly<Record<string, string>> = {
  INVALID_JSON: "It is no JSON.",
  UNKNOWN_TYPE: "Nobody knows this type of event.",
  INVALID_DATA: "What it says is not valid.",
  NOT_A_CLOUDEVENT: "It is no CloudEvent.",
};

/** Why a record was refused, by its code. */
export const refusalText = (code: string): string => CODES[code] ?? capital(code.toLowerCase().replaceAll("_", " "));
