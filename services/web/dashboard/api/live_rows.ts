import { useEffect, useMemo, useRef } from "preact/hooks";
import { announce } from "../app/announcer.tsx";
import { type MetricQuery, MetricRows, type MetricRowsQuery, MetricTotalsChanged, PartnershipVersionChanged } from "../operations/generated.ts";
import { useLive } from "./live.ts";
import { type Answer, useQueries } from "./use_query.ts";

/** What tells two answers to one question apart: how fresh they are, and the values of their rows. */
export interface LiveAnswer {
  readonly asOf: string;
  readonly rows: { readonly nodes: readonly { readonly values: readonly { readonly value: number | null }[] }[] };
}

const valuesOf = ({ rows }: LiveAnswer): string => JSON.stringify(rows.nodes.map(({ values }) => values.map(({ value }) => value)));

/** Whether a followed answer says something that the page does not show: it is no older, and has other values. */
export const isNews = (shown: LiveAnswer, followed: LiveAnswer): boolean => Date.parse(followed.asOf) >= Date.parse(shown.asOf) && valuesOf(followed) !== valuesOf(shown);

export interface Live {
  /** Whether to follow; a page about the past stays as it is. */
  readonly isFollowed?: boolean;
  /** What is to be asked again beside it. */
  readonly onNews?: () => void;
}

/**
 * Tells when an answer that is shown has changed.
 *
 * Each answer that is shown is compared with each one that is followed, the first included, so nothing that happens
 * between the two is lost.
 */
export function useFollowedAnswers(questions: readonly MetricQuery[], shown: readonly (LiveAnswer | undefined)[] | undefined, isWaiting: boolean, onNews: () => void): void {
  const told = useRef(new Map<string, LiveAnswer>());
  const keys = questions.map((query) => JSON.stringify(query));
  const compare = () => {
    const news = keys.filter((key, index) => {
      const [known, followed] = [shown?.[index], told.current.get(key)];
      return known !== undefined && followed !== undefined && isNews(known, followed);
    });
    if (!news.length || isWaiting) return; // what is on its way is compared when it has come
    news.forEach((key) => told.current.delete(key)); // it is told once
    onNews();
    announce("Numbers on this page were updated.");
  };
  useLive(MetricTotalsChanged, questions.map((query) => ({ query })), ({ metricChanged }, index) => {
    const key = keys[index];
    if (key !== undefined) told.current.set(key, metricChanged);
    compare();
  });
  useEffect(compare, [shown]);
}

/** Asks questions, and asks them again whenever an event changes an answer. */
export function useLiveRows(questions: readonly MetricQuery[], { isFollowed = true, onNews }: Live = {}): Answer<readonly MetricRowsQuery[]> {
  const answer = useQueries(MetricRows, questions.map((query) => ({ query })));
  const shown = useMemo(() => answer.data?.map(({ metricQuery }) => metricQuery), [answer.data]);
  useFollowedAnswers(isFollowed ? questions : [], shown, answer.isWaiting, () => {
    answer.again();
    onNews?.();
  });
  return answer;
}

/** The same of one question; null: none yet. */
export function useLiveRow(question: MetricQuery | null, live: Live = {}): Answer<MetricRowsQuery> {
  const answer = useLiveRows(question === null ? [] : [question], live);
  const data = answer.data?.[0];
  return { ...answer, ...(data === undefined ? { data: undefined } : { data }) } as Answer<MetricRowsQuery>;
}

/** Tells when a partnership has another version than the page shows. */
export function useLiveVersions(shown: readonly { readonly id: string; readonly version: number }[], onNews: () => void): void {
  const told = useRef(new Map<string, number>());
  const compare = () => {
    if (!shown.some(({ id, version }) => (told.current.get(id) ?? 0) > version)) return;
    shown.forEach(({ id }) => told.current.delete(id)); // it is told once
    onNews();
  };
  useLive(PartnershipVersionChanged, shown.map(({ id }) => ({ id })), ({ partnershipChanged }) => {
    if (partnershipChanged) told.current.set(partnershipChanged.id, partnershipChanged.version);
    compare();
  });
  useEffect(compare, [JSON.stringify(shown)]);
}
