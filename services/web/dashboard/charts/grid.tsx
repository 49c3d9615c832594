import { dayText, monthText } from "../sentences/dates.ts";
import { ChartTable, written } from "./chart_table.tsx";
import { share } from "./scale.ts";

export interface GridRow {
  readonly key: string;
  readonly label: string;
  /** A value in percent for each column; null: no school was taught, or nothing is known. */
  readonly cells: readonly (number | null)[];
}

const HEIGHT = 22;
/** Below this share of its days a week is marked. */
const FULL = 99.5;

/** Weeks from left to right; a full box is a week in which every school day was reported, a hollow one has gaps. */
export function WeekGrid({ weeks, rows }: { weeks: readonly string[]; rows: readonly GridRow[] }) {
  const width = 100 / (weeks.length || 1);
  return (
    <div class="evidence">
      <div class="key" aria-hidden="true">
        <span><svg width="14" height="14"><rect width="14" height="14" class="f-i" /></svg>every school day reported</span>
        <span><svg width="14" height="14"><rect width="14" height="14" class="f-k" /><rect y="7" width="14" height="7" class="f-i" /></svg>some days</span>
        <span><svg width="14" height="14"><rect x="1" y="1" width="12" height="12" class="hollow s-i gapbox" /></svg>no day</span>
        <span>blank: no school</span>
      </div>
      {rows.map((row) => (
        <div class="row" key={row.key}>
          <div class="l">{row.label}</div>
          <svg width="100%" height={HEIGHT} role="img" aria-label={`${row.label}: ${spoken(row, weeks)}`}>
            {row.cells.map((value, index) => <Cell key={index} x={width * index} width={width} value={value} />)}
          </svg>
          <div class="r"><small>{full(row)}</small></div>
        </div>
      ))}
      <div class="row axis">
        <div class="l" />
        <svg width="100%" height="20" aria-hidden="true">
          {weeks.map((week, index) => (index === 0 || week.slice(5, 7) !== weeks[index - 1]?.slice(5, 7) ? <text key={week} x={share(width * index)} y="14">{monthText(week)}</text> : null))}
        </svg>
        <div class="r" />
      </div>
      <ChartTable
        label="School days reported by week"
        columns={["School", ...weeks.map(dayText)].map((name) => ({ name }))}
        rows={rows.map(({ key, label, cells }) => ({ key, cells: [label, ...cells.map((value) => written(value, (known) => `${Math.round(known)}%`))] }))}
      />
    </div>
  );
}

function Cell({ x, width, value }: { x: number; width: number; value: number | null }) {
  if (value === null) return null;
  const [left, wide] = [share(x + width * 0.08), share(width * 0.84)];
  if (value === 0) return <rect x={left} y="1" width={wide} height={HEIGHT - 2} class="hollow s-i gapbox" />;
  const high = value >= FULL ? HEIGHT : (value / 100) * HEIGHT;
  return <><rect x={left} y="0" width={wide} height={HEIGHT} class="f-k" /><rect x={left} y={HEIGHT - high} width={wide} height={high} class="f-i" /></>;
}

const taught = (row: GridRow) => row.cells.filter((value) => value !== null);
const full = (row: GridRow) => `${taught(row).filter((value) => value >= FULL).length} of ${taught(row).length} full`;

function spoken(row: GridRow, weeks: readonly string[]): string {
  const gaps = row.cells.flatMap((value, index) => (value !== null && value < FULL ? [`week of ${weeks[index]}: ${Math.round(value)}%`] : []));
  return gaps.length ? `${full(row)}; ${gaps.join(", ")}` : full(row);
}
