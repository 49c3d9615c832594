import assert from "node:assert/strict";
import { test } from "node:test";
import { language } from "./dates.ts";
import { ATTENDANCE_EFFECT, COUNT_EFFECT } from "./difference.ts";
import { changeText, districtsAnswer, type DistrictTrend, type Month, monthsAnswer, monthsLabel, type Trend } from "./trends.ts";

language("en-US");
const THAN = "**Compared with this day last year, ";
const trend = (delta: number | null, n: number | null, status = "OK", baselineN = n): Trend => ({ delta, n, baselineN, status, baselineStatus: status });
const district = (name: string, attendance: number | null, chronic: number | null, n = 4000, minimumN = 10): DistrictTrend => ({ name, attendance: trend(attendance, n), chronic: trend(chronic, n), minimumN });
const DISTRICTS = [district("River Valley", 0.1, -2.5), district("Harbor City", 0, 1.7), district("Mesa Union", 0.2, -2.9)];

test("districts are told together, with those that go the other way", () => {
  const table: [DistrictTrend, DistrictTrend[], string][] = [
    [district("all", 0.1, -1.1), DISTRICTS, `${THAN}attendance is about the same (less than half a point apart); chronic absence is 1.1 points lower.** Harbor City is the exception.`],
    [district("all", 0.1, 0.1), [], `${THAN}attendance and chronic absence are about the same (less than half a point apart).**`],
    [district("all", 0.1, 0.1, 100), [], `${THAN}attendance and chronic absence are about the same (a few learners could make the difference).**`],
    [district("all", 0.6, 0.1, 100), [], `${THAN}attendance is 0.6 points higher; chronic absence is about the same (a few learners could make the difference).**`],
    [district("all", -1.25, 2), [DISTRICTS[0]!, DISTRICTS[2]!], `${THAN}attendance is 1.3 points lower; chronic absence is 2.0 points higher.** Districts differ.`],
    [district("all", -1.25, 2, 9), DISTRICTS, "Nothing can be said: too few learners stand behind the numbers."],
    [district("all", -1.25, 2, 14, 15), DISTRICTS, "Nothing can be said: too few learners stand behind the numbers."],
    [district("all", 0, 2), [district("Few", 0, -20, 14, 15), district("Two learners", 0, -20, 10), district("Same", 0, 3)], `${THAN}attendance is about the same (a few learners could make the difference); chronic absence is 2.0 points higher.**`],
    [district("all", null, null), DISTRICTS, "Nothing to compare with was reported for the days before."],
    [{ ...district("all", null, null), chronic: trend(null, null, "SUPPRESSED") }, DISTRICTS, "Nothing can be said: too few learners stand behind the numbers."],
  ];
  for (const [all, districts, expected] of table) assert.equal(districtsAnswer(all, districts, "this day last year"), expected);
});

const months = (pairs: [number | null, number | null][], n = 4000): Month[] => pairs.map(([now, before], index) => ({ bucket: `2026-${String(8 + index).padStart(2, "0")}-01`, now, before, n, nBefore: n, isHidden: false }));
const name = (day: string) => ["August", "September", "October", "November"][Number(day.slice(5, 7)) - 8] ?? day;

test("months are told by where they cross last year's, as far as the digits shown", () => {
  const table: [Month[], string][] = [
    [months([[95, 94.6], [94.6, 94.1], [94.2, 94.4], [94.2, 94.5]]), "Above last year until September, below it since October."],
    [months([[95, 94], [95, 94]]), "Above last year in every month so far."],
    [months([[93, 94]]), "Below last year in the one month so far."],
    [months([[94.01, 94.0]]), "Level with last year in the one month so far."],
    [months([[95, 94], [93, 94], [95, 94], [null, 94]]), "Above last year in two of three months so far."],
    [months([[94, 95], [95.04, 95], [93, 94]]), "Above last year in none of three months so far."],
    [months([[95, null]]), "No month can be compared with last year yet."],
    [months([[93, 94]], 10), "Level with last year in the one month so far. In one a few learners could make the difference, so it counts as level."],
    [months([[93, 94], [94, 95]], 10), "Level with last year in every month so far. In all of them a few learners could make the difference, so they count as level."],
    [months([[90, 94], [93, 94]], 10), "Below last year until August, level with it since September. In one a few learners could make the difference, so it counts as level."],
    [months([[93, 94]], 9), "Nothing can be said: too few learners stand behind the numbers."],
  ];
  for (const [row, expected] of table) assert.equal(monthsAnswer(row, name, ATTENDANCE_EFFECT, 10), expected);
  assert.equal(monthsAnswer(months([[90, 80]], 14), name, ATTENDANCE_EFFECT, 15), "Nothing can be said: too few learners stand behind the numbers.");
  assert.equal(monthsAnswer(months([[30, 10]], 10), name, COUNT_EFFECT, 10), "Level with last year in the one month so far. In one a few learners could make the difference, so it counts as level.");
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
