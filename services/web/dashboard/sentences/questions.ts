import { schoolYearOf, schoolYearText } from "./dates.ts";
import { capital, count, listed } from "./numbers.ts";

/** A question as the URL holds it; the parts that the explorer can change. */
export interface Asked {
  readonly metrics: readonly ({ readonly metric: { readonly name: string } } | { readonly derived: { readonly as: string; readonly formula: string } })[];
  readonly groupBy?: readonly string[];
  readonly time: TimeAsked;
  readonly granularity?: string | null;
  readonly compare?: { readonly priorYear?: boolean; readonly previousPeriod?: boolean } | null;
  readonly where?: unknown;
  readonly having?: unknown;
  readonly totals?: boolean;
  readonly orderBy?: readonly OrderAsked[] | undefined;
  readonly asOf?: string | null;
}

export interface OrderAsked {
  /** A dimension, a measure, or "bucket". */
  readonly by: string;
  readonly direction?: "ASC" | "DESC";
  /** Of a measure: its value, or its change against what it is compared with. */
  readonly of?: string | null;
}

export type TimeAsked =
  | { readonly schoolYear: number }
  | { readonly last: { readonly n: number; readonly unit: string; readonly includeCurrent?: boolean } }
  | { readonly between: { readonly from: string; readonly to: string } };

export interface FilterAsked {
  readonly dimension: string;
  readonly values: readonly string[];
}

export interface BoundAsked {
  readonly name: string;
  readonly gte: number;
}

type Node = Readonly<Record<string, never>> & { readonly and?: readonly Node[]; readonly dimension?: { readonly name: string; readonly is: { readonly eq?: string; readonly in?: readonly string[] } }; readonly metric?: { readonly name: string; readonly gte?: number } };

/** The simple filters of a question: dimensions and their values. Null: it has others, which the builder leaves as they are. */
export function filtersOf(where: unknown): FilterAsked[] | null {
  if (!where) return [];
  const nodes = (where as Node).and ?? [where as Node];
  const filters = nodes.map((node) => {
    const values = node.dimension?.is.in ?? (node.dimension?.is.eq === undefined ? null : [node.dimension.is.eq]);
    return node.dimension && values ? { dimension: node.dimension.name, values } : null;
  });
  return filters.every((filter) => filter !== null) ? filters : null;
}

export function whereOf(filters: readonly FilterAsked[]): unknown {
  const nodes = filters.map(({ dimension, values }) => ({ dimension: { name: dimension, is: values.length === 1 ? { eq: values[0] } : { in: values } } }));
  return nodes.length > 1 ? { and: nodes } : nodes[0];
}

export function boundsOf(having: unknown): BoundAsked[] | null {
  if (!having) return [];
  const nodes = (having as Node).and ?? [having as Node];
  const bounds = nodes.map((node) => (node.metric?.gte === undefined ? null : { name: node.metric.name, gte: node.metric.gte }));
  return bounds.every((bound) => bound !== null) ? bounds : null;
}

export function havingOf(bounds: readonly BoundAsked[]): unknown {
  const nodes = bounds.map(({ name, gte }) => ({ metric: { name, gte } }));
  return nodes.length > 1 ? { and: nodes } : nodes[0];
}

export const columnOf = (pick: Asked["metrics"][number]): string => ("metric" in pick ? pick.metric.name : pick.derived.as);

const STEPS: Readonly<Record<string, string>> = { DAY: "by day", WEEK: "by week", MONTH: "by month", TERM: "by term", GRADING_PERIOD: "by grading period", SCHOOL_YEAR: "by school year" };

export function timeText(time: TimeAsked, today: string): string {
  if ("schoolYear" in time) return `in the school year ${schoolYearText(time.schoolYear)}${time.schoolYear === schoolYearOf(today) ? " so far" : ""}`;
  if ("last" in time) return `in the last ${time.last.n} ${time.last.unit.toLowerCase().replaceAll("_", " ")}${time.last.n === 1 ? "" : "s"}`;
  return `from ${time.between.from} to ${time.between.to}`;
}

/** A question as a sentence. `label` names metrics and dimensions for people. */
export function questionText(asked: Asked, label: (name: string) => string, today: string): string {
  const filters = filtersOf(asked.where);
  const bounds = boundsOf(asked.having);
  const lower = (name: string) => label(name).toLowerCase();
  const parts = [
    listed(asked.metrics.map(columnOf).map(lower)),
    asked.groupBy?.length ? `by ${listed(asked.groupBy.map(lower))}` : "",
    timeText(asked.time, today),
    asked.granularity ? (STEPS[asked.granularity] ?? "") : "",
    filters === null ? "for some learners" : filters.length ? `where ${listed(filters.map(({ dimension, values }) => `${lower(dimension)} is ${values.join(" or ")}`))}` : "",
    asked.compare?.priorYear ? "compared with the same days a year before" : asked.compare?.previousPeriod ? "compared with the period just before" : "",
    bounds === null ? "with a condition" : bounds.length ? `where ${listed(bounds.map(({ name, gte }) => `${lower(name)} is at least ${gte}`))}` : "",
    asked.orderBy?.length ? `ordered by ${listed(asked.orderBy.map((order) => orderText(order, lower)))}` : "",
  ];
  return `${capital(parts.filter(Boolean).join(", "))}.`;
}

function orderText({ by, direction, of }: OrderAsked, lower: (name: string) => string): string {
  const column = by === "bucket" ? "time" : `${of === "DELTA" ? "the change of " : ""}${lower(by)}`;
  return direction === "DESC" ? `${column}, from the largest` : column;
}

/** Where in a formula an error is, from the server's words: "column 17: …". */
export function formulaProblem(message: string): { readonly column: number | null; readonly text: string } {
  const match = /column (\d+): (.*)$/s.exec(message);
  return match ? { column: Number(match[1]), text: capital(plainProblem(match[2] ?? message)) } : { column: null, text: message };
}

/** The server's "expected …, found '×'" in plain words. */
function plainProblem(message: string): string {
  const [, wanted, actual] = /^expected (.+), found (.+)$/s.exec(message) ?? [];
  if (!wanted || !actual) return message;
  const missing = wanted.replace(/\($/, "an opening parenthesis").replace(/\)$/, "a closing parenthesis").replace("a metric", "the name of a measure");
  return `${actual === "the end" ? "The formula ends" : `There is ${actual.replace(/^['"](.*)['"]$/s, "“$1”")}`} where ${missing} should be.`;
}

/** What an answer was counted from, and how large a question may be. */
export const costText = ({ requested, maximum }: { readonly requested: number; readonly maximum: number }): string =>
  `added up from about ${count(requested)} stored counts (a question may use ${count(maximum)})`;
