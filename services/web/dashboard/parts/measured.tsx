import type { MetricValue } from "../api/metrics.ts";
import { count, percent } from "../sentences/numbers.ts";
import { changeText } from "../sentences/trends.ts";
import { Known } from "./states.tsx";

/** A value with how it changed, or why there is none. */
export function Measured({ value, unit = "points" }: { value: MetricValue; unit?: "points" | "learners" }) {
  const change = value.value === null ? "" : changeText(value.delta, unit);
  return (
    <>
      <Known value={value.value} status={value.status}>{(known) => (unit === "learners" ? count(known) : percent(known))}</Known>
      {change && <small>{change}</small>}
    </>
  );
}
