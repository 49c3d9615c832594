import assert from "node:assert/strict";
import { test } from "node:test";
import { previewText } from "../forms/question_rules.ts";
import { ATTENDANCE_EFFECT } from "./difference.ts";
import { goalState } from "./health.ts";
import { learnersNote } from "./peers.ts";
import { waitingNote } from "./places_taken.ts";
import { noneEligible, whyNone, whyNotCompared } from "./problems.ts";
import { type Month, monthsAnswer, monthText } from "./trends.ts";

const HIDDEN = { value: null, n: null, status: "SUPPRESSED" } as const;
const NONE = { value: null, n: null, status: "NO_DATA" } as const;
const ok = (value: number, n = 40) => ({ value, n, status: "OK" }) as const;

/** What a place of the page says of a hidden number, of a missing one, and of none or zero. */
type Case = [where: string, hidden: string, missing: string, zero: string];

test("a hidden number is told as hidden, never as none, zero or nobody", () => {
  const goal = (value: typeof HIDDEN | typeof NONE | ReturnType<typeof ok>) => ({ state: "OPEN", accumulates: false, progress: { percent: value.value, value }, pace: { lastYear: { value: null } } });
  const month = (value: number | null, isHidden: boolean): Month[] => [{ bucket: "2026-09-01", now: value, before: 95, n: value === null ? null : 40, nBefore: 40, isHidden }];
  const months = (value: number | null, isHidden: boolean) => monthsAnswer(month(value, isHidden), () => "September", ATTENDANCE_EFFECT, 10);
  const preview = (lastYear: typeof HIDDEN | typeof NONE | ReturnType<typeof ok>) => previewText("attendance_rate", { value: ok(94), lastYear, accumulates: false });
  const table: Case[] = [
    ["learners with ten school days", noneEligible(HIDDEN), noneEligible(NONE), noneEligible(ok(0))],
    ["rates of a partnership's learners", whyNone([HIDDEN, NONE]), whyNone([NONE, NONE]), whyNone([])],
    ["who waits, in a table", waitingNote(HIDDEN), waitingNote(NONE), waitingNote(ok(0))],
    ["the learners of a row of peers", learnersNote(HIDDEN), learnersNote(NONE), learnersNote(ok(94, 0))],
    ["a goal", goalState(goal(HIDDEN)), goalState(goal(NONE)), goalState(goal(ok(0)))],
    ["the months of a year", months(null, true), months(null, false), months(0, false)],
    ["a month in the table", monthText(null, true), monthText(null, false), monthText(0, false)],
    ["a question's number last year", preview(HIDDEN), preview(NONE), preview(ok(0))],
    ["what a number is compared with", whyNotCompared({ status: "OK", baselineStatus: "SUPPRESSED" }), whyNotCompared({ status: "OK", baselineStatus: "NO_DATA" }), whyNotCompared({ status: "OK", baselineStatus: null })],
  ];
  for (const [where, hidden, missing, zero] of table) {
    assert.match(hidden, /hidden|too few learners/i, where);
    for (const other of [missing, zero]) assert.doesNotMatch(other, /hidden|too few learners/i, where);
  }
});

test("learners with ten school days are told as none only where there is none", () => {
  assert.equal(noneEligible(ok(0)), "No learner has ten school days yet.");
  assert.equal(noneEligible(HIDDEN), "Too few learners stand behind this number. Their districts can see it.");
  assert.equal(noneEligible(NONE), "Nothing was reported for these days.");
  assert.equal(noneEligible(ok(12)), "");
});
