/** When two groups of learners differ enough to be told apart in words. Nothing here says why they differ. */

/** Points below which two rates are called about the same, though more than a few learners make the difference. */
const CLOSE_POINTS = 0.5;
/** What so many learners can change is not told as a difference: it could come from one or two of them. */
const FEW_LEARNERS = 2;

/** How many points one learner moves a group's rate times its learners: 100 where a learner either counts or does not. */
export const COUNT_EFFECT = 100;
/** Of attendance, since a learner who misses a tenth of the days is chronically absent. */
export const ATTENDANCE_EFFECT = 10;

export interface Group {
  readonly value: number | null;
  readonly n: number | null;
}

/** "a few learners": so few could make the difference. "close": they could not, but it is less than half a point. */
export type Difference = "more" | "less" | "close" | "a few learners" | "too few" | "unknown";

/**
 * How a group's rate differs from another's.
 *
 * `least`: the least n of the policies that apply; of fewer learners nothing is said. Whether a few learners could make
 * a difference is decided by the learners of the smaller group, so a small difference of a large group is not theirs.
 */
export function difference(group: Group, other: Group, effect: number, least: number): Difference {
  if (group.value === null || other.value === null || group.n === null || other.n === null) return "unknown";
  return differenceOf(group.value - other.value, Math.min(group.n, other.n), effect, least);
}

/** A value with how it changed since what it is compared with. */
export interface Change {
  readonly delta: number | null;
  readonly n: number | null;
  readonly baselineN: number | null;
}

/** How a rate differs from its own of an earlier time. */
export function changed({ delta, n, baselineN }: Change, effect: number, least: number): Difference {
  if (delta === null || n === null) return "unknown";
  return differenceOf(delta, Math.min(n, baselineN ?? n), effect, least);
}

function differenceOf(points: number, smaller: number, effect: number, least: number): Difference {
  if (smaller < least) return "too few";
  if (learnersOf(points, smaller, effect) <= FEW_LEARNERS) return "a few learners";
  if (Math.abs(points) < CLOSE_POINTS) return "close";
  return points > 0 ? "more" : "less";
}

/** How many learners make a difference; to the hundredth, since two of eleven are not exactly two in points. */
const learnersOf = (points: number, n: number, effect: number): number => Math.round((Math.abs(points) * n * 100) / effect) / 100;

/** Whether a difference is told as one. */
export const isTold = (kind: Difference): kind is "more" | "less" => kind === "more" || kind === "less";

/** Why two rates are called about the same; empty for all else. */
export function whyLevel(kind: Difference): string {
  if (kind === "a few learners") return "a few learners could make the difference";
  return kind === "close" ? "less than half a point apart" : "";
}
