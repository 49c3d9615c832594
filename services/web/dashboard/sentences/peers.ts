import { ATTENDANCE_EFFECT, COUNT_EFFECT, type Difference, difference, type Group, isTold } from "./difference.ts";
import { capital, count, counted, inWords, listed, percent, signed } from "./numbers.ts";

/** A partnership's participants and their peers, by one rate. */
export interface Pair {
  readonly name: string;
  readonly participants: Group;
  readonly peers: Group;
  /** The partnership's least n: of fewer learners nothing is said. */
  readonly minimumN: number;
}

export type Rate = "attendance_rate" | "chronic_absence_rate";

export const EFFECT: Record<Rate, number> = { attendance_rate: ATTENDANCE_EFFECT, chronic_absence_rate: COUNT_EFFECT };

export const gap = (pair: Pair): number | null =>
  pair.participants.value === null || pair.peers.value === null ? null : pair.participants.value - pair.peers.value;

/** From the furthest ahead to the furthest behind; those without a gap, such as hidden ones, come last. */
export function byGap<Row extends Pair>(pairs: readonly Row[], isBetterHigh: boolean): Row[] {
  const sign = isBetterHigh ? -1 : 1;
  return [...pairs].sort((one, other) => {
    const [a, b] = [gap(one), gap(other)];
    return a === null || b === null ? Number(a === null) - Number(b === null) : sign * (a - b);
  });
}

interface Sorted {
  readonly ahead: readonly Pair[];
  /** Those whose difference a few learners could make. */
  readonly few: readonly Pair[];
  /** Those that are less than half a point apart, though more than a few learners make it. */
  readonly close: readonly Pair[];
  readonly behind: readonly Pair[];
  /** Those of which nothing is said: too few learners, or no number. */
  readonly silent: readonly Pair[];
}

/** Which participants do better than their peers: more attendance, or less chronic absence. */
function sorted(pairs: readonly Pair[], rate: Rate): Sorted {
  const better = rate === "attendance_rate" ? "more" : "less";
  const kinds = pairs.map((pair) => ({ pair, kind: difference(pair.participants, pair.peers, EFFECT[rate], pair.minimumN) }));
  const of = (test: (kind: Difference) => boolean) => kinds.filter(({ kind }) => test(kind)).map(({ pair }) => pair);
  return {
    ahead: of((kind) => kind === better),
    few: of((kind) => kind === "a few learners"),
    close: of((kind) => kind === "close"),
    behind: of((kind) => isTold(kind) && kind !== better),
    silent: of((kind) => kind === "too few" || kind === "unknown"),
  };
}

/**
 * The lead of the overview: how many partnerships and places, and where participants come to school more often.
 * `least`: the least n of all districts together, below which no number of places is told.
 */
export function overviewLead(partnerships: number, taken: number | null, pairs: readonly Pair[], least: number, isLoading = false): string {
  if (!partnerships) return isLoading ? "The data are still being loaded." : "No partnership is active in this selection.";
  const places = taken === null || (taken > 0 && taken < least) ? "" : `, ${count(taken)} ${taken === 1 ? "place" : "places"} taken`;
  const begin = `${capital(inWords(partnerships))} ${partnerships === 1 ? "partnership" : "partnerships"}${places}.`;
  const { ahead, few, close, behind } = sorted(pairs, "attendance_rate");
  const level = [...few, ...close];
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
  const { ahead, few, close, behind, silent } = sorted(pairs, rate);
  const told = ahead.length + few.length + close.length + behind.length;
  if (!told) return "**Nothing can be said yet:** no partnership has enough learners with a number.";
  const sentences = [headline(ahead.length, told, rate), ...others(few.length, close.length, behind.length, rate), ...extremes(ahead, behind, rate)];
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

function others(few: number, close: number, behind: number, rate: Rate): string[] {
  const worse = rate === "attendance_rate" ? "less often" : "more are";
  const parts = [];
  if (few) parts.push(`about the same in ${inWords(few)}, where a few learners could make the difference`);
  if (close) parts.push(`less than half a point apart in ${inWords(close)}`);
  if (behind) parts.push(`${worse} in ${inWords(behind)}`);
  return parts.length ? [`${capital(parts.join("; "))}.`] : [];
}

/** The widest gaps; "among" where a few learners tell the widest from the next. */
function extremes(ahead: readonly Pair[], behind: readonly Pair[], rate: Rate): string[] {
  const size = (pair: Pair) => Math.abs(gap(pair) ?? 0);
  const byWidth = (pairs: readonly Pair[]) => [...pairs].sort((a, b) => size(b) - size(a));
  const widest = (pairs: readonly Pair[]) => byWidth(pairs)[0];
  const group = (pair: Pair): Group => ({ value: size(pair), n: Math.min(pair.participants.n ?? 0, pair.peers.n ?? 0) });
  const among = (pairs: readonly Pair[]) => {
    const [first, next] = byWidth(pairs);
    return first && next && !isTold(difference(group(first), group(next), EFFECT[rate], 0)) ? "among the " : "";
  };
  const first = widest(ahead);
  const last = widest(behind);
  const told = [];
  if (first) told.push(`${first.name} is ${among(ahead)}furthest ahead (${signed(gap(first) ?? 0)} points)`);
  if (last) told.push(`${last.name} ${among(behind)}furthest behind (${signed(gap(last) ?? 0)})`);
  return told.length ? [`${told.join(", ")}.`] : [];
}

/** What a row of the chart says to who cannot see it. */
export function pairLabel(pair: Pair): string {
  const said = (group: Group) => (group.value === null ? "hidden or not known" : percent(group.value));
  return `${pair.name}: participants ${said(pair.participants)}, peers ${said(pair.peers)}`;
}

/** How many learners stand behind the participants of a row. */
export function learnersNote({ n, status }: { readonly n: number | null; readonly status: string }): string {
  if (n !== null) return counted(n, "learner");
  return status === "SUPPRESSED" ? "hidden" : "not known";
}
