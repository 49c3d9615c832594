import type { ComponentChildren } from "preact";
import { oneDigit } from "../sentences/numbers.ts";
import { type Scale, scaleOf, share } from "./scale.ts";

export interface DumbbellRow {
  readonly label: ComponentChildren;
  readonly note: string;
  /** What the row says to who cannot see it. */
  readonly description: string;
  readonly participants: number | null;
  readonly peers: number | null;
  /** Fewer than twenty learners: the dot is hollow. */
  readonly isSmall: boolean;
  readonly end: string;
  readonly endNote: string;
}

/** The peers' tick and the participants' dot of each row on one axis: the gap between them is the message. */
export function Dumbbell({ rows }: { rows: readonly DumbbellRow[] }) {
  const values = rows.flatMap(({ participants, peers }) => [participants, peers]).filter((value) => value !== null);
  const scale = values.length ? scaleOf(values, { room: 0.2, least: 0 }) : null;
  return (
    <div>
      <div class="key" aria-hidden="true">
        <span><svg width="14" height="14"><circle cx="7" cy="7" r="6.5" class="f-t" /></svg>Participants</span>
        <span><svg width="14" height="14"><circle cx="7" cy="7" r="5.5" class="hollow s-t" /></svg>Participants, fewer than 20</span>
        <span><svg width="6" height="14"><rect x="1" y="1" width="3" height="12" class="f-e" /></svg>Peers</span>
      </div>
      {rows.map((row, index) => <Row key={index} row={row} scale={scale} />)}
      {scale && <Axis scale={scale} unit="%" />}
    </div>
  );
}

function Row({ row, scale }: { row: DumbbellRow; scale: Scale | null }) {
  return (
    <div class="row">
      <div class="l">{row.label}<small>{row.note}</small></div>
      <svg width="100%" height="48" role="img" aria-label={row.description}>
        {scale?.ticks.map((tick) => <line key={tick} x1={share(scale.at(tick))} x2={share(scale.at(tick))} y1="0" y2="48" class="grid" />)}
        {scale && <Marks row={row} scale={scale} />}
      </svg>
      <div class="r">{row.end} <small>{row.endNote}</small></div>
    </div>
  );
}

function Marks({ row: { participants, peers, isSmall }, scale }: { row: DumbbellRow; scale: Scale }) {
  const isRight = (participants ?? 0) >= (peers ?? 0);
  const [dot, tick] = [participants === null ? null : share(scale.at(participants)), peers === null ? null : share(scale.at(peers))];
  return (
    <>
      {dot && tick && <line x1={dot} x2={tick} y1="24" y2="24" class="s-t" />}
      {tick && <rect x={tick} y="18.5" width="3" height="11" transform="translate(-1.5 0)" class="f-e" />}
      {dot && <circle cx={dot} cy="24" r="6.5" class={isSmall ? "hollow s-t" : "f-t"} />}
      {dot && <text x={dot} dx={isRight ? 11 : -11} y="28" class="tx-t" text-anchor={isRight ? "start" : "end"}>{oneDigit(participants ?? 0)}</text>}
      {tick && <text x={tick} dx={isRight ? -11 : 11} y="28" class="tx-e" text-anchor={isRight ? "end" : "start"}>{oneDigit(peers ?? 0)}</text>}
    </>
  );
}

/** The numbers of an axis below rows. */
export function Axis({ scale, unit }: { scale: Scale; unit: string }) {
  return (
    <div class="row axis">
      <div class="l" />
      <svg width="100%" height="20" aria-hidden="true">
        {scale.ticks.map((tick) => <text key={tick} x={share(scale.at(tick))} y="14" text-anchor="middle">{tick}{unit}</text>)}
      </svg>
      <div class="r" />
    </div>
  );
}
