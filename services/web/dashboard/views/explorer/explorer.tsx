import { useMemo } from "preact/hooks";
import { useFollowedAnswers } from "../../api/live_rows.ts";
import { allPages } from "../../api/pages.ts";
import { useQuery } from "../../api/use_query.ts";
import { type MetricValue, valueOf } from "../../api/metrics.ts";
import { type Address, go, withParameters } from "../../app/router.ts";
import { useToday } from "../../app/today.ts";
import { usePageTitle } from "../../app/title.ts";
import type { ViewProps } from "../../app/views.ts";
import { FreeChart, type FreePoint, pointLabel } from "../../charts/free_chart.tsx";
import { type CatalogueMetric, MetricTerm } from "../../glossary/term.tsx";
import { Catalogue, ExplorerAnswer, type ExplorerAnswerQuery, type MetricQuery, SavedQueries, SavedQuestion } from "../../operations/generated.ts";
import { CopyLink } from "../../parts/copy_button.tsx";
import { Folded } from "../../parts/folded.tsx";
import { type Column, SortableTable } from "../../parts/sortable_table.tsx";
import { Cut, Empty, Known, Part } from "../../parts/states.tsx";
import { dayText, schoolYearOf, timeText } from "../../sentences/dates.ts";
import { groupNames } from "../../sentences/names.ts";
import { capital, count, counted, money, percent, signed } from "../../sentences/numbers.ts";
import { type Asked, columnOf, costText, questionText } from "../../sentences/questions.ts";
import { Builder } from "./builder.tsx";
import { changeKey, orderedBy, sortOfQuestion, withFittingOrder } from "./order.ts";
import { Code, Export, Save } from "./take_away.tsx";

type Result = ExplorerAnswerQuery["metricQuery"];
type ResultRow = Result["rows"]["nodes"][number];

/** For analysts: what exactly is asked, what is the answer, how do I take it away? */
export function Explorer({ address }: ViewProps) {
  usePageTitle("Explorer");
  const today = useToday();
  const saved = address.parameters.get("saved");
  const version = Number(address.parameters.get("version")) || null;
  const opened = useQuery(SavedQuestion, saved ? { id: saved, version } : null);
  const own = askedOf(address.parameters.get("q"));
  const asked = own ?? (saved ? (opened.data?.savedQuery?.query as Asked | undefined) : firstQuestion(today));
  const catalogue = useQuery(Catalogue, {});
  const change = (next: Asked) => go(withParameters(address, { q: JSON.stringify(withFittingOrder(next)), saved: null, version: null, rows: null }));
  return (
    <>
      <div class="q-head">
        <h1 class="name">Explorer</h1>
        <div class="actions no-print"><OpenSaved onOpen={(id) => go(`/explorer?saved=${encodeURIComponent(id)}`)} /><CopyLink /></div>
      </div>
      {saved && !own && (opened.problem || (opened.data && !opened.data.savedQuery)) && <Empty says="There is no such saved question."><p>It was taken back, or it is not yours to see. <a href="/explorer">Begin with a new question</a></p></Empty>}
      {!saved && !own && address.parameters.get("q") && <p class="notice plain" role="status">The question of this link cannot be read, so this is another one, to begin with.</p>}
      {asked && <Part answer={catalogue} lines={8}>{(known) => <Question key="question" {...{ address, asked, today, change }} catalogue={known} />}</Part>}
    </>
  );
}

const firstQuestion = (today: string): Asked => ({
  metrics: [{ metric: { name: "chronic_absence_rate" } }, { metric: { name: "attendance_rate" } }],
  groupBy: ["school"],
  time: { schoolYear: schoolYearOf(today) },
  compare: { priorYear: true },
});

/** The question of an URL; null for none, and for what is no question. */
export function askedOf(text: string | null): Asked | null {
  if (!text) return null;
  try {
    const asked = JSON.parse(text) as Asked;
    return Array.isArray(asked.metrics) && asked.metrics.length && typeof asked.time === "object" ? asked : null;
  } catch {
    return null;
  }
}

function OpenSaved({ onOpen }: { onOpen: (id: string) => void }) {
  const saved = useQuery(SavedQueries, {}, allPages("savedQueries"));
  const nodes = saved.data?.savedQueries.nodes ?? [];
  return (
    <select aria-label="Open a saved question" value="" onChange={(event) => event.currentTarget.value && onOpen(event.currentTarget.value)}>
      <option value="">{nodes.length ? "Open saved" : "Nothing saved yet"}</option>
      {nodes.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
    </select>
  );
}

/** Whether a question is small enough to be asked again at every event. */
const isLight = ({ cost, rows }: Result): boolean => rows.totalCount <= 500 && rows.nodes.length === rows.totalCount && cost.requested * 10 <= cost.maximum;

const isWide = () => matchMedia("(min-width: 1081px)").matches;

function Question({ address, asked, today, change, catalogue }: {
  address: Address;
  asked: Asked;
  today: string;
  change: (asked: Asked) => void;
  catalogue: Parameters<typeof Builder>[0]["catalogue"];
}) {
  const query = { ...asked, totals: true } as unknown as MetricQuery;
  const first = rowsOf(address);
  const answer = useQuery(ExplorerAnswer, { query, first });
  const shown = useMemo(() => answer.data && [answer.data.metricQuery], [answer.data]);
  useFollowedAnswers(shown?.some(isLight) ? [query] : [], shown, answer.isWaiting, answer.again);
  const isFormula = answer.problem?.code === "INVALID_FORMULA";
  const label = (name: string) => [...catalogue.metrics, ...catalogue.dimensions].find((item) => item.name === name)?.label ?? name.replaceAll("_", " ");
  const view = address.parameters.get("view") ?? "both";
  const told = isFormula ? { ...answer, problem: undefined as never } : answer;
  return (
    <div class="explore">
      <details class="build-d" open={isWide()}>
        <summary>Change the question</summary>
        <Builder asked={asked} catalogue={catalogue} today={today} formulaError={isFormula ? (answer.problem?.message ?? "") : null} onChange={change} />
      </details>
      <section aria-labelledby="h-q">
        <h2 class="question" id="h-q">{questionText(asked, label, today)}</h2>
        <Part answer={told} lines={8}>
          {({ metricQuery }) => (
            <>
              <p class="answer muted small">{counted(metricQuery.rows.totalCount, "row")} · as of {timeText(metricQuery.asOf)} · {costText(metricQuery.cost)}</p>
              {metricQuery.warnings.map(({ message }) => <div class="notice" key={message}>{message}</div>)}
              <div class="toolbar no-print">
                <div class="switch" role="group" aria-label="Show">{VIEWS.map(([value, text]) => <button key={value} type="button" aria-pressed={view === value} onClick={() => go(withParameters(address, { view: value === "both" ? null : value }), { replace: true })}>{text}</button>)}</div>
                <span class="grow" />
                <Export query={query} />
              </div>
              <Rows shown={metricQuery.rows.nodes.length} total={metricQuery.rows.totalCount} isWaiting={answer.isWaiting} onMore={() => go(withParameters(address, { rows: String(Math.min(MOST, first + PAGE)) }), { replace: true })} />
              {view !== "table" && <Chart result={metricQuery} asked={asked} label={label} />}
              {view === "chart" ? (
                <Folded label="The answer" kind="table" summary={<>Show as a table<span class="sr">: the answer</span></>}>
                  <Answers {...{ result: metricQuery, asked, change, label }} metrics={catalogue.metrics} />
                </Folded>
              ) : <Answers {...{ result: metricQuery, asked, change, label }} metrics={catalogue.metrics} />}
            </>
          )}
        </Part>
        <Save query={query} onSaved={(id) => go(`/explorer?saved=${encodeURIComponent(id)}`, { replace: true })} />
        <Code query={query} address={address} />
      </section>
    </div>
  );
}

/** Rows at a time, and the most that the API gives at once. */
const [PAGE, MOST] = [500, 10_000];

/** How many rows the URL asks for. */
const rowsOf = ({ parameters }: Address): number => Math.min(MOST, Math.max(PAGE, Number(parameters.get("rows")) || PAGE));

/** Says how many of the rows are shown, and shows more of them. */
function Rows({ shown, total, isWaiting, onMore }: { shown: number; total: number; isWaiting: boolean; onMore: () => void }) {
  const more = Math.min(PAGE, total - shown, MOST - shown);
  const todo = more > 0
    ? <button type="button" class="button link no-print" disabled={isWaiting} onClick={onMore}>Show {count(more)} more</button>
    : <>Ask for fewer, or take them all away as a file.</>;
  return <Cut shown={shown} total={total} what="rows" todo={<>The chart and the table have these only; the last row of the table, and an export, have all. {todo}</>} />;
}

/** The key of the column that says how many learners stand behind the first measure; questions cannot be ordered by it. */
const LEARNERS = "learners";

const VIEWS = [["both", "Chart and table"], ["chart", "Chart"], ["table", "Table"]] as const;

function Chart({ result, asked, label }: { result: Result; asked: Asked; label: (name: string) => string }) {
  const first = asked.metrics[0];
  if (!first) return null;
  const metric = columnOf(first);
  const unit = result.columns.find(({ name }) => name === metric)?.unit ?? null;
  const groupText = groupNames(result.rows.nodes);
  const points = result.rows.nodes.flatMap((row): FreePoint[] => {
    const { value, baseline, n } = valueOf(row, metric);
    return value === null ? [] : [{ group: groupText(row) || "all", bucket: row.bucket, value, baseline, label: pointLabel(written(value, unit), n) }];
  });
  if (points.length < 2) return <p class="hint">{points.length ? "One number makes no chart" : "No row has a number to draw"}; the table has what there is.</p>;
  return <FreeChart points={points} isOrdered={Boolean(asked.orderBy?.length)} label={`${label(metric)}${unit === "PERCENT" ? ", %" : ""}`} description={`${capital(label(metric))} of ${counted(points.length, "row")}${points.length < result.rows.nodes.length ? `, without ${counted(result.rows.nodes.length - points.length, "row")} that ${result.rows.nodes.length - points.length === 1 ? "has" : "have"} no number` : ""}; the table has all of them`} />;
}

function written(value: number, unit: string | null): string {
  if (unit === "PERCENT") return percent(value);
  return unit === "CURRENCY" ? money(value) : count(Math.round(value * 100) / 100);
}

/** The answer as a table, with totals that are divided again from their parts. */
function Answers({ result, asked, change, label, metrics }: { result: Result; asked: Asked; metrics: readonly CatalogueMetric[]; change: (next: Asked) => void; label: (name: string) => string }) {
  if (!result.rows.nodes.length) return <Empty says="No row meets the question." />;
  const columns = columnsOf(result, asked, label);
  const total = result.totals;
  const names = asked.metrics.flatMap((pick) => ("metric" in pick ? [pick.metric.name] : []));
  const known = metrics.filter(({ name }) => names.includes(name));
  return (
    <>
      <SortableTable
        caption="The answer as a table"
        columns={columns}
        rows={result.rows.nodes}
        rowKey={(row) => `${row.keys.map(({ id, value }) => id ?? value ?? "").join(" ")} ${row.bucket ?? ""}`}
        sort={sortOfQuestion(asked)}
        isSorted
        onSort={(next) => change(orderedBy(asked, next))}
        foot={total && <tr class="sum"><th scope="row">Together</th>{columns.slice(1).map(({ key, name, cell }) => <td key={key} class="num" data-l={name}>{key === "bucket" ? "" : cell({ bucket: null, keys: [], values: total.values })}</td>)}</tr>}
      />
      <p class="source">{known.map((metric) => <span key={metric.name}><MetricTerm metric={metric} learners={valueOf(total, metric.name).n} /> · </span>)}The last row is divided again from its parts, never averaged.</p>
    </>
  );
}

/** A column whose key the question can be ordered by has a value. */
function columnsOf(result: Result, asked: Asked, label: (name: string) => string): Column<ResultRow>[] {
  const groupText = groupNames(result.rows.nodes);
  const groups = result.columns.filter(({ kind }) => kind === "DIMENSION").map(({ label: text }) => text);
  const metrics = result.columns.filter(({ kind }) => kind === "METRIC");
  const number = (key: string, name: string, title: string, pick: (value: MetricValue) => number | null, write: (value: number) => string, statusOf: (value: MetricValue) => string = ({ status }) => status): Column<ResultRow> => ({
    key,
    name: title,
    label: title,
    isNumber: true,
    ...(key === LEARNERS ? {} : { value: (row: ResultRow) => pick(valueOf(row, name)) }),
    cell: (row) => <Known value={pick(valueOf(row, name))} status={statusOf(valueOf(row, name))}>{write}</Known>,
  });
  const first = metrics[0]?.name ?? "";
  return [
    { key: asked.groupBy?.[0] ?? "all", name: groups.join(", ") || "All", label: groups.join(", ") || "All", cell: (row) => groupText(row) || "All", ...(groups.length ? { value: groupText } : {}) },
    ...(result.columns.some(({ kind }) => kind === "BUCKET") ? [{ key: "bucket", name: "From", label: "From", cell: (row: ResultRow) => (row.bucket ? dayText(row.bucket) : "Outside"), value: (row: ResultRow) => row.bucket }] : []),
    ...metrics.flatMap(({ name, unit }) => {
      const isCompared = result.rows.nodes.some((row) => valueOf(row, name).baselineStatus !== null);
      const title = capital(label(name));
      return [number(name, name, title, (value) => value.value, (value) => written(value, unit)), ...(isCompared ? [number(changeKey(name), name, `${title}: change${unit === "PERCENT" ? ", points" : ""}`, (value) => value.delta, (value) => signed(value), ({ status, baselineStatus }) => (status === "OK" ? (baselineStatus ?? "NO_DATA") : status))] : [])];
    }),
    number(LEARNERS, first, "Learners", (value) => value.n, count),
  ];
}
