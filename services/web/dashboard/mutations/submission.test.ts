import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { Operation } from "../api/operation.ts";
import { NO_CONNECTION, Problem } from "../api/problem.ts";
import { newSubmission, onVersion, outcomeOf, type Refusal, submit } from "./submission.ts";

const OPERATION: Operation<{ readonly change: { readonly status: string } }, { readonly id: string; readonly idempotencyKey: string; readonly expectedVersion: number | null }> = { name: "Change", id: "sha256:x" };
const original = globalThis.fetch;
afterEach(() => void (globalThis.fetch = original));

function answering(...answers: (unknown | Error)[]): unknown[] {
  const sent: unknown[] = [];
  globalThis.fetch = async (_, init) => {
    sent.push(JSON.parse(String(init?.body)));
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return new Response(JSON.stringify(answer));
  };
  return sent;
}

test("a change that is sent again has the same key, so it counts once", async () => {
  const sent = answering(new TypeError("broken"), { data: { change: { status: "APPLIED" } } });
  const submission = newSubmission(7);
  assert.deepEqual(await submit(OPERATION, { id: "p" }, submission), { kind: "unknown" });
  assert.deepEqual(await submit(OPERATION, { id: "p" }, submission), { kind: "saved", data: { change: { status: "APPLIED" } }, isShown: true });
  assert.deepEqual(sent[0], sent[1]);
  assert.deepEqual((sent[0] as { variables: unknown }).variables, { id: "p", idempotencyKey: submission.idempotencyKey, expectedVersion: 7 });
  assert.notEqual(newSubmission(7).idempotencyKey, submission.idempotencyKey);
});

test("what is accepted and not counted yet is saved, and not shown yet", async () => {
  answering({ data: { change: { status: "ACCEPTED" } } });
  assert.equal((await submit(OPERATION, { id: "p" }, newSubmission(null)) as { isShown: boolean }).isShown, false);
});

test("after a conflict the same change can be sent on the version that holds", () => {
  assert.deepEqual(outcomeOf(new Problem("VERSION_CONFLICT", "it has version 9")), { kind: "conflict", message: "it has version 9" });
  const submission = newSubmission(7);
  assert.deepEqual(onVersion(submission, 9), { ...submission, expectedVersion: 9 });
  assert.deepEqual(outcomeOf(new Problem("DATE_ORDER", "too late")), { kind: "refused", code: "DATE_ORDER", message: "too late", at: null });
  assert.equal((outcomeOf(new Problem("DATE_ORDER", "too late", { at: "input.date" })) as Refusal).at, "input.date");
  const unreadable = new Problem("BAD_USER_INPUT", "Variable '$input' has invalid value at .date: Date cannot represent it");
  assert.equal((outcomeOf(unreadable) as Refusal).at, "input.date");
  assert.deepEqual(outcomeOf(new Problem(NO_CONNECTION, "")), { kind: "unknown" });
});
