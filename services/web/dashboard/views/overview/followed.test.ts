import assert from "node:assert/strict";
import { test } from "node:test";
import { followedOf, MOST_PARTNERSHIPS } from "./followed.ts";

const partnerships = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `p${index}`, version: index, name: "More" }));

test("each partnership is followed while a connection has room, and many by their numbers alone", () => {
  assert.equal(followedOf(partnerships(MOST_PARTNERSHIPS)).length, MOST_PARTNERSHIPS);
  assert.deepEqual(followedOf(partnerships(1)), [{ id: "p0", version: 0 }]);
  assert.deepEqual(followedOf(partnerships(MOST_PARTNERSHIPS + 1)), []);
});
