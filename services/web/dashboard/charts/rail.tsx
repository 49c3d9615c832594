import { dayText } from "../sentences/dates.ts";
import { ChartTable, type ChartRow, written } from "./chart_table.tsx";
import { round, share } from "./scale.ts";

export interface RailPoint {
  readonly day: string;
  readonly score: number | null;
}

export interface RailEvent {
  readonly day: string;
  readonly kind: "on time" | "late" | "not held" | "leaves" | "replaced";
  readonly side?: "DISTRICT" | "PARTNER";
}

const [TOP, BOTTOM] = [12, 58];
const y = (score: number) => round(BOTTOM - ((score - 50) / 50) * (BOTTOM - TOP), 1);

/** Health over time with check-ins and changes of leads; a slider below it moves to a day. */
export function Rail({ points, events, description, begin, end }: {
  points: readonly RailPoint[];
  events: readonly RailEvent[];
  description: string;
  begin: string;
  end: string;
}) {
  const [from, to] = [Date.parse(points[0]?.day ?? ""), Date.parse(points.at(-1)?.day ?? "")];
  const x = (day: string) => round(((Date.parse(day) - from) / (to - from || 1)) * 100);
  return (
    <svg width="100%" height="104" role="img" aria-label={description}>
      {[50, 100].map((score) => <g key={score}><line x1="0" x2="100%" y1={y(score)} y2={y(score)} class="grid" /><text x="0" y={y(score) + 13}>{score}</text></g>)}
      {points.slice(1).map((point, index) => {
        const before = points[index];
        if (!before || before.score === null || point.score === null) return null;
        return <line key={point.day} x1={share(x(before.day))} x2={share(x(point.day))} y1={y(before.score)} y2={y(point.score)} class="s-i" />;
      })}
      {events.filter(({ day }) => x(day) >= 0 && x(day) <= 100).map((event, index) => <svg key={index} x={share(x(event.day))} y="76" overflow="visible"><RailMark event={event} /></svg>)}
      <text x="0" y="101">{begin}</text>
      <text x="100%" y="101" text-anchor="end">{end}</text>
    </svg>
  );
}

function RailMark({ event: { kind, side } }: { event: RailEvent }) {
  if (kind === "not held") return <path d="M-4 -4l8 8M4 -4l-8 8" class="s-i" />;
  if (kind === "on time") return <circle r="5.5" class="f-i" />;
  if (kind === "late") return <circle r="5.5" class="hollow s-i" />;
  const hue = side === "PARTNER" ? "p" : "d";
  return <rect x="-4.5" y="-4.5" width="9" height="9" transform="rotate(45)" class={kind === "leaves" ? `hollow s-${hue}` : `f-${hue}`} />;
}

/** What the marks of the rail mean. */
export function RailKey() {
  const mark = (kind: RailEvent["kind"], side?: RailEvent["side"]) => <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true"><RailMark event={side ? { day: "", kind, side } : { day: "", kind }} /></svg>;
  return (
    <div class="key">
      <span>{mark("on time")}check-in on time</span><span>{mark("late")}late</span><span>{mark("not held")}not held</span>
      <span>{mark("leaves", "PARTNER")}a lead leaves</span><span>{mark("replaced", "PARTNER")}is replaced</span>
    </div>
  );
}

const HAPPENED: Readonly<Record<RailEvent["kind"], string>> = {
  "on time": "Check-in held on time",
  late: "Check-in held late",
  "not held": "Check-in not held",
  leaves: "A lead left",
  replaced: "A lead was named",
};

/** Each end of a month with its health, and each event, by day. */
export function railRows(points: readonly RailPoint[], events: readonly RailEvent[]): ChartRow[] {
  const begin = points[0]?.day ?? "";
  const side = (event: RailEvent) => (event.side ? (event.side === "PARTNER" ? ", partners" : ", districts") : "");
  const rows = [
    ...points.map(({ day, score }) => ({ day, score: written(score, (known) => String(Math.round(known))), event: "" })),
    ...events.filter(({ day }) => day >= begin).map((event) => ({ day: event.day, score: "", event: HAPPENED[event.kind] + side(event) })),
  ];
  return rows.sort((one, other) => one.day.localeCompare(other.day)).map(({ day, score, event }, index) => ({ key: `${day} ${index}`, cells: [dayText(day), score, event] }));
}

/** What the rail shows, as a table. */
export function RailTable({ points, events }: { points: readonly RailPoint[]; events: readonly RailEvent[] }) {
  return <ChartTable label="Health and what happened" columns={[{ name: "Day" }, { name: "Health" }, { name: "What happened", isText: true }]} rows={railRows(points, events)} />;
}
