import { valueOf, type MetricAnswer } from "../../api/metrics.ts";
import { ChartTable } from "../../charts/chart_table.tsx";
import { Spark, SplitBar } from "../../charts/spark.tsx";
import { Term } from "../../glossary/term.tsx";
import type { ConsortiumPastQuery, ConsortiumTotalsQuery } from "../../operations/generated.ts";
import { Known, Waiting } from "../../parts/states.tsx";
import { monthAndYear } from "../../sentences/dates.ts";
import { sharesText } from "../../sentences/investment.ts";
import { count, money, percent } from "../../sentences/numbers.ts";
import { placesBeforeText, placesText } from "../../sentences/places_taken.ts";
import { investmentRows } from "./investment.tsx";

/** The four numbers below the lead. */
export function Figures({ consortium, standing, invested, months, past, compared }: {
  consortium: ConsortiumTotalsQuery["consortium"] | undefined;
  /** Check-ins and health. */
  standing: MetricAnswer | undefined;
  invested: MetricAnswer | undefined;
  /** What was put in, check-ins on time and health, by month. */
  months: MetricAnswer | undefined;
  past: ConsortiumPastQuery | undefined;
  /** How the comparison is called, such as "by this day last year". */
  compared: string;
}) {
  return (
    <dl class="figures">
      <PlacesFigure consortium={consortium} past={past} />
      <InvestedFigure invested={invested} months={months} compared={compared} />
      <CheckInsFigure standing={standing} months={months} compared={compared} />
      <HealthFigure standing={standing} months={months} compared={compared} />
    </dl>
  );
}

function PlacesFigure({ consortium, past }: { consortium: ConsortiumTotalsQuery["consortium"] | undefined; past: ConsortiumPastQuery | undefined }) {
  return (
    <div>
      <dt><Term name="places" learners={consortium?.participants.value ?? null}>Places taken</Term></dt>
      {consortium ? <dd class="n"><Known value={consortium.taken.value} status={consortium.taken.status}>{count}</Known> {consortium.capacity > 0 && <small>of {count(consortium.capacity)}</small>}</dd> : <Waiting />}
      {consortium && <dd>{placesText(consortium)}</dd>}
      {past && <dd>{placesBeforeText(past.before)}</dd>}
      <Trend name="Places taken" points={(past?.now.history ?? []).map(({ date, taken }) => ({ bucket: date, value: taken.value }))} text={count} />
    </div>
  );
}

function InvestedFigure({ invested, months, compared }: { invested: MetricAnswer | undefined; months: MetricAnswer | undefined; compared: string }) {
  const total = valueOf(invested?.totals, "investment_total");
  const rows = invested ? investmentRows(invested) : [];
  const [district, partner] = [sum(rows.map((row) => row.district)), sum(rows.map((row) => row.partner))];
  return (
    <div>
      <dt><Term name="putIn">Put in by both sides</Term></dt>
      {invested ? <dd class="n">{money(total.value ?? 0)}</dd> : <Waiting />}
      {invested && <dd>{total.baseline === null ? sharesText(district, partner) : `${money(total.baseline)} ${compared}`}</dd>}
      {invested && <dd><SplitBar district={district} partner={partner} description={sharesText(district, partner)} /></dd>}
      <Trend name="Put in" points={byMonth(months, "investment_total")} text={money} />
    </div>
  );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function CheckInsFigure({ standing, months, compared }: { standing: MetricAnswer | undefined; months: MetricAnswer | undefined; compared: string }) {
  const value = valueOf(standing?.totals, "checkin_adherence");
  return (
    <div>
      <dt><Term name="onTime">Check-ins on time</Term></dt>
      {standing ? (
        <dd class="n">{value.denominator ? <>{count(value.numerator ?? 0)} <small>of {count(value.denominator)}</small></> : "–"}</dd>
      ) : <Waiting />}
      {standing && <dd>{value.denominator ? comparedShare(value.baseline, compared) : "None was due yet"}</dd>}
      <Trend name="Check-ins on time" points={byMonth(months, "checkin_adherence")} text={percent} />
    </div>
  );
}

function comparedShare(baseline: number | null, compared: string): string {
  if (baseline === null) return "";
  if (baseline === 100) return `All of them ${compared}`;
  return baseline === 0 ? `None of them ${compared}` : `${percent(baseline)} ${compared}`;
}

function HealthFigure({ standing, months, compared }: { standing: MetricAnswer | undefined; months: MetricAnswer | undefined; compared: string }) {
  const value = valueOf(standing?.totals, "partnership_health");
  return (
    <div>
      <dt><Term name="health">Health</Term> of partnerships</dt>
      {standing ? <dd class="n">{value.value === null ? "–" : <>{Math.round(value.value)} <small>of 100</small></>}</dd> : <Waiting />}
      {standing && value.baseline !== null && <dd>{Math.round(value.baseline)} {compared}</dd>}
      <Trend name="Health" points={byMonth(months, "partnership_health")} text={(score) => String(Math.round(score))} />
    </div>
  );
}

interface Point {
  /** A day of the month. */
  readonly bucket: string;
  readonly value: number | null;
}

const byMonth = (answer: MetricAnswer | undefined, metric: string): Point[] =>
  (answer?.rows.nodes ?? []).map((row) => ({ bucket: row.bucket ?? "", value: valueOf(row, metric).value }));

/** How a figure went month by month, as a line and as a table. */
function Trend({ name, points, text }: { name: string; points: readonly Point[]; text: (value: number) => string }) {
  const known = points.flatMap(({ bucket, value }) => (value === null ? [] : [{ bucket, value }]));
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last || known.length < 2) return null;
  return (
    <dd>
      <Spark values={known.map(({ value }) => value)} description={`${name} by month since ${monthAndYear(first.bucket)}: ${text(first.value)} then, ${text(last.value)} now`} />
      <ChartTable label={`${name} by month`} columns={[{ name: "Month" }, { name }]} rows={known.map(({ bucket, value }) => ({ key: bucket, cells: [monthAndYear(bucket), text(value)] }))} />
    </dd>
  );
}
