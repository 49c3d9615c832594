import assert from "node:assert/strict";
import { test } from "node:test";
import { checkInsAnswer } from "./check_ins.tsx";

test("check-ins are told by how many were on time, late and not held", () => {
  const table: [number, number, number, string][] = [
    [5, 3, 1, "**Three of five were held on time.** One was late, one was not held."],
    [3, 3, 0, "**All three were held on time.**"],
    [1, 1, 0, "**The one that was due was held on time.**"],
    [2, 0, 0, "**None of two were held on time.** Two were late."],
    [0, 0, 0, "**None was due yet.**"],
  ];
  for (const [due, onTime, missed, expected] of table) {
    assert.equal(checkInsAnswer({ due, onTime, missed, cadenceDays: 75 }), `${expected} Both sides agreed to meet every 75 days.`);
  }
});
