import { isEqual } from "../../api/metrics.ts";
import type { Address } from "../../app/router.ts";
import type { Comparison, Filter, MetricQuery, TimeRange } from "../../operations/generated.ts";
import { schoolYearOf, schoolYearText } from "../../sentences/dates.ts";
import type { Rate } from "../../sentences/peers.ts";

/** What the page is about, as the sentence above it says and the URL holds. */
export interface Selection {
  /** The school year, by the year in which it ends; null: the last three months. */
  readonly year: number | null;
  readonly isCurrentYear: boolean;
  readonly compare: "year" | "before" | "none";
  /** The id of a district in the source system; null: all. */
  readonly district: string | null;
}

const RECENT = "recent";

export function selectionOf({ parameters }: Pick<Address, "parameters">, today: string): Selection {
  const current = schoolYearOf(today);
  const text = parameters.get("year");
  const year = text === RECENT ? null : /^\d{4}$/.test(text ?? "") ? Number(text) : current;
  const compare = parameters.get("compare");
  return {
    year,
    isCurrentYear: year === current,
    compare: compare === "before" || compare === "none" ? compare : "year",
    district: parameters.get("district") || null,
  };
}

/** Whether a link names a district that nobody knows, or that its reader may not see. `known`: undefined until they are here. */
export const isUnknownDistrict = (district: string | null, known: readonly (string | null)[] | undefined): boolean =>
  Boolean(district) && known !== undefined && !known.includes(district);

/** The rate that the page shows month by month and beside peers, as the URL says. */
export const rateOf = ({ parameters }: Pick<Address, "parameters">): Rate => (parameters.get("rate") === "chronic_absence_rate" ? "chronic_absence_rate" : "attendance_rate");

/** What the URL says of a rate; that which it means without the parameter is left out. */
export const rateParameter = (rate: Rate): string | null => (rate === "attendance_rate" ? null : rate);

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** The first of each list is what an URL without the parameter means. */
export function yearChoices(today: string): Choice[] {
  const current = schoolYearOf(today);
  return [
    { value: "", text: `School year ${schoolYearText(current)} so far` },
    { value: String(current - 1), text: `School year ${schoolYearText(current - 1)}` },
    { value: RECENT, text: "Last three months" },
  ];
}

export const compareChoices = ({ year }: Selection): Choice[] => [
  { value: "", text: "the same days a year before" },
  ...(year === null ? [{ value: "before", text: "the three months before" }] : []),
  { value: "none", text: "nothing" },
];

const timeOf = ({ year }: Selection): TimeRange =>
  year === null ? { last: { n: 3, unit: "MONTH", includeCurrent: true } } : { schoolYear: year };

function comparisonOf({ compare }: Selection): Comparison | undefined {
  if (compare === "none") return undefined;
  return compare === "before" ? { previousPeriod: true } : { priorYear: true };
}

/** A question about this selection. */
export function questionOf(
  selection: Selection,
  metrics: readonly string[],
  more: Partial<Omit<MetricQuery, "metrics" | "where">> & { readonly where?: readonly Filter[] } = {},
): MetricQuery {
  const { where = [], ...others } = more;
  const filters = [...(selection.district ? [isEqual("district", selection.district)] : []), ...where];
  const compare = comparisonOf(selection);
  return {
    metrics: metrics.map((name) => ({ metric: { name } })),
    time: timeOf(selection),
    ...(compare ? { compare } : {}),
    ...(filters.length ? { where: filters.length > 1 ? { and: filters } : filters[0] } : {}),
    ...others,
  } as MetricQuery;
}

/** How the comparison is called behind a number. */
export function comparedWith({ compare, year, isCurrentYear }: Selection): string {
  if (compare === "before") return "in the three months before";
  return isCurrentYear || year === null ? "by this day last year" : "in the year before";
}

/** The same in two words, beside a number. */
export const shortComparison = ({ compare, isCurrentYear, year }: Selection): string => (compare === "before" ? "months before" : isCurrentYear || year === null ? "last year" : "year before");

/** The days that the page is about, for the source lines. */
export function periodText({ year, isCurrentYear }: Selection): string {
  if (year === null) return "the last three months";
  return `school year ${schoolYearText(year)}${isCurrentYear ? " so far" : ""}`;
}
