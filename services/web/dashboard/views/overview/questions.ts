import { allPages } from "../../api/pages.ts";
import { type Answer, useQueries, useQuery } from "../../api/use_query.ts";
import { AttentionItems, ConsortiumTotals, Districts, MetricRows, OverviewPartnerships, type MetricQuery, type OverviewPartnershipsQuery } from "../../operations/generated.ts";
import { DISTRICT_METRICS } from "./districts_table.tsx";
import { isRunning } from "./partnerships.ts";
import { questionOf, type Selection } from "./selection.ts";

/** All that the overview asks. Every part asks for itself, so one that fails leaves the others. */
export function useOverview(selection: Selection) {
  const districts = useQuery(Districts, {}, allPages("districts"));
  const partnerships = useQuery(OverviewPartnerships, { where: selection.district ? { districts: [selection.district] } : null }, allPages("partnerships"));
  const compared = partnerships.data?.partnerships.nodes.filter(isRunning);
  return {
    districts,
    partnerships,
    compared,
    attention: useQuery(AttentionItems, { districts: selection.district ? [selection.district] : null }, allPages("attention")),
    consortium: useQuery(ConsortiumTotals, { districts: selection.district ? [selection.district] : null }),
    peers: useQuery(MetricRows, { query: peersQuestion(selection) }),
    standing: useQuery(MetricRows, { query: questionOf(selection, ["checkin_adherence", "partnership_health"], { totals: true }) }),
    health: useQuery(MetricRows, { query: healthQuestion(selection) }),
    invested: useQuery(MetricRows, { query: questionOf(selection, ["investment_total"], { groupBy: ["side", "contribution_kind"], totals: true }) }),
    numbers: useQuery(MetricRows, { query: questionOf(selection, DISTRICT_METRICS, { groupBy: ["district"], totals: true }) }),
    months: useQueries(MetricRows, selection.year === null ? [] : [selection.year, selection.year - 1].map((year) => ({ query: monthsQuestion(selection, year) }))),
  };
}

/** Participants and peers of every partnership at once. */
export const peersQuestion = (selection: Selection): MetricQuery =>
  questionOf(selection, ["attendance_rate", "chronic_absence_rate"], { groupBy: ["partnership", "cohort"] });

const healthQuestion = (selection: Selection): MetricQuery =>
  questionOf({ ...selection, compare: "none" }, ["partnership_health"], {
    granularity: "MONTH",
    time: { last: { n: 13, unit: "MONTH", includeCurrent: true } },
  });

const monthsQuestion = (selection: Selection, year: number): MetricQuery =>
  questionOf({ ...selection, compare: "none" }, ["attendance_rate", "chronic_absence_rate"], { granularity: "MONTH", time: { schoolYear: year } });

export type PartnershipsAnswer = Answer<OverviewPartnershipsQuery>;
