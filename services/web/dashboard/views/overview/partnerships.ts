import type { OverviewPartnershipsQuery } from "../../operations/generated.ts";

export type OverviewPartnership = OverviewPartnershipsQuery["partnerships"]["nodes"][number];

/** Places over several partnerships; a learner may hold a place in more than one of them. */
export function places(partnerships: readonly OverviewPartnership[]) {
  const sum = (values: readonly (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);
  return {
    taken: sum(partnerships.map((partnership) => partnership.places.taken.value)),
    capacity: sum(partnerships.map((partnership) => partnership.places.capacity)),
    waiting: sum(partnerships.map((partnership) => partnership.places.waiting.value)),
    /** Partnerships whose number is hidden, so that it is in no sum. */
    hidden: partnerships.filter((partnership) => partnership.places.taken.status === "SUPPRESSED").length,
  };
}

export const isOver = ({ status }: OverviewPartnership): boolean => status === "CLOSED" || status === "WITHDRAWN";
export const isRunning = ({ status }: OverviewPartnership): boolean => status === "ACTIVE" || status === "PAUSED";
