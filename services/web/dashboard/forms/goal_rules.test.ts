import assert from "node:assert/strict";
import { test } from "node:test";
import { goalInput, goalProblems, type GoalValues, NO_GOAL } from "./goal_rules.ts";

const GOAL: GoalValues = { ...NO_GOAL, title: " More days in school ", baseline: "92.5", target: "95 %", due: "2027-06-30" };

test("what is wrong with a goal is said at its field", () => {
  const table: [Partial<GoalValues>, object][] = [
    [{}, {}],
    [{ title: " " }, { title: "Say what it is called." }],
    [{ baseline: "low" }, { baseline: "Say where it begins, as a number." }],
    [{ target: "" }, { target: "Say where it is to come, as a number." }],
    [{ target: "92.50" }, { target: "The target must differ." }],
    [{ due: "" }, { due: "Say by when." }],
    [{ due: "2026-11-29" }, { due: "Say a day that is to come." }],
    [{ dimension: "grade_level" }, { value: "Say which learners." }],
  ];
  for (const [part, expected] of table) assert.deepEqual(goalProblems({ ...GOAL, ...part }, "2026-11-29"), expected, JSON.stringify(part));
});

test("a goal is sent with its numbers and its question", () => {
  assert.deepEqual(goalInput(GOAL), {
    title: "More days in school",
    question: { metric: "attendance_rate", phase: "DURING", where: [], schoolYear: null },
    baseline: 92.5,
    target: 95,
    due: "2027-06-30",
  });
});
