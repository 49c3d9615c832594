import { useEffect, useRef, useState } from "preact/hooks";
import { count } from "../sentences/numbers.ts";

export interface FreePoint {
  readonly group: string;
  readonly bucket: string | null;
  readonly value: number;
  readonly baseline: number | null;
  /** What stands at the point: its value, and how many learners are behind it. */
  readonly label: string;
}

/** The words at a point; `n` is null where nobody is counted. */
export const pointLabel = (value: string, n: number | null): string => (n === null ? value : `${value}, n ${count(n)}`);

/** The explorer's chart: lines over time, or a dot for each group. Observable Plot draws it, loaded when it is needed. */
export function FreeChart({ points, isOrdered = false, label, description }: {
  points: readonly FreePoint[];
  /** The points are in an order of their own; otherwise the largest comes first. */
  isOrdered?: boolean;
  label: string;
  description: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [isFailed, setFailed] = useState(false);
  const key = JSON.stringify([points, isOrdered]);
  useEffect(() => {
    let isCurrent = true;
    const draw = async () => {
      const Plot = await import("@observablehq/plot");
      const element = place.current;
      if (!isCurrent || !element) return;
      const chart = plot(Plot, points, isOrdered, label, element.clientWidth);
      chart.querySelectorAll("style").forEach((style) => style.remove()); // the page's own style sheet has these rules
      chart.querySelectorAll("[aria-label]").forEach((part) => part.removeAttribute("aria-label")); // the whole has its own
      chart.setAttribute("aria-hidden", "true");
      element.replaceChildren(chart);
    };
    draw().catch(() => setFailed(true));
    return () => void (isCurrent = false);
  }, [key, label]);
  if (isFailed) return <p class="hint">The chart could not be drawn; the table has all numbers.</p>;
  const isCompared = points.some(({ bucket, baseline }) => bucket === null && baseline !== null);
  return (
    <>
      {isCompared && <p class="small muted">● this period, ○ the one it is compared with</p>}
      <div ref={place} class="free-chart" role="img" aria-label={description} />
    </>
  );
}

/** More labels than these would cover each other; the table has all numbers. */
const MOST_LABELS = 26;
/** Half of what a dot's words are wide, which stand above it. */
const ROOM_FOR_LABEL = 44;
/** Below this width a row's name stands above its dots, so that no name is cut. */
const NARROW = 480;
/** A label has a halo in the colour of the page, so that lines do not cross its words. */
const LABEL = { fill: "currentColor", stroke: "var(--page)", strokeWidth: 3 } as const;

export const COLOURS = ["var(--ink)", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"]; // Okabe–Ito

function plot(Plot: typeof import("@observablehq/plot"), points: readonly FreePoint[], isOrdered: boolean, label: string, width: number): Element {
  const isTimed = points.some(({ bucket }) => bucket !== null);
  const groups = [...new Set(points.map(({ group }) => group))];
  const common = { width, className: "plot", style: {}, x: { grid: true, label: null }, y: { grid: true, label: null } };
  if (isTimed) {
    const dated = points.flatMap((point) => (point.bucket ? [{ ...point, date: new Date(`${point.bucket}T12:00:00Z`) }] : []));
    return Plot.plot({
      ...common,
      height: 320,
      marginLeft: 48,
      marginRight: 120,
      x: { type: "utc", label: null },
      y: { grid: true, label },
      color: { domain: groups, range: COLOURS },
      marks: [
        Plot.line(dated, { x: "date", y: "value", stroke: "group", strokeWidth: 2.25 }),
        Plot.dot(dated, { x: "date", y: "value", fill: "group", r: 3 }),
        ...(dated.length <= MOST_LABELS ? [Plot.text(dated, { x: "date", y: "value", text: "label", dy: -12, ...LABEL })] : []),
        Plot.text(dated, Plot.selectLast({ x: "date", y: "value", z: "group", text: "group", textAnchor: "start", dx: 8, fill: "currentColor" })),
      ],
    });
  }
  const isNarrow = width < NARROW;
  const shown = isOrdered ? [...points] : [...points].sort((one, other) => other.value - one.value);
  const isCompared = shown.some(({ baseline }) => baseline !== null);
  return Plot.plot({
    ...common,
    height: Math.max(90, (isNarrow ? 60 : 34) * shown.length + 50),
    marginLeft: isNarrow ? 0 : Math.min(180, width * 0.38),
    marginBottom: 44,
    ...(isNarrow ? { marginTop: 34 } : {}),
    insetLeft: ROOM_FOR_LABEL,
    insetRight: ROOM_FOR_LABEL,
    x: { grid: true, label, nice: true, labelOffset: 40 },
    y: { domain: shown.map(({ group }) => group), label: null, ...(isNarrow ? { axis: null } : {}) },
    marks: [
      ...(isNarrow ? [Plot.text(shown, { y: "group", text: "group", frameAnchor: "left", dy: -28, textAnchor: "start", ...LABEL })] : []),
      ...(isCompared ? [Plot.link(shown.filter(({ baseline }) => baseline !== null), { x1: "baseline", x2: "value", y1: "group", y2: "group", stroke: "var(--peers)", strokeWidth: 2 }), Plot.dot(shown, { x: "baseline", y: "group", stroke: "var(--peers)", fill: "var(--page)", strokeWidth: 2, r: 5 })] : []),
      Plot.dot(shown, { x: "value", y: "group", fill: "var(--ink)", r: 6 }),
      Plot.text(shown, { x: "value", y: "group", text: "label", dy: -13, ...LABEL }),
    ],
  });
}
