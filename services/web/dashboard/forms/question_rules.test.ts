import assert from "node:assert/strict";
import { test } from "node:test";
import { audienceText, dimensionChoices, fewLearnersText, metricChoices, NO_QUESTION, type ParticipantMetric, previewText, questionInput, questionProblems, valueChoices } from "./question_rules.ts";

const metric = (name: string, ...dimensions: string[]): ParticipantMetric => ({ name, label: name.toUpperCase(), deprecationReason: null, dimensions: dimensions.map((one) => ({ name: one, label: one })) });
const value = (number: number | null, n: number | null, status: "OK" | "SUPPRESSED" | "NO_DATA" = "OK") => ({ value: number, n, status });

test("only metrics of learners who take part are offered, and only what narrows them", () => {
  const rate = metric("attendance_rate", "school", "grade_level", "partnership", "phase", "cohort");
  assert.deepEqual(metricChoices([rate, metric("partnership_health", "partnership"), metric("reported_days", "school", "grade_level")]), [["attendance_rate", "ATTENDANCE_RATE"]]);
  assert.deepEqual(metricChoices([{ ...rate, deprecationReason: "use another" }]), []);
  assert.deepEqual(dimensionChoices(rate).map(([name]) => name), ["", "school", "grade_level"]);
});

test("a question is narrowed by a value, or by nothing", () => {
  assert.deepEqual(questionInput(NO_QUESTION), { metric: "attendance_rate", phase: "DURING", where: [], schoolYear: null });
  assert.deepEqual(questionInput({ metric: "dosage_hours", phase: "", dimension: "school", value: "12" }), { metric: "dosage_hours", phase: null, where: [{ dimension: "school", values: ["12"] }], schoolYear: null });
  assert.deepEqual(questionProblems({ ...NO_QUESTION, dimension: "school" }), { value: "Say which learners." });
});

test("a preview says the number now and a year ago, or why there is none", () => {
  const base = { value: value(94.25, 65), lastYear: value(93, 40), accumulates: false };
  const table: [Partial<typeof base>, string][] = [
    [{}, "Now 94.3%, 65 learners. 93.0% on this day last year."],
    [{ value: value(null, null, "NO_DATA") }, "Nothing was reported for these days. 93.0% on this day last year."],
    [{ lastYear: value(null, null, "NO_DATA"), accumulates: true }, "Now 94.3%, 65 learners. Nothing is known of this day last year. It begins each school year at zero."],
  ];
  for (const [part, expected] of table) assert.equal(previewText("attendance_rate", { ...base, ...part }), expected);
});

test("each audience is told what it will see of a story's number, or why it cannot be published", () => {
  const table: [Parameters<typeof audienceText>[1], RegExp][] = [
    [{ audience: "PUBLIC", publishable: true, code: null, evidence: value(94.25, 65) }, /^Everybody will see 94\.3% of 65 learners\.$/],
    [{ audience: "PARTNERS", publishable: true, code: null, evidence: value(null, null, "SUPPRESSED") }, /^The partners will see the number\. It is hidden from you\.$/],
    [{ audience: "PUBLIC", publishable: false, code: "EVIDENCE_SUPPRESSED", evidence: value(null, null, "SUPPRESSED") }, /^Everybody would not see it: too few learners/],
    [{ audience: "DISTRICT", publishable: false, code: "EVIDENCE_NOT_AVAILABLE", evidence: value(null, null, "NO_DATA") }, /^The districts would see no number: nothing was reported/],
  ];
  for (const [audience, expected] of table) assert.match(audienceText("attendance_rate", audience), expected);
});

test("a value that was chosen stays a choice while others are looked for", () => {
  const values = [{ value: "9", label: "Ninth grade" }];
  assert.deepEqual(valueChoices(values, ""), [["", "Choose"], ["9", "Ninth grade"]]);
  assert.deepEqual(valueChoices(values, "9"), [["", "Choose"], ["9", "Ninth grade"]]);
  assert.deepEqual(valueChoices(values, "10"), [["", "Choose"], ["10", "10"], ["9", "Ninth grade"]]);
});

test("a goal of few learners says before it is set that others will not see its number", () => {
  const hidden = "Fewer than 10 learners stand behind this question, so the number of the goal is hidden from everybody outside the districts.";
  const table: [number | null, string][] = [[0, hidden], [9, hidden], [10, ""], [null, ""]];
  for (const [n, expected] of table) assert.equal(fewLearnersText(n, 10), expected);
});

test("a day of the week is not offered as a kind of learner", () => {
  const metric = { name: "absences", label: "Absences", deprecationReason: null, dimensions: [{ name: "weekday", label: "Day of the week" }, { name: "sex", label: "Sex" }] };
  assert.deepEqual(dimensionChoices(metric).map(([, text]) => text), ["All who take part", "One day of the week", "Sex"]);
  assert.deepEqual(questionProblems({ ...NO_QUESTION, dimension: "weekday" }), { value: "Say which one." });
  assert.deepEqual(questionProblems({ ...NO_QUESTION, dimension: "sex" }), { value: "Say which learners." });
});
