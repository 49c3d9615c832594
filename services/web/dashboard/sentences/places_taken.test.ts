import assert from "node:assert/strict";
import { test } from "node:test";
import { placesText } from "./places_taken.ts";

test("learners are counted once, and nothing is said of a hidden number", () => {
  const table: [number | null, number | null, string][] = [
    [228, 11, "228 learners; 11 wait for one"],
    [1, 1, "1 learner; 1 waits for one"],
    [228, 0, "228 learners; nobody waits for one"],
    [null, 0, "Nobody waits for one"],
    [null, null, ""],
  ];
  for (const [participants, waiting, text] of table) assert.equal(placesText({ participants: { value: participants }, waiting: { value: waiting } }), text);
});
