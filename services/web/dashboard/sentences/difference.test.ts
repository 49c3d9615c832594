import assert from "node:assert/strict";
import { test } from "node:test";
import { ATTENDANCE_EFFECT, COUNT_EFFECT, difference, type Difference } from "./difference.ts";

test("a difference is told only where more than two learners could have made it", () => {
  const table: [string, [number | null, number | null], [number | null, number | null], number, Difference][] = [
    ["far ahead, many", [96.1, 51], [93.5, 209], ATTENDANCE_EFFECT, "more"],
    ["ahead, twenty learners", [95.7, 20], [94.1, 129], ATTENDANCE_EFFECT, "more"],
    ["ahead by what two of eleven could change", [95.3, 11], [94.3, 48], ATTENDANCE_EFFECT, "about the same"],
    ["less than half a point, many", [94.1, 730], [94.5, 3790], ATTENDANCE_EFFECT, "about the same"],
    ["behind", [92.0, 23], [94.5, 141], ATTENDANCE_EFFECT, "less"],
    ["one learner of eleven", [18.2, 11], [9.1, 48], COUNT_EFFECT, "about the same"],
    ["seven learners of 73", [27.4, 73], [17.4, 379], COUNT_EFFECT, "more"],
    ["fewer than ten", [99, 9], [90, 200], ATTENDANCE_EFFECT, "too few"],
    ["fewer than ten peers", [99, 50], [90, 9], ATTENDANCE_EFFECT, "too few"],
    ["hidden", [null, null], [90, 200], ATTENDANCE_EFFECT, "unknown"],
  ];
  for (const [what, [value, n], [otherValue, otherN], effect, expected] of table) {
    assert.equal(difference({ value, n }, { value: otherValue, n: otherN }, effect), expected, what);
  }
});
