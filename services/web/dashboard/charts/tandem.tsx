import { money } from "../sentences/numbers.ts";
import { round, share } from "./scale.ts";

export interface TandemRow {
  readonly label: string;
  readonly district: number;
  readonly partner: number;
}

/** The longest bar leaves room for its number. */
const WIDEST = 64;

/** What both sides put in, to the left and to the right of one axis: balance is symmetry. It is a table for who reads it. */
export function Tandem({ rows, description, total, partnerLabel = "Partners" }: {
  rows: readonly TandemRow[];
  description: string;
  total?: TandemRow;
  partnerLabel?: string;
}) {
  const most = Math.max(...rows.flatMap(({ district, partner }) => [district, partner]), 1);
  return (
    <div class="tandem" role="table" aria-label={description}>
      <div role="row" class="trow head">
        <span role="columnheader" class="bd">Districts</span>
        <span role="columnheader" class="c"><span class="sr">What</span></span>
        <span role="columnheader" class="bp">{partnerLabel}</span>
      </div>
      {rows.map((row) => (
        <div role="row" class="trow" key={row.label}>
          <Bar amount={row.district} most={most} side="district" />
          <span role="rowheader" class="c">{row.label}</span>
          <Bar amount={row.partner} most={most} side="partner" />
        </div>
      ))}
      {total && (
        <div role="row" class="trow total">
          <span role="cell" class="bd">{money(total.district)}</span>
          <span role="rowheader" class="c">{total.label}</span>
          <span role="cell" class="bp">{money(total.partner)}</span>
        </div>
      )}
    </div>
  );
}

function Bar({ amount, most, side }: { amount: number; most: number; side: "district" | "partner" }) {
  const width = round((amount / most) * WIDEST);
  const isLeft = side === "district";
  const [axis, end] = isLeft ? ["100%", share(100 - width)] : ["0%", share(width)];
  const text = amount ? money(amount) : "–";
  return (
    <span role="cell" class={isLeft ? "bd" : "bp"}>
      <svg width="100%" height="22" aria-hidden="true">
        <line x1={axis} x2={axis} y1="-4" y2="26" class="grid zero" />
        <rect x={isLeft ? end : "0%"} y="2" width={share(width)} height="18" class={isLeft ? "f-d" : "f-p"} />
        <text x={end} dx={isLeft ? -8 : 8} y="15.5" text-anchor={isLeft ? "end" : "start"}>{text}</text>
      </svg>
      <span class="sr">{text}</span>
    </span>
  );
}
