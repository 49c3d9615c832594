import assert from "node:assert/strict";
import { test } from "node:test";
import { isRepeated } from "./announcer.tsx";

test("what several parts of a page say of one event is announced once", () => {
  const before = { text: "Numbers on this page were updated.", at: 1_000 };
  assert.equal(isRepeated(undefined, before), false);
  assert.equal(isRepeated(before, { ...before, at: 2_999 }), true);
  assert.equal(isRepeated(before, { ...before, at: 3_000 }), false, "another event");
  assert.equal(isRepeated(before, { text: "A partnership on this page was updated.", at: 1_001 }), false);
});
