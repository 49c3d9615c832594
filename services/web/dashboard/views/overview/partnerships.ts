import type { OverviewPartnershipsQuery } from "../../operations/generated.ts";

export type OverviewPartnership = OverviewPartnershipsQuery["partnerships"]["nodes"][number];

export const isOver = ({ status }: OverviewPartnership): boolean => status === "CLOSED" || status === "WITHDRAWN";
export const isRunning = ({ status }: OverviewPartnership): boolean => status === "ACTIVE" || status === "PAUSED";
