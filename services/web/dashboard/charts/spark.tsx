import { round, scaleOf } from "./scale.ts";

const [WIDTH, HEIGHT, EDGE] = [150, 26, 4];

/** A line as small as a word, with a dot where it is now. */
export function Spark({ values, description }: { values: readonly number[]; description: string }) {
  if (values.length < 2) return null;
  const scale = scaleOf([...values, Math.min(...values) - 1], { room: 0.05 });
  const x = (index: number) => round(EDGE + (index * (WIDTH - 2 * EDGE)) / (values.length - 1), 1);
  const y = (value: number) => round(HEIGHT - EDGE - (scale.at(value) / 100) * (HEIGHT - 2 * EDGE), 1);
  const last = values.length - 1;
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={description}>
      <polyline fill="none" class="s-e" points={values.map((value, index) => `${x(index)},${y(value)}`).join(" ")} />
      <circle cx={x(last)} cy={y(values[last] ?? 0)} r="3.5" class="f-i" />
    </svg>
  );
}

/** How two parts share a whole. */
export function SplitBar({ district, partner, description }: { district: number; partner: number; description: string }) {
  const whole = district + partner;
  if (!whole) return null;
  const left = round((district / whole) * 100, 1);
  return (
    <svg width="100%" height="14" role="img" aria-label={description}>
      <rect width={`${Math.max(0, left - 0.3)}%`} height="10" class="f-d" />
      <rect x={`${round(left + 0.3, 1)}%`} width={`${round(Math.max(0, 99.7 - left), 1)}%`} height="10" class="f-p" />
    </svg>
  );
}
