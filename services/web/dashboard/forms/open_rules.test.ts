import assert from "node:assert/strict";
import { test } from "node:test";
import { actionProblems, type ActionValues, challengeProblems, doneProblems, resolutionProblems } from "./open_rules.ts";

const TODAY = "2026-11-29";

test("a challenge is raised and resolved in words, on days that have come", () => {
  assert.deepEqual(challengeProblems({ text: "No bus", date: TODAY }, TODAY), {});
  assert.deepEqual(challengeProblems({ text: " ", date: "2026-11-30" }, TODAY), { text: "Say what is difficult.", date: "The day is after today. Say it once it has happened." });
  assert.deepEqual(resolutionProblems({ text: "A van", date: TODAY }, TODAY, "2026-11-01"), {});
  assert.deepEqual(resolutionProblems({ text: "", date: "2026-10-31" }, TODAY, "2026-11-01"), { text: "Say how.", date: "That is before it was raised." });
});

test("an action has somebody who does it by a day that is to come", () => {
  const values: ActionValues = { text: "Hire a van", owner: "Rosa Ames", side: "DISTRICT", due: TODAY };
  const table: [Partial<ActionValues>, object][] = [
    [{}, {}],
    [{ text: "" }, { text: "Say what is to be done." }],
    [{ owner: " " }, { owner: "Say who does it." }],
    [{ due: "" }, { due: "Say by when." }],
    [{ due: "2026-11-28" }, { due: "The day has passed. Say one that is to come." }],
  ];
  for (const [part, expected] of table) assert.deepEqual(actionProblems({ ...values, ...part }, TODAY), expected);
  assert.deepEqual(doneProblems({ date: "2026-11-01" }, TODAY, "2026-11-02"), { date: "That is before it was agreed." });
});
