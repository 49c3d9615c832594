import { useLiveRow, useLiveRows, useLiveVersions } from "../../api/live_rows.ts";
import { allPages, allPartnerships } from "../../api/pages.ts";
import { type Answer, useQuery } from "../../api/use_query.ts";
import { announce } from "../../app/announcer.tsx";
import { AttentionItems, ConsortiumPast, ConsortiumTotals, OverviewPartnerships, type MetricQuery, type OverviewPartnershipsQuery } from "../../operations/generated.ts";
import { yearBefore } from "../../sentences/dates.ts";
import { DISTRICT_METRICS } from "./districts_table.tsx";
import { followedOf } from "./followed.ts";
import { isRunning } from "./partnerships.ts";
import { questionOf, type Selection } from "./selection.ts";

/** How long larger questions wait, so that they do not hold up the figures. */
const FIGURES_FIRST_MS = 300;

/** All that the overview asks, and asks again when an event changes it. Every part asks for itself, so one that fails leaves the others. */
export function useOverview(selection: Selection, today: string) {
  const within = selection.district ? [selection.district] : null;
  const partnerships = useQuery(OverviewPartnerships, { where: within && { districts: within } }, allPartnerships);
  const attention = useQuery(AttentionItems, { districts: within }, allPages("attention"));
  const consortium = useQuery(ConsortiumTotals, { districts: within });
  const past = useQuery(ConsortiumPast, { districts: within, before: yearBefore(today) });
  const renewPartnerships = () => {
    [consortium, past].forEach(({ again }) => again());
    setTimeout(() => [partnerships, attention].forEach(({ again }) => again()), FIGURES_FIRST_MS);
  };
  const nodes = partnerships.data?.partnerships.nodes ?? [];
  useLiveVersions(followedOf(nodes), () => {
    renewPartnerships();
    announce("A partnership on this page was updated.");
  });
  return {
    partnerships,
    compared: partnerships.data?.partnerships.nodes.filter(isRunning),
    attention,
    consortium,
    past,
    invested: useLiveRow(questionOf(selection, ["investment_total"], { groupBy: ["side", "contribution_kind"], totals: true }), { onNews: renewPartnerships }),
    standing: useLiveRow(questionOf(selection, ["checkin_adherence", "partnership_health"], { totals: true }), { onNews: renewPartnerships }),
    numbers: useLiveRow(questionOf(selection, DISTRICT_METRICS, { groupBy: ["district"], totals: true }), { onNews: attention.again }),
    peers: useLiveRow(peersQuestion(selection)),
    trends: useLiveRow(trendsQuestion(selection)),
    months: useLiveRows(selection.year === null ? [] : [selection.year, selection.year - 1].map((year) => monthsQuestion(selection, year))),
  };
}

/** Participants and peers of every partnership at once. */
export const peersQuestion = (selection: Selection): MetricQuery =>
  questionOf(selection, ["attendance_rate", "chronic_absence_rate"], { groupBy: ["partnership", "cohort"] });

const trendsQuestion = (selection: Selection): MetricQuery =>
  questionOf({ ...selection, compare: "none" }, ["investment_total", "checkin_adherence", "partnership_health"], {
    granularity: "MONTH",
    time: { last: { n: 13, unit: "MONTH", includeCurrent: true } },
  });

const monthsQuestion = (selection: Selection, year: number): MetricQuery =>
  questionOf({ ...selection, compare: "none" }, ["attendance_rate", "chronic_absence_rate"], { granularity: "MONTH", time: { schoolYear: year } });

export type PartnershipsAnswer = Answer<OverviewPartnershipsQuery>;
