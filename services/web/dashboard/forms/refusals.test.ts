import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldAt, problemsOfRefusal } from "./refusals.ts";

const VALUES = { date: "", amount: "", metric: "", only: "", partners: [] };
const NAMES = { "question.metric": "metric", question: "metric", "question.where": "only" } as const;

test("a path of the server leads to the closest field of the form", () => {
  const table: [string | null, string | null][] = [
    ["input.date", "date"],
    ["input.question.metric", "metric"],
    ["input.question.where[0].values[3]", "only"],
    ["input.question.phase", "metric"],
    ["input.partners[1].kind", "partners"],
    ["input.unheard", null],
    ["input", null],
    ["partnership", null],
    ["idempotencyKey", null],
    [null, null],
  ];
  for (const [at, expected] of table) assert.equal(fieldAt(at, VALUES, NAMES), expected, String(at));
});

test("a refusal of any code stands at its field, and in general only where it has none", () => {
  for (const code of ["DATE_ORDER", "INVALID_TRANSITION", "UNKNOWN_REFERENCE", "FORBIDDEN", "TOO_MANY", "BAD_USER_INPUT", "A_CODE_OF_TOMORROW"]) {
    const refusal = { kind: "refused", code, message: "it is before the clause was drafted", at: "input.date" } as const;
    assert.deepEqual(problemsOfRefusal(refusal, VALUES), { problems: { date: "It is before the clause was drafted." }, general: null }, code);
  }
  const refusal = { kind: "refused", code: "INVALID_TRANSITION", message: "it has ended", at: "input" } as const;
  assert.deepEqual(problemsOfRefusal(refusal, VALUES), { problems: {}, general: "It has ended. (INVALID_TRANSITION)" });
  assert.match(problemsOfRefusal({ ...refusal, code: "LOG_UNAVAILABLE" }, VALUES).general ?? "", /send it again, it counts once\.$/);
});
