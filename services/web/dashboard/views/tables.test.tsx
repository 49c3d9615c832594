import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "preact-render-to-string";
import { NO_VALUE } from "../api/metrics.ts";
import { Rates } from "./partnership/parts.tsx";
import { Bands } from "./place/place.tsx";

/** The texts of a table's cells, row by row. */
const cellsOf = (html: string): string[][] => [...html.slice(html.indexOf("<table")).matchAll(/<tr[^>]*>(.*?)<\/tr>/g)].map(([, row = ""]) => [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, text = ""]) => text));

test("a table stands behind the rates of participants, where a hidden one is called hidden", () => {
  const value = (number: number | null, n: number | null, status: "OK" | "SUPPRESSED" | "NO_DATA" = "OK") => ({ ...NO_VALUE, value: number, n, status });
  const rows = [{ key: "a", label: "Before joining", value: value(94.25, 60) }, { key: "b", label: "While taking part", value: value(null, null, "SUPPRESSED") }, { key: "c", label: "After leaving", value: value(null, null, "NO_DATA") }];
  assert.deepEqual(cellsOf(render(<Rates label="Past" rows={rows} />)), [["Whose days", "Attendance rate", "Learners"], ["Before joining", "94.3%", "60"], ["While taking part", "hidden", "–"], ["After leaving", "–", "–"]]);
});

test("a table stands behind the days that learners missed; a hidden number of learners with ten days is not told as none", () => {
  const values = (all: number | null, status: "OK" | "SUPPRESSED") => ({ bucket: null, keys: [], values: [{ ...NO_VALUE, metric: "eligible_learners", value: all, status }, { ...NO_VALUE, metric: "absence_below_5", value: 30, status: "OK" as const }, { ...NO_VALUE, metric: "absence_20_up", status: "SUPPRESSED" as const }] });
  assert.deepEqual(cellsOf(render(<Bands row={values(40, "OK")} />)).slice(1), [["Less than 5%", "30", "75.0%"], ["5% to 10%", "–", "–"], ["10% to 20%: chronic", "–", "–"], ["20% or more: severe", "hidden", "–"]]);
  assert.match(render(<Bands row={values(null, "SUPPRESSED")} />), /Too few learners stand behind this number/);
  assert.match(render(<Bands row={values(0, "OK")} />), /No learner has ten school days yet/);
});
