/** When two groups of learners differ enough to be told apart in words. Nothing here says why they differ. */

/** From how many learners on anything is said; the policies of districts may ask for more, never for fewer than five. */
export const LEAST_LEARNERS = 10;
/** Points below which two rates are called about the same, however many learners stand behind them. */
const LEAST_POINTS = 0.5;
/** What two learners can change: less than this could come from one or two of them. */
const FEW_LEARNERS = 2;

export interface Group {
  readonly value: number | null;
  readonly n: number | null;
}

export type Difference = "more" | "about the same" | "less" | "too few" | "unknown";

/**
 * How a group's rate differs from another's.
 *
 * `effect` is how many points one learner's behaviour moves that learner's own rate: 100 where a learner either counts
 * or does not (chronic absence), 10 for attendance, since a learner who misses a tenth of the days is chronically
 * absent. A difference that two learners of the smaller group could make is called about the same.
 */
export function difference(group: Group, other: Group, effect: number, least = LEAST_LEARNERS): Difference {
  if (group.value === null || other.value === null || group.n === null || other.n === null) return "unknown";
  const smaller = Math.min(group.n, other.n);
  if (smaller < least) return "too few";
  const points = group.value - other.value;
  const isSmall = Math.abs(points) < LEAST_POINTS || Math.abs(points) * smaller < FEW_LEARNERS * effect;
  if (isSmall) return "about the same";
  return points > 0 ? "more" : "less";
}

export const ATTENDANCE_EFFECT = 10;
export const COUNT_EFFECT = 100;
