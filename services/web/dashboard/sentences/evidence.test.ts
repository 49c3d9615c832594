import assert from "node:assert/strict";
import { test } from "node:test";
import { countedText, digestedText, evidenceText, groupText, isSameQuestion, metricWords, type StoryQuestion } from "./evidence.ts";

const question = (metric: string, phase: string | null = null, more: Partial<StoryQuestion> = {}): StoryQuestion => ({ metric, phase, schoolYear: null, where: [], ...more });
const grade = (...values: string[]) => ({ where: [{ dimension: "grade_level", values }] });

test("the number of a story says what, of whom, when, and how many learners, and is never blank", () => {
  const table: [StoryQuestion, number | null, number | null, string, string][] = [
    [question("attendance_rate", "DURING"), 95.08, 70, "OK", "**95.1% attendance** while taking part · 70 learners"],
    [question("attendance_rate", "DURING", grade("Tenth grade")), 95.08, 12, "OK", "**95.1% attendance** where grade level is Tenth grade while taking part · 12 learners"],
    [question("chronic_absence_rate", null, { schoolYear: 2026 }), 12.5, 54, "OK", "**12.5% chronically absent** in 2025–26 · 54 learners"],
    [question("engagement_minutes", "DURING"), 52_380, 67, "OK", "**873 hours of all learners together** while taking part · 67 learners"],
    [question("truancy_rate", "BEFORE"), 1, 1, "OK", "**1.0% truancy** before joining · 1 learner"],
    [question("grades"), 1200, null, "OK", "**1,200 grades**"],
    [question("attendance_rate"), null, null, "SUPPRESSED", "The number is hidden: too few learners stand behind it"],
    [question("attendance_rate"), null, null, "NO_DATA", "No number was published"],
  ];
  for (const [asked, value, n, status, expected] of table) assert.equal(evidenceText(asked, { value, n, status }), expected);
});

test("the value in the evidence is told in its own unit, beside the number that the page shows", () => {
  const table: [string, number, string][] = [
    ["engagement_minutes", 52_400, "Its value is 52400 minutes; divided by 60 and rounded, it is the 873 hours above."],
    ["attendance_rate", 95.08, "Its value is 95.08, shown above as 95.1%."],
    ["engaged_learners", 66, "Its value is 66, shown above as 66."],
  ];
  for (const [metric, value, expected] of table) assert.equal(digestedText(metric, value), expected);
});

test("a number of days before or after the partnership is not told as one of all days", () => {
  assert.deepEqual(["BEFORE", "AFTER", null].map(countedText), ["only on days before the learners joined", "only on days after the learners left", "for the learners who take part"]);
});

test("a metric is never called by its bare name", () => {
  assert.equal(metricWords("engaged_learners"), "engaged learners");
  assert.equal(metricWords("truancy_rate"), "truancy");
});

test("who a narrowed number is about is told", () => {
  const table: [StoryQuestion["where"], string][] = [
    [[], ""],
    [[{ dimension: "subject", values: ["Mathematics", "Science"] }], " where subject is Mathematics or Science"],
    [[{ dimension: "grade_level", values: ["Tenth grade"] }, { dimension: "sex", values: ["Female"] }], " where grade level is Tenth grade and sex is Female"],
  ];
  for (const [where, expected] of table) assert.equal(groupText({ where }), expected);
});

test("a question is the same only with the same number, learners and days", () => {
  const asked = question("attendance_rate", "DURING", grade("Tenth grade", "Ninth grade"));
  const table: [StoryQuestion, boolean][] = [
    [question("attendance_rate", "DURING", grade("Ninth grade", "Tenth grade")), true],
    [question("attendance_rate", "DURING"), false],
    [question("attendance_rate", "DURING", grade("Tenth grade")), false],
    [question("attendance_rate", null, grade("Ninth grade", "Tenth grade")), false],
    [question("pass_rate", "DURING", grade("Ninth grade", "Tenth grade")), false],
    [question("attendance_rate", "DURING", { ...grade("Ninth grade", "Tenth grade"), schoolYear: 2026 }), false],
  ];
  for (const [other, expected] of table) assert.equal(isSameQuestion(asked, other), expected, JSON.stringify(other));
});
