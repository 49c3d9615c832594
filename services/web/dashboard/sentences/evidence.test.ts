import assert from "node:assert/strict";
import { test } from "node:test";
import { evidenceText } from "./evidence.ts";

test("the number of a story says what, when, and how many learners, and is never blank", () => {
  const table: [string, string | null, number | null, number | null, string, string][] = [
    ["attendance_rate", "DURING", 95.08, 70, "OK", "**95.1% attendance** while taking part · 70 learners"],
    ["chronic_absence_rate", null, 12.5, 54, "OK", "**12.5% chronically absent** · 54 learners"],
    ["engagement_minutes", "DURING", 52_380, 67, "OK", "**873 hours** while taking part · 67 learners"],
    ["truancy_rate", "BEFORE", 1, 1, "OK", "**1.0% truancy** before joining · 1 learner"],
    ["grades", null, 1200, null, "OK", "**1,200 grades**"],
    ["attendance_rate", null, null, null, "SUPPRESSED", "The number is hidden: too few learners stand behind it"],
    ["attendance_rate", null, null, null, "NO_DATA", "No number was published"],
  ];
  for (const [metric, phase, value, n, status, expected] of table) assert.equal(evidenceText(metric, phase, { value, n, status }), expected);
});
