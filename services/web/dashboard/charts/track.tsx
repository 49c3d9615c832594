import { scaleOf, share } from "./scale.ts";

/** The way from a start to a target, and where the number is now; where it was on this day last year is dotted. */
export function Track({ start, target, now, pace, text, description }: {
  start: number;
  target: number;
  now: number | null;
  pace: number | null;
  /** How a number is written. */
  text: (value: number) => string;
  description: string;
}) {
  const values = [start, target, now, pace].filter((value) => value !== null);
  const scale = scaleOf(values, { room: 0.16 });
  const [left, right] = [Math.min(start, target), Math.max(start, target)];
  const at = (value: number) => share(scale.at(value));
  return (
    <svg width="100%" height="74" role="img" aria-label={description}>
      <rect x={at(left)} y="27" width={share(scale.at(right) - scale.at(left))} height="9" class="f-k" />
      <line x1={at(start)} x2={at(start)} y1="22" y2="41" class="s-e" />
      <line x1={at(target)} x2={at(target)} y1="22" y2="41" class="s-i" />
      <text x={at(start)} y="58" text-anchor="middle">start {text(start)}</text>
      <text x={at(target)} y="58" text-anchor="middle">{Math.abs(scale.at(target) - scale.at(start)) < 22 ? "" : `target ${text(target)}`}</text>
      {pace !== null && <line x1={at(pace)} x2={at(pace)} y1="22" y2="41" class="s-t dash" />}
      {now !== null && <circle cx={at(now)} cy="31.5" r="7" class="f-t" />}
      {now !== null && <text x={at(now)} y="14" text-anchor="middle" class="tx-t">{text(now)}</text>}
    </svg>
  );
}
