import { isEqual } from "../../api/metrics.ts";
import { useLiveRow } from "../../api/live_rows.ts";
import { useQuery } from "../../api/use_query.ts";
import { type MetricQuery, PartnershipDetail, type PartnershipDetailQuery, PartnershipPast } from "../../operations/generated.ts";
import { dayOf, daysBetween, schoolYearOf } from "../../sentences/dates.ts";

export type Detail = NonNullable<PartnershipDetailQuery["partnership"]>;

export interface Moment {
  /** The day that the page is about; null: today. */
  readonly asOf: string | null;
  /** What was known by the end of this day; null: now. */
  readonly knownAt: string | null;
}

const METRICS = ["attendance_rate", "chronic_absence_rate"];
const MOST_MONTHS = 60;

/** Today where the partnership is; the server says the same of what is due and overdue. */
export const todayOf = (detail: Pick<Detail, "timeZone"> | null | undefined): string => dayOf(new Date(), detail?.timeZone ?? null);

/** All that the page of a partnership asks. */
export function usePartnership(id: string, moment: Moment) {
  const detail = useQuery(PartnershipDetail, { id, ...moment });
  const found = detail.data?.partnership;
  const today = todayOf(found);
  const day = moment.asOf ?? today;
  const months = found ? Math.min(MOST_MONTHS, Math.max(2, Math.ceil(daysBetween(found.begin, today) / 30) + 1)) : null;
  const question = (more: Partial<MetricQuery>): MetricQuery | null =>
    found && found.begin <= day
      ? ({ metrics: METRICS.map((name) => ({ metric: { name } })), where: isEqual("partnership", found.partnershipId), asOf: moment.asOf, ...more } as MetricQuery)
      : null;
  // Goals and the health rest on numbers of learners, too, which no event of the partnership changes.
  const live = { isFollowed: !moment.asOf && !moment.knownAt, onNews: detail.again };
  return {
    detail,
    past: useQuery(PartnershipPast, months === null ? null : { id, months }),
    phases: useLiveRow(found ? question({ groupBy: ["phase"], time: { between: { from: `${schoolYearOf(found.begin) - 1}-07-01`, to: day } } }) : null, live),
    cohorts: useLiveRow(question({ groupBy: ["cohort"], time: { schoolYear: schoolYearOf(day) } }), live),
  };
}
