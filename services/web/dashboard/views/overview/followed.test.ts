import assert from "node:assert/strict";
import { test } from "node:test";
import { followedOf, MOST_FOLLOWED } from "./followed.ts";
import type { Selection } from "./selection.ts";

const SELECTION: Selection = { year: 2027, isCurrentYear: true, compare: "year", district: null };
const ids = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);

test("each partnership is followed while a connection has room, and many by their numbers together", () => {
  const few = followedOf(ids(MOST_FOLLOWED), SELECTION);
  assert.deepEqual([few.partnerships.length, few.numbers.length], [MOST_FOLLOWED, 0]);
  const many = followedOf(ids(MOST_FOLLOWED + 1), SELECTION);
  assert.deepEqual([many.partnerships.length, many.numbers.length], [0, 1]);
  assert.equal(many.numbers[0]?.query.compare, undefined);
});
