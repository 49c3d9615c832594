import assert from "node:assert/strict";
import { test } from "node:test";
import { type Asked, boundsOf, costText, filtersOf, formulaProblem, havingOf, questionText, whereOf } from "./questions.ts";

const TODAY = "2026-11-29";
const LABELS: Record<string, string> = { chronic_absence_rate: "Chronic absence rate", attendance_rate: "Attendance rate", school: "School", sex: "Sex" };
const label = (name: string) => LABELS[name] ?? name.replaceAll("_", " ");
const base: Asked = { metrics: [{ metric: { name: "attendance_rate" } }], time: { schoolYear: 2027 } };

test("a question reads as a sentence", () => {
  const table: [Partial<Asked>, string][] = [
    [{}, "Attendance rate, in the school year 2026–27 so far."],
    [
      { metrics: [{ metric: { name: "chronic_absence_rate" } }, { derived: { as: "absences_per_learner", formula: "absences / members" } }], groupBy: ["school"], compare: { priorYear: true } },
      "Chronic absence rate and absences per learner, by school, in the school year 2026–27 so far, compared with the same days a year before.",
    ],
    [{ time: { last: { n: 3, unit: "MONTH" } }, granularity: "WEEK" }, "Attendance rate, in the last 3 months, by week."],
    [{ time: { between: { from: "2026-01-01", to: "2026-02-01" } }, where: whereOf([{ dimension: "sex", values: ["Female"] }]) }, "Attendance rate, from 2026-01-01 to 2026-02-01, where sex is Female."],
    [{ having: havingOf([{ name: "chronic_absence_rate", gte: 15 }]) }, "Attendance rate, in the school year 2026–27 so far, where chronic absence rate is at least 15."],
    [{ groupBy: ["school"], orderBy: [{ by: "school", direction: "ASC" }] }, "Attendance rate, by school, in the school year 2026–27 so far, ordered by school."],
    [{ orderBy: [{ by: "attendance_rate", direction: "DESC", of: "DELTA" }, { by: "bucket" }] }, "Attendance rate, in the school year 2026–27 so far, ordered by the change of attendance rate, from the largest and time."],
    [{ where: { not: { dimension: { name: "sex", is: { eq: "Female" } } } } }, "Attendance rate, in the school year 2026–27 so far, for some learners."],
  ];
  for (const [more, expected] of table) assert.equal(questionText({ ...base, ...more }, label, TODAY), expected);
});

test("simple filters and bounds come back as they were, others are left alone", () => {
  for (const filters of [[], [{ dimension: "sex", values: ["a"] }], [{ dimension: "sex", values: ["a", "b"] }, { dimension: "school", values: ["c"] }]]) assert.deepEqual(filtersOf(whereOf(filters)), filters);
  for (const bounds of [[], [{ name: "a", gte: 1 }], [{ name: "a", gte: 1 }, { name: "b", gte: 2 }]]) assert.deepEqual(boundsOf(havingOf(bounds)), bounds);
  assert.equal(filtersOf({ or: [] }), null);
  assert.equal(boundsOf({ metric: { name: "a", lt: 1 } }), null);
});

test("an error of a formula says its column", () => {
  assert.deepEqual(formulaProblem("formula of a: column 17: expected one unit around +, not PERCENT and COUNT"), { column: 17, text: "Expected one unit around +, not PERCENT and COUNT" });
  const plain: Record<string, string> = {
    "column 3: expected a number, a metric, a function or (, found '×'": "There is “×” where a number, the name of a measure, a function or an opening parenthesis should be.",
    "column 9: expected an operator or ), found the end": "The formula ends where an operator or a closing parenthesis should be.",
    "column 1: expected a number, a metric, an operator or a parenthesis, found '$'": "There is “$” where a number, the name of a measure, an operator or a parenthesis should be.",
  };
  for (const [message, text] of Object.entries(plain)) assert.equal(formulaProblem(message).text, text);
  assert.deepEqual(formulaProblem("no such thing"), { column: null, text: "no such thing" });
});

test("what an answer costs is told without words of the store", () => {
  assert.equal(costText({ requested: 53_856, maximum: 50_000_000 }), "added up from about 53,856 stored counts (a question may use 50,000,000)");
});
