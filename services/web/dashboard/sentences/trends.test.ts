import assert from "node:assert/strict";
import { test } from "node:test";
import { language } from "./dates.ts";
import { changeText, districtsAnswer, type Month, monthsAnswer, monthsLabel } from "./trends.ts";

language("en-US");
const THAN = "on this day last year";
const district = (name: string, attendance: number | null, chronic: number | null) => ({ name, attendance, chronic });
const DISTRICTS = [district("River Valley", 0.1, -2.5), district("Harbor City", 0, 1.7), district("Mesa Union", 0.2, -2.9)];

test("districts are told together, with those that go the other way", () => {
  assert.equal(
    districtsAnswer(district("all", 0.1, -1.1), DISTRICTS, THAN),
    "**Attendance is level; chronic absence is 1.1 points lower than on this day last year.** Harbor City is the exception.",
  );
  assert.equal(districtsAnswer(district("all", 0.1, 0.1), [], THAN), "**Attendance and chronic absence are as on this day last year.**");
  assert.equal(
    districtsAnswer(district("all", -1.25, 2), [DISTRICTS[0]!, DISTRICTS[2]!], THAN),
    "**Attendance is 1.3 points lower; chronic absence is 2.0 points higher than on this day last year.** Districts differ.",
  );
  assert.equal(districtsAnswer(district("all", null, null), DISTRICTS, THAN), "Nothing to compare with was reported for the days before.");
});

const months = (pairs: [number | null, number | null][]): Month[] => pairs.map(([now, before], index) => ({ bucket: `2026-${String(8 + index).padStart(2, "0")}-01`, now, before }));
const name = (day: string) => ["August", "September", "October", "November"][Number(day.slice(5, 7)) - 8] ?? day;

test("months are told by where they cross last year's, as far as the digits shown", () => {
  const table: [Month[], string][] = [
    [months([[95, 94.6], [94.6, 94.1], [94.2, 94.4], [94.2, 94.5]]), "Above last year until September, below it since October."],
    [months([[95, 94], [95, 94]]), "Above last year in every month so far."],
    [months([[93, 94]]), "Below last year in the one month so far."],
    [months([[94.01, 94.0]]), "Level with last year in the one month so far."],
    [months([[95, 94], [93, 94], [95, 94], [null, 94]]), "Above last year in two of three months so far."],
    [months([[95, null]]), "No month can be compared with last year yet."],
  ];
  for (const [given, expected] of table) assert.equal(monthsAnswer(given, name), expected);
});

test("the line is told in words, too", () => {
  assert.equal(
    monthsLabel("Attendance", months([[95, 94.6], [null, 94.1]])),
    "Attendance by month. This year: Aug 95.0. Last year: Aug 94.6, Sep 94.1.",
  );
});

test("a change that would be shown as zero is called none", () => {
  assert.equal(changeText(0.04), "no change");
  assert.equal(changeText(-2.46), "−2.5 points");
  assert.equal(changeText(7, "learners"), "+7 on last year");
  assert.equal(changeText(0, "learners"), "as last year");
  assert.equal(changeText(null), "");
});

test("no month above last year is told in words", () => {
  const months = [[94, 95], [95, 95], [93, 94]].map(([now = null, before = null], index) => ({ bucket: `2026-0${index + 1}-01`, now, before }));
  assert.equal(monthsAnswer(months, String), "Above last year in none of three months so far.");
});
