import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, unfoldedOf, unfoldedParameter } from "./folded.tsx";

test("the URL says what is unfolded", () => {
  assert.deepEqual(unfoldedOf(new URLSearchParams("open=health-by-month,peers")), ["health-by-month", "peers"]);
  assert.deepEqual(unfoldedOf(new URLSearchParams("")), []);
  assert.equal(unfoldedParameter(["peers"], "health-by-month", true), "peers,health-by-month");
  assert.equal(unfoldedParameter(["peers"], "peers", true), "peers");
  assert.equal(unfoldedParameter(["peers"], "peers", false), null);
  assert.equal(keyOf("Participants and peers, “now”"), "participants-and-peers-now");
});
