/** The five strategies in their fixed order, with their names. */
export const STRATEGIES = ["EQUAL_INVESTMENT", "SHARED_VISION", "CHECKINS", "DATA", "FLEXIBILITY"] as const;

export type StrategyName = (typeof STRATEGIES)[number];

export const STRATEGY_NAMES: Readonly<Record<StrategyName, string>> = {
  EQUAL_INVESTMENT: "Equal investment",
  SHARED_VISION: "Shared vision",
  CHECKINS: "Quarterly check-ins",
  DATA: "Double down on data",
  FLEXIBILITY: "Flexibility",
};

export const SHORT_NAMES: Readonly<Record<StrategyName, string>> = {
  EQUAL_INVESTMENT: "investment",
  SHARED_VISION: "vision",
  CHECKINS: "check-ins",
  DATA: "data",
  FLEXIBILITY: "flexibility",
};
