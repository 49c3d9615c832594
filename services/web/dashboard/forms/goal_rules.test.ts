import assert from "node:assert/strict";
import { test } from "node:test";
import { goalInput, goalProblems, type GoalValues, NO_GOAL, revisionInput, revisionOf, revisionProblems, type RevisionValues, type StandingGoal } from "./goal_rules.ts";

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

const STANDING: StandingGoal = { goalId: "days", title: "More days", question: { metric: "attendance_rate", phase: "DURING", schoolYear: 2027, where: [{ dimension: "sex", values: ["F"] }] }, baseline: 92, target: 95, due: "2027-06-30", state: "OPEN" };

test("what is wrong with a change of a goal is said at its field, and one that changes nothing is told so", () => {
  const table: [Partial<RevisionValues>, object][] = [
    [{}, {}],
    [{ target: "95", due: "2027-06-29" }, {}],
    [{ target: "95.0" }, { target: "Nothing is changed: the target and the day are the same as before." }],
    [{ target: "92" }, { target: "The target must differ from where it begins." }],
    [{ target: "high" }, { target: "Say where it is to come, as a number." }],
    [{ due: "" }, { due: "Say by when." }],
    [{ due: "2026-11-29" }, { due: "Say a day that is to come." }],
    [{ why: " " }, { why: "Say why." }],
  ];
  const values: RevisionValues = { ...revisionOf(STANDING), target: "97", why: "It was reached early." };
  for (const [part, expected] of table) assert.deepEqual(revisionProblems({ ...values, ...part }, STANDING, "2026-11-29"), expected, JSON.stringify(part));
});

test("a changed goal keeps its name, its question and its start", () => {
  const { goalId, state, ...kept } = STANDING;
  assert.deepEqual(revisionInput({ target: "97 %", due: "2028-01-31", why: " Higher. " }, STANDING), { ...kept, goal: goalId, target: 97, due: "2028-01-31", why: "Higher." });
  assert.equal(state, "OPEN");
});
