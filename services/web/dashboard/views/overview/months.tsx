import { type MetricAnswer, valueOf } from "../../api/metrics.ts";
import { ChartTable } from "../../charts/chart_table.tsx";
import { Line } from "../../charts/line.tsx";
import { Term } from "../../glossary/term.tsx";
import { monthText } from "../../sentences/dates.ts";
import { EFFECT, type Rate } from "../../sentences/peers.ts";
import { type Month, monthsAnswer, monthsLabel, monthText as rateText } from "../../sentences/trends.ts";

/** The months of a school year from August on, with the same months of the year before. */
export function monthsOf(now: MetricAnswer, before: MetricAnswer, metric: string): Month[] {
  const byMonth = (answer: MetricAnswer) => new Map(answer.rows.nodes.map((row) => [row.bucket?.slice(5, 7), row] as const));
  const [current, earlier] = [byMonth(now), byMonth(before)];
  const order = ["07", "08", "09", "10", "11", "12", "01", "02", "03", "04", "05", "06"];
  return order
    .filter((month) => current.has(month) || earlier.has(month))
    .map((month) => {
      const [row, other] = [current.get(month), earlier.get(month)];
      const [now, before] = [valueOf(row, metric), valueOf(other, metric)];
      return { bucket: row?.bucket ?? other?.bucket ?? "", now: now.value, before: before.value, n: now.n, nBefore: before.n, isHidden: now.status === "SUPPRESSED" || before.status === "SUPPRESSED" };
    })
    .filter((month) => month.now !== null || month.before !== null || month.isHidden);
}

const monthName = (day: string) => new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));

/** All learners' rate, month by month, this year and last. */
export function Months({ months, rate, title, least }: {
  months: readonly Month[];
  rate: Rate;
  title: string;
  /** The least n of the policies that apply. */
  least: number;
}) {
  const what = rate === "attendance_rate" ? "Attendance" : "Chronic absence";
  if (!months.length) return null;
  return (
    <div class="evidence mth">
      <h3 class="small"><Term name={rate === "attendance_rate" ? "attendance" : "chronic"}>{what}</Term>: {title}</h3>
      <p class="small muted">{monthsAnswer(months, monthName, EFFECT[rate], least)}</p>
      <Line
        points={months.map(({ bucket, now, before }) => ({ label: monthText(bucket), now, before }))}
        description={monthsLabel(what, months)}
      />
      <ChartTable
        label={`${what} by month`}
        columns={["Month", "This year", "Last year"].map((name) => ({ name }))}
        rows={months.map(({ bucket, now, before, isHidden }) => ({ key: bucket, cells: [monthName(bucket), rateText(now, isHidden), rateText(before, isHidden)] }))}
      />
    </div>
  );
}
