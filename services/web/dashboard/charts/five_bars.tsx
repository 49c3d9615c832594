import { round } from "./scale.ts";

export interface Bar {
  readonly label: string;
  readonly score: number | null;
}

const [WIDTH, STEP, HEIGHT] = [10, 14, 26];
/** A score below this is named as the lowest in colour. */
const LOW = 70;

export const lowest = (bars: readonly Bar[]): Bar | undefined =>
  bars.filter(({ score }) => score !== null).reduce<Bar | undefined>((least, bar) => (!least || (bar.score ?? 0) < (least.score ?? 0) ? bar : least), undefined);

/** The five strategies, always in the same order; the lowest is marked where it is low. */
export function FiveBars({ bars }: { bars: readonly Bar[] }) {
  const least = lowest(bars);
  const description = bars.map(({ label, score }) => `${label} ${score === null ? "not known yet" : Math.round(score)}`).join(", ");
  return (
    <svg width="66" height={HEIGHT} role="img" aria-label={description}>
      {bars.map((bar, index) => {
        const height = round(((bar.score ?? 0) / 100) * HEIGHT, 1);
        const isMarked = bar === least && Math.round(bar.score ?? 100) < LOW; // as it is shown
        return (
          <g key={bar.label}>
            <rect x={index * STEP} y="0" width={WIDTH} height={HEIGHT} class="f-k" />
            <rect x={index * STEP} y={round(HEIGHT - height, 1)} width={WIDTH} height={height} class={isMarked ? "f-a" : "f-i"} />
          </g>
        );
      })}
    </svg>
  );
}
