import assert from "node:assert/strict";
import { test } from "node:test";
import { Intention } from "./intention.ts";

test("what is sent again has the same key until it is done, and anything else has another", () => {
  const intention = new Intention();
  const first = intention.keyOf({ name: "One" });
  assert.equal(intention.keyOf({ name: "One" }), first);
  const other = intention.keyOf({ name: "Two" });
  assert.notEqual(other, first);
  intention.end();
  assert.notEqual(intention.keyOf({ name: "Two" }), other);
});
