import { isEqual } from "../../api/metrics.ts";
import { type Answer, useQueries, useQuery } from "../../api/use_query.ts";
import { AttentionItems, Districts, MetricRows, OverviewPartnerships, type MetricQuery, type OverviewPartnershipsQuery } from "../../operations/generated.ts";
import { DISTRICT_METRICS } from "./districts_table.tsx";
import { isRunning, type OverviewPartnership } from "./partnerships.ts";
import { questionOf, type Selection } from "./selection.ts";

/** All that the overview asks. Every part asks for itself, so one that fails leaves the others. */
export function useOverview(selection: Selection) {
  const districts = useQuery(Districts, {});
  const partnerships = useQuery(OverviewPartnerships, { where: selection.district ? { districts: [selection.district] } : null });
  const compared = partnerships.data?.partnerships.nodes.filter(isRunning);
  return {
    districts,
    partnerships,
    compared,
    attention: useQuery(AttentionItems, { districts: selection.district ? [selection.district] : null }),
    peers: useQueries(MetricRows, (compared ?? []).map((partnership) => ({ query: peersQuestion(selection, partnership) }))),
    standing: useQuery(MetricRows, { query: questionOf(selection, ["checkin_adherence", "partnership_health"], { totals: true }) }),
    health: useQuery(MetricRows, { query: healthQuestion(selection) }),
    invested: useQuery(MetricRows, { query: questionOf(selection, ["investment_total"], { groupBy: ["side", "contribution_kind"], totals: true }) }),
    numbers: useQuery(MetricRows, { query: questionOf(selection, DISTRICT_METRICS, { groupBy: ["district"], totals: true }) }),
    months: useQueries(MetricRows, selection.year === null ? [] : [selection.year, selection.year - 1].map((year) => ({ query: monthsQuestion(selection, year) }))),
  };
}

export const peersQuestion = (selection: Selection, partnership: Pick<OverviewPartnership, "partnershipId">): MetricQuery =>
  questionOf(selection, ["attendance_rate", "chronic_absence_rate"], {
    groupBy: ["cohort"],
    where: [isEqual("partnership", partnership.partnershipId)],
  });

const healthQuestion = (selection: Selection): MetricQuery =>
  questionOf({ ...selection, compare: "none" }, ["partnership_health"], {
    granularity: "MONTH",
    time: { last: { n: 13, unit: "MONTH", includeCurrent: true } },
  });

const monthsQuestion = (selection: Selection, year: number): MetricQuery =>
  questionOf({ ...selection, compare: "none" }, ["attendance_rate", "chronic_absence_rate"], { granularity: "MONTH", time: { schoolYear: year } });

export type PartnershipsAnswer = Answer<OverviewPartnershipsQuery>;
