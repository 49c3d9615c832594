/** Places on an axis, in percent of its width, so that text never shrinks with the chart. */

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Where a value stands, in percent from the left. */
  readonly at: (value: number) => number;
}

/** A scale over the values with some room on both sides and round ticks; it need not begin at zero. */
export function scaleOf(values: readonly number[], { room = 0.12, count = 5, least, most }: { room?: number; count?: number; least?: number; most?: number } = {}): Scale {
  const smallest = Math.min(...values);
  const largest = Math.max(...values);
  const width = largest - smallest || Math.max(1, Math.abs(largest) * 0.02);
  const low = Math.max(least ?? -Infinity, smallest - width * room);
  const high = Math.min(most ?? Infinity, largest + width * room);
  return { low, high, ticks: ticksOf(low, high, count), at: (value) => round(((value - low) / (high - low || 1)) * 100) };
}

/** Round numbers between two others, about as many as asked for. */
export function ticksOf(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.7) ?? power;
  const ticks = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; index++) ticks.push(round(index * step, 6));
  return ticks;
}

/** Two digits are enough for a place on a chart, and the same on every machine. */
export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

export const share = (value: number): string => `${round(value)}%`;
