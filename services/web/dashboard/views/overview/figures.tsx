import { valueOf, type MetricAnswer } from "../../api/metrics.ts";
import { ChartTable } from "../../charts/chart_table.tsx";
import { Spark, SplitBar } from "../../charts/spark.tsx";
import { Term } from "../../glossary/term.tsx";
import type { ConsortiumTotalsQuery } from "../../operations/generated.ts";
import { Known } from "../../parts/states.tsx";
import { monthAndYear } from "../../sentences/dates.ts";
import { sharesText } from "../../sentences/investment.ts";
import { count, money, percent } from "../../sentences/numbers.ts";
import { placesText } from "../../sentences/places_taken.ts";
import { investmentRows } from "./investment.tsx";

/** The four numbers below the lead. */
export function Figures({ consortium, standing, invested, months, compared }: {
  consortium: ConsortiumTotalsQuery["consortium"] | undefined;
  /** Check-ins and health. */
  standing: MetricAnswer | undefined;
  invested: MetricAnswer | undefined;
  /** Health by month. */
  months: MetricAnswer | undefined;
  /** How the comparison is called, such as "by this day last year". */
  compared: string;
}) {
  return (
    <dl class="figures">
      <PlacesFigure consortium={consortium} />
      <InvestedFigure invested={invested} compared={compared} />
      <CheckInsFigure standing={standing} compared={compared} />
      <HealthFigure standing={standing} months={months} compared={compared} />
    </dl>
  );
}

const Waiting = () => <dd class="n pending" aria-busy="true"><span class="sr">Loading</span> </dd>;

function PlacesFigure({ consortium }: { consortium: ConsortiumTotalsQuery["consortium"] | undefined }) {
  return (
    <div>
      <dt><Term name="places" learners={consortium?.participants.value ?? null}>Places taken</Term></dt>
      {consortium ? <dd class="n"><Known value={consortium.taken.value} status={consortium.taken.status}>{count}</Known> {consortium.capacity > 0 && <small>of {count(consortium.capacity)}</small>}</dd> : <Waiting />}
      {consortium && <dd>{placesText(consortium)}</dd>}
    </div>
  );
}

function InvestedFigure({ invested, compared }: { invested: MetricAnswer | undefined; compared: string }) {
  const total = valueOf(invested?.totals, "investment_total");
  const rows = invested ? investmentRows(invested) : [];
  const [district, partner] = [sum(rows.map((row) => row.district)), sum(rows.map((row) => row.partner))];
  return (
    <div>
      <dt>Put in by both sides</dt>
      {invested ? <dd class="n">{money(total.value ?? 0)}</dd> : <Waiting />}
      {invested && <dd>{total.baseline === null ? sharesText(district, partner) : `${money(total.baseline)} ${compared}`}</dd>}
      {invested && <dd><SplitBar district={district} partner={partner} description={sharesText(district, partner)} /></dd>}
    </div>
  );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function CheckInsFigure({ standing, compared }: { standing: MetricAnswer | undefined; compared: string }) {
  const value = valueOf(standing?.totals, "checkin_adherence");
  return (
    <div>
      <dt><Term name="onTime">Check-ins on time</Term></dt>
      {standing ? (
        <dd class="n">{value.denominator ? <>{count(value.numerator ?? 0)} <small>of {count(value.denominator)}</small></> : "–"}</dd>
      ) : <Waiting />}
      {standing && <dd>{value.denominator ? comparedShare(value.baseline, compared) : "None was due yet"}</dd>}
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
  const points = (months?.rows.nodes ?? []).map((row) => ({ bucket: row.bucket ?? "", value: valueOf(row, "partnership_health").value })).filter((point) => point.value !== null);
  const first = points[0];
  const spoken = first ? `Health by month since ${monthAndYear(first.bucket)}: ${Math.round(first.value ?? 0)} then, ${Math.round(points.at(-1)?.value ?? 0)} now` : "";
  return (
    <div>
      <dt><Term name="health">Health</Term> of partnerships</dt>
      {standing ? <dd class="n">{value.value === null ? "–" : <>{Math.round(value.value)} <small>of 100</small></>}</dd> : <Waiting />}
      {standing && value.baseline !== null && <dd>{Math.round(value.baseline)} {compared}</dd>}
      {points.length > 1 && (
        <dd>
          <Spark values={points.map((point) => point.value ?? 0)} description={spoken} />
          <ChartTable label="Health by month" columns={[{ name: "Month" }, { name: "Health" }]} rows={points.map((point) => ({ key: point.bucket, cells: [monthAndYear(point.bucket), String(Math.round(point.value ?? 0))] }))} />
        </dd>
      )}
    </div>
  );
}
