import { oneDigit } from "../sentences/numbers.ts";
import { round, scaleOf, share } from "./scale.ts";

export interface LinePoint {
  readonly label: string;
  readonly now: number | null;
  readonly before: number | null;
}

const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT] = [6, 97, 14, 108, 142];

/** This year in ink, last year in grey, each labelled at its end, so that no legend is needed. */
export function Line({ points, description, unit = "%", nowLabel = "this year", beforeLabel = "last year" }: {
  points: readonly LinePoint[];
  description: string;
  unit?: string;
  nowLabel?: string;
  beforeLabel?: string;
}) {
  const values = points.flatMap(({ now, before }) => [now, before]).filter((value) => value !== null);
  if (!values.length) return null;
  const scale = scaleOf(values, { room: 0.15, count: 3 });
  const x = (index: number) => round(LEFT + (index * (RIGHT - LEFT)) / Math.max(1, points.length - 1));
  const y = (value: number) => round(BOTTOM - (scale.at(value) / 100) * (BOTTOM - TOP), 1);
  const last = points.findLastIndex(({ now }) => now !== null);
  const lastBefore = points.findLastIndex(({ before }) => before !== null);
  const end = points[last]?.now ?? null;
  const endBefore = points[lastBefore]?.before ?? null;
  return (
    <svg width="100%" height={HEIGHT} role="img" aria-label={description}>
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <line x1="0" x2="100%" y1={y(tick)} y2={y(tick)} class="grid" />
          <text x="0" y={y(tick) - 5}>{tick}{unit}</text>
        </g>
      ))}
      {segments(points.map(({ before }) => before)).map(([from, to]) => <Segment key={from} {...{ from, to, x, y }} values={points.map((point) => point.before)} kind="s-e" />)}
      {segments(points.map(({ now }) => now)).map(([from, to]) => <Segment key={from} {...{ from, to, x, y }} values={points.map((point) => point.now)} kind="s-i" />)}
      {end !== null && <circle cx={share(x(last))} cy={y(end)} r="5" class="f-i" />}
      {end !== null && <text x={share(x(last))} dx="6" y={labelHeight(y(end), y(points[last - 1]?.now ?? end))} text-anchor={last > 2 ? "end" : "start"} class="strong halo">{nowLabel} {oneDigit(end)}{unit}</text>}
      {endBefore !== null && lastBefore > last && <text x="100%" y={y(endBefore) - 8} text-anchor="end" class="halo">{beforeLabel}</text>}
      {points.map(({ label }, index) => <text key={index} x={share(x(index))} y="136" text-anchor="middle" class={points.length > 6 && index % 2 ? "mid" : ""}>{label}</text>)}
    </svg>
  );
}

/** Where the label of a line's end stands, so that the line does not go through it: above where it rises to its end, else below. Heights count from the top. */
export const labelHeight = (end: number, previous: number): number => (previous > end ? Math.max(11, end - 12) : end + 21);

/** Pairs of neighbours that both have a value. */
function segments(values: readonly (number | null)[]): [number, number][] {
  return values.slice(1).flatMap((value, index) => (value !== null && values[index] !== null ? [[index, index + 1] as [number, number]] : []));
}

function Segment({ from, to, x, y, values, kind }: {
  from: number;
  to: number;
  x: (index: number) => number;
  y: (value: number) => number;
  values: readonly (number | null)[];
  kind: string;
}) {
  return <line x1={share(x(from))} x2={share(x(to))} y1={y(values[from] ?? 0)} y2={y(values[to] ?? 0)} class={kind} />;
}
