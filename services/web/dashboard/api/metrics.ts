import type { MetricRowsQuery } from "../operations/generated.ts";

export type MetricAnswer = MetricRowsQuery["metricQuery"];
export type MetricRow = MetricAnswer["rows"]["nodes"][number];
export type MetricValue = MetricRow["values"][number];

export const NO_VALUE: MetricValue = {
  metric: "",
  value: null,
  numerator: null,
  denominator: null,
  n: null,
  status: "NO_DATA",
  baseline: null,
  baselineStatus: null,
  baselineN: null,
  delta: null,
};

/** The value of a metric in a row or in the totals; one without data where there is none. */
export const valueOf = (row: { readonly values: readonly MetricValue[] } | null | undefined, metric: string): MetricValue =>
  row?.values.find((value) => value.metric === metric) ?? NO_VALUE;

/** The key of a row by a dimension. */
export const keyOf = (row: MetricRow, dimension: string): string | null => row.keys.find((key) => key.dimension === dimension)?.value ?? null;

/** A filter of a dimension by one value. */
export const isEqual = (name: string, value: string) => ({ dimension: { name, is: { eq: value } } });
