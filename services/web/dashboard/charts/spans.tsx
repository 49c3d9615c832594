import { dayText } from "../sentences/dates.ts";
import { ChartTable } from "./chart_table.tsx";
import { round, share } from "./scale.ts";

export interface Span {
  readonly name: string | null;
  readonly from: string;
  readonly to: string;
}

/** Who held a post from when until when; nobody is a dashed gap. */
export function Spans({ spans, from, to, side, description }: { spans: readonly Span[]; from: string; to: string; side: "DISTRICT" | "PARTNER"; description: string }) {
  const x = (day: string) => Math.max(0, Math.min(100, round(((Date.parse(day) - Date.parse(from)) / (Date.parse(to) - Date.parse(from) || 1)) * 100)));
  const hue = side === "PARTNER" ? "p" : "d";
  return (
    <svg width="100%" height="30" role="img" aria-label={description}>
      {spans.map((span) => {
        const [left, right] = [x(span.from), x(span.to)];
        const width = share(Math.max(0, right - left - 0.3));
        if (span.name === null) return <rect key={span.from} x={share(left)} y="2" width={width} height="8" class={`hollow s-${hue} gapbox`} />;
        const isLate = left > 70;
        return (
          <g key={span.from}>
            <rect x={share(left)} y="4" width={width} height="4" class={`f-${hue}`} />
            {(right - left > 12 || isLate) && <text x={share(isLate ? right : left)} y="23" text-anchor={isLate ? "end" : "start"}>{span.name}</text>}
          </g>
        );
      })}
    </svg>
  );
}

/** Who held which post, as a table. `to` of a span that ends on the last day is today. */
export function SpansTable({ posts, last }: { posts: readonly { readonly label: string; readonly spans: readonly Span[] }[]; last: string }) {
  const columns = ["Post", "Who", "From", "Until"].map((name) => ({ name, isText: true }));
  const rows = posts.flatMap(({ label, spans }) => spans.map(({ name, from, to }) => ({ key: label + from, cells: [label, name ?? "Nobody", dayText(from), to === last ? "" : dayText(to)] })));
  return <ChartTable label="Who held which post" columns={columns} rows={rows} />;
}
