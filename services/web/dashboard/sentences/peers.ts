import { ATTENDANCE_EFFECT, COUNT_EFFECT, difference, type Group } from "./difference.ts";
import { capital, inWords, listed, percent, signed } from "./numbers.ts";

/** A partnership's participants and their peers, by one rate. */
export interface Pair {
  readonly name: string;
  readonly participants: Group;
  readonly peers: Group;
}

export type Rate = "attendance_rate" | "chronic_absence_rate";

const EFFECT: Record<Rate, number> = { attendance_rate: ATTENDANCE_EFFECT, chronic_absence_rate: COUNT_EFFECT };

export const gap = (pair: Pair): number | null =>
  pair.participants.value === null || pair.peers.value === null ? null : pair.participants.value - pair.peers.value;

interface Sorted {
  readonly ahead: readonly Pair[];
  readonly level: readonly Pair[];
  readonly behind: readonly Pair[];
  /** Those of which nothing is said: too few learners, or no number. */
  readonly silent: readonly Pair[];
}

/** Which participants do better than their peers: more attendance, or less chronic absence. */
function sorted(pairs: readonly Pair[], rate: Rate): Sorted {
  const better = rate === "attendance_rate" ? "more" : "less";
  const kinds = pairs.map((pair) => ({ pair, kind: difference(pair.participants, pair.peers, EFFECT[rate]) }));
  const of = (test: (kind: string) => boolean) => kinds.filter(({ kind }) => test(kind)).map(({ pair }) => pair);
  return {
    ahead: of((kind) => kind === better),
    level: of((kind) => kind === "about the same"),
    behind: of((kind) => (kind === "more" || kind === "less") && kind !== better),
    silent: of((kind) => kind === "too few" || kind === "unknown"),
  };
}

/** The lead of the overview: how many partnerships and places, and where participants come to school more often. */
export function overviewLead(partnerships: number, taken: number | null, pairs: readonly Pair[]): string {
  if (!partnerships) return "No partnership is active in this selection.";
  const places = taken === null ? "" : `, ${taken.toLocaleString("en-US")} ${taken === 1 ? "place" : "places"} taken`;
  const begin = `${capital(inWords(partnerships))} ${partnerships === 1 ? "partnership" : "partnerships"}${places}.`;
  const { ahead, level, behind } = sorted(pairs, "attendance_rate");
  const told = ahead.length + level.length + behind.length;
  if (!told) return begin;
  if (ahead.length) return `${begin} In ${share(ahead.length, told)}, participants come to school **more often than their peers**.`;
  if (level.length) {
    const rest = behind.length ? `; in ${inWords(behind.length)}, **less often**` : "";
    return `${begin} In ${share(level.length, told)}, participants come to school **about as often as their peers**${rest}.`;
  }
  return `${begin} In ${share(behind.length, told)}, participants come to school **less often than their peers**.`;
}

/** "four of six", "both", "all six", "the one that can be compared"; `part` is at least one. */
function share(part: number, whole: number): string {
  if (whole === 1) return "the one that can be compared";
  if (part === whole) return whole === 2 ? "both" : `all ${inWords(whole)}`;
  return `${inWords(part)} of ${inWords(whole)}`;
}

/** The answer to "Do participants come to school more than peers?", or to the same of chronic absence. */
export function peersAnswer(pairs: readonly Pair[], rate: Rate): string {
  const { ahead, level, behind, silent } = sorted(pairs, rate);
  const told = ahead.length + level.length + behind.length;
  if (!told) return "**Nothing can be said yet:** no partnership has enough learners with a number.";
  const sentences = [headline(ahead.length, told, rate), ...others(level, behind, rate), ...extremes(ahead, behind)];
  if (silent.length) sentences.push(`Nothing is said of ${listed(silent.map(({ name }) => name))}: too few learners, or no number.`);
  return `${sentences.join(" ")} A gap is a reason to look, not proof of a cause: who joins may differ from who does not.`;
}

function headline(ahead: number, told: number, rate: Rate): string {
  if (!ahead) {
    const none = told === 1 ? "not in the one" : told === 2 ? "in neither of the two" : `in none of the ${inWords(told)}`;
    return `**No, ${none} that can be compared.**`;
  }
  const where = `In ${share(ahead, told)}`;
  if (rate === "attendance_rate") return `**${where}, yes.**`;
  return `**${where}, fewer are chronically absent.**`;
}

function others(level: readonly Pair[], behind: readonly Pair[], rate: Rate): string[] {
  const worse = rate === "attendance_rate" ? "less often" : "more are";
  const parts = [];
  if (level.length) parts.push(`about the same in ${inWords(level.length)}, where the difference is small or a few learners could make it`);
  if (behind.length) parts.push(`${worse} in ${inWords(behind.length)}`);
  return parts.length ? [`${capital(parts.join("; "))}.`] : [];
}

function extremes(ahead: readonly Pair[], behind: readonly Pair[]): string[] {
  const widest = (pairs: readonly Pair[]) => [...pairs].sort((a, b) => Math.abs(gap(b) ?? 0) - Math.abs(gap(a) ?? 0))[0];
  const first = widest(ahead);
  const last = widest(behind);
  const told = [];
  if (first) told.push(`${first.name} is furthest ahead (${signed(gap(first) ?? 0)} points)`);
  if (last) told.push(`${last.name} furthest behind (${signed(gap(last) ?? 0)})`);
  return told.length ? [`${told.join(", ")}.`] : [];
}

/** What a row of the chart says to who cannot see it. */
export function pairLabel(pair: Pair): string {
  const said = (group: Group) => (group.value === null ? "hidden or not known" : percent(group.value));
  return `${pair.name}: participants ${said(pair.participants)}, peers ${said(pair.peers)}`;
}
