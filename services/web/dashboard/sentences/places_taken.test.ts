import assert from "node:assert/strict";
import { test } from "node:test";
import { placesBeforeText, placesText, waitingText } from "./places_taken.ts";

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

test("a hidden number of who waits is not taken for nobody", () => {
  const table: [number | null, string][] = [
    [null, "How many wait for a place is hidden"],
    [0, "Nobody waits for a place"],
    [1, "1 learner waits for a place"],
    [12, "12 learners wait for a place"],
  ];
  for (const [waiting, text] of table) assert.equal(waitingText(waiting), text);
});

test("places have this day last year beside them", () => {
  const table: [number | null, number, string][] = [[120, 150, "120 of 150 on this day last year"], [12, 0, "12 on this day last year"], [0, 0, "No places on this day last year"], [0, 40, "0 of 40 on this day last year"], [null, 40, ""]];
  for (const [value, capacity, expected] of table) assert.equal(placesBeforeText({ taken: { value }, capacity }), expected);
});
