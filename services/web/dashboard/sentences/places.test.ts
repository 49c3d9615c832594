import assert from "node:assert/strict";
import { test } from "node:test";
import { groupsAnswer, type Measured, placeLead, reportingText } from "./places.ts";

const m = (value: number | null, delta: number | null, n: number | null = 285, status = value === null ? "NO_DATA" : "OK", baselineN = n): Measured => ({ value, delta, n, baselineN, status });
const THAN = "on this day last year";
const FEW = "So few learners stand behind these numbers that nothing is said of them.";

test("the lead tells what changed only where more than two learners could have made it", () => {
  const table: [Measured, Measured, number, string][] = [
    [m(94.3, 0.2), m(18.5, -2.9), 10, "**94.3% attendance**, about as on this day last year (less than half a point apart); 18.5% of learners are chronically absent, 2.9 points fewer."],
    [m(92.3, -1.2), m(18.5, 0.1), 10, "**92.3% attendance**, 1.2 points less than on this day last year; 18.5% of learners are chronically absent, about as many (a few learners could make the difference)."],
    [m(92.3, -1.2), m(18.5, 0.4, 4000), 10, "**92.3% attendance**, 1.2 points less than on this day last year; 18.5% of learners are chronically absent, about as many (less than half a point apart)."],
    [m(92.3, -1.2, 12), m(18.5, 8, 12), 10, "**92.3% attendance**, about as on this day last year (a few learners could make the difference); 18.5% of learners are chronically absent, about as many (a few learners could make the difference)."],
    [m(92.3, null), m(null, null), 10, "**92.3% attendance**."],
    [m(92.3, -9, 40, "OK", 12), m(18.5, 30, 14), 15, "**92.3% attendance**."],
    [m(91.2, -9, 3), m(33.3, 33.3, 3), 10, FEW],
    [m(91.2, -9, 14), m(33.3, 33.3, 14), 15, FEW],
    [m(null, null, null, "SUPPRESSED"), m(null, null), 10, FEW],
    [m(null, null), m(null, null), 10, "Nothing was reported for these days."],
  ];
  for (const [attendance, chronic, least, expected] of table) assert.equal(placeLead(attendance, chronic, THAN, least), expected);
});

test("incomplete reporting says what it looks like", () => {
  assert.equal(reportingText(100), "Every school day is reported.");
  assert.equal(reportingText(95), "95.0% of school days are reported.");
  assert.equal(reportingText(50), "50.0% of school days are reported: what is missing looks like perfect attendance.");
  assert.equal(reportingText(null), "Nobody knows its school days yet.");
});

test("groups are told by the highest and the lowest, few learners are left out, and a difference that two could make is none", () => {
  const group = (name: string, value: number | null, n: number | null = 40) => ({ name, chronic: { value, n } });
  const table: [ReturnType<typeof group>[], string][] = [
    [[], ""],
    [[group("First grade", 12)], ""],
    [[group("First grade", 12), group("Second grade", 90, 9), group("Third grade", null)], ""],
    [[group("First grade", 12), group("Second grade", 16)], "**Chronic absence is about the same everywhere** (a few learners could make the difference)."],
    [[group("First grade", 12, 4000), group("Second grade", 12.3, 4000)], "**Chronic absence is about the same everywhere** (less than half a point apart)."],
    [[group("First grade", 12), group("Second grade", 30.04), group("Third grade", 5)], "**Chronic absence is highest in Second grade (30.0%) and lowest in Third grade (5.0%).** A reason to look, not proof of a cause."],
    [[group("Fifth grade", 41.7, 24), group("Kindergarten", 36, 25), group("First grade", 0, 25)], "**Chronic absence is among the highest in Fifth grade (41.7%) and lowest in First grade (0.0%).** A few learners could change the order. A reason to look, not proof of a cause."],
    [[group("Fifth grade", 41.7), group("Kindergarten", 12), group("First grade", 10)], "**Chronic absence is highest in Fifth grade (41.7%) and among the lowest in First grade (10.0%).** A few learners could change the order. A reason to look, not proof of a cause."],
  ];
  for (const [groups, expected] of table) assert.equal(groupsAnswer(groups, 10), expected);
  assert.equal(groupsAnswer([group("First grade", 12, 14), group("Second grade", 90, 14)], 15), "");
});
