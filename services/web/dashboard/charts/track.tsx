import { ChartTable, written } from "./chart_table.tsx";
import { scaleOf, share } from "./scale.ts";

export interface TrackNumbers {
  readonly start: number;
  readonly target: number;
  readonly now: number | null;
  readonly pace: number | null;
  /** How a number is written. */
  readonly text: (value: number) => string;
}

/** The way from a start to a target, and where the number is now; where it was on this day last year is dotted. */
export function Track({ start, target, now, pace, text, description }: TrackNumbers & { readonly description: string }) {
  const values = [start, target, now, pace].filter((value) => value !== null);
  const scale = scaleOf(values, { room: 0.16 });
  const [left, right] = [Math.min(start, target), Math.max(start, target)];
  const at = (value: number) => share(scale.at(value));
  const anchor = (value: number) => anchorAt(scale.at(value));
  return (
    <svg width="100%" height="74" role="img" aria-label={description}>
      <rect x={at(left)} y="27" width={share(scale.at(right) - scale.at(left))} height="9" class="f-k" />
      <line x1={at(start)} x2={at(start)} y1="22" y2="41" class="s-e" />
      <line x1={at(target)} x2={at(target)} y1="22" y2="41" class="s-i" />
      <text x={at(start)} y="58" text-anchor={anchor(start)}>start {text(start)}</text>
      <text x={at(target)} y="58" text-anchor={anchor(target)}>{Math.abs(scale.at(target) - scale.at(start)) < 22 ? "" : `target ${text(target)}`}</text>
      {pace !== null && <line x1={at(pace)} x2={at(pace)} y1="22" y2="41" class="s-t dash" />}
      {now !== null && <circle cx={at(now)} cy="31.5" r="7" class="f-t" />}
      {now !== null && <text x={at(now)} y="14" text-anchor={anchor(now)} class="tx-t">{text(now)}</text>}
    </svg>
  );
}

/** From which side a label is written, so that it stays in the picture of a small screen. */
export function anchorAt(percent: number): "start" | "middle" | "end" {
  if (percent < EDGE) return "start";
  return percent > 100 - EDGE ? "end" : "middle";
}

const EDGE = 25;

/** What tracks show, as a table. `nowName` and `paceName` head the columns of both numbers. */
export function TrackTable({ tracks, nowName = "Now", paceName = "This day last year" }: {
  tracks: readonly (TrackNumbers & { readonly title: string })[];
  nowName?: string;
  paceName?: string;
}) {
  const isPaced = tracks.some(({ pace }) => pace !== null);
  const columns = ["Goal", "Start", ...(isPaced ? [paceName] : []), nowName, "Target"].map((name) => ({ name }));
  const rows = tracks.map(({ title, start, pace, now, target, text }) => ({ key: title, cells: [title, text(start), ...(isPaced ? [written(pace, text)] : []), written(now, text), text(target)] }));
  return <ChartTable label="From start to target" columns={columns} rows={rows} />;
}
