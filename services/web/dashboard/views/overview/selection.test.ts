import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf } from "../../app/router.ts";
import { comparedWith, isUnknownDistrict, questionOf, rateOf, rateParameter, selectionOf } from "./selection.ts";

const TODAY = "2026-11-29";
const selection = (search: string) => selectionOf(addressOf(new URL(`http://host/${search}`)), TODAY);

test("the URL holds what the page is about, and an empty one means this school year against the last", () => {
  assert.deepEqual(selection(""), { year: 2027, isCurrentYear: true, compare: "year", district: null });
  assert.deepEqual(selection("?year=2026&compare=none&district=7"), { year: 2026, isCurrentYear: false, compare: "none", district: "7" });
  assert.deepEqual(selection("?year=recent&compare=before"), { year: null, isCurrentYear: false, compare: "before", district: null });
  assert.deepEqual(selection("?year=soon&compare=soon"), selection(""));
});

test("the URL holds the rate that is shown", () => {
  const rate = (search: string) => rateOf(addressOf(new URL(`http://host/${search}`)));
  assert.equal(rate(""), "attendance_rate");
  assert.equal(rate("?rate=chronic_absence_rate"), "chronic_absence_rate");
  assert.equal(rate("?rate=luck"), "attendance_rate");
  for (const one of ["attendance_rate", "chronic_absence_rate"] as const) assert.equal(rate(rateParameter(one) === null ? "" : `?rate=${rateParameter(one)}`), one);
});

test("a question carries the selection's time, comparison and district beside its own filters", () => {
  const own = [{ dimension: { name: "partnership", is: { eq: "p" } } }];
  assert.deepEqual(questionOf(selection("?district=7"), ["members"], { where: own, totals: true }), {
    metrics: [{ metric: { name: "members" } }],
    time: { schoolYear: 2027 },
    compare: { priorYear: true },
    where: { and: [{ dimension: { name: "district", is: { eq: "7" } } }, ...own] },
    totals: true,
  });
  assert.deepEqual(questionOf(selection("?year=recent&compare=none"), ["members"]), {
    metrics: [{ metric: { name: "members" } }],
    time: { last: { n: 3, unit: "MONTH", includeCurrent: true } },
  });
});

test("a comparison is called by what it is", () => {
  assert.equal(comparedWith(selection("")), "by this day last year");
  assert.equal(comparedWith(selection("?year=2026")), "in the year before");
  assert.equal(comparedWith(selection("?year=recent&compare=before")), "in the three months before");
});

test("a link to a district that its reader does not know is told from one to all, and from one that is not here yet", () => {
  const table: [string | null, (string | null)[] | undefined, boolean][] = [
    ["zz", ["255901", null], true],
    ["zz", [], true],
    ["255901", ["255901"], false],
    ["255901", undefined, false],
    [null, [], false],
    ["", ["255901"], false],
  ];
  for (const [district, known, expected] of table) assert.equal(isUnknownDistrict(district, known), expected);
});
