import assert from "node:assert/strict";
import { test } from "node:test";
import { ATTENDANCE_EFFECT, changed, COUNT_EFFECT, difference, type Difference, whyLevel } from "./difference.ts";

type Numbers = [number | null, number | null];

test("a difference is told only where more than two learners could have made it, at the smallest and the largest groups", () => {
  const table: [string, Numbers, Numbers, number, Difference][] = [
    ["far ahead, many", [96.1, 51], [93.5, 209], ATTENDANCE_EFFECT, "more"],
    ["ahead, twenty learners", [95.7, 20], [94.1, 129], ATTENDANCE_EFFECT, "more"],
    ["ahead by what two of eleven could change", [95.3, 11], [94.3, 48], ATTENDANCE_EFFECT, "a few learners"],
    ["behind", [92.0, 23], [94.5, 141], ATTENDANCE_EFFECT, "less"],
    ["one learner of eleven", [18.2, 11], [9.1, 48], COUNT_EFFECT, "a few learners"],
    ["exactly two learners of eleven, a little more in floating point", [(100 * 3) / 11, 11], [(100 * 1) / 11, 11], COUNT_EFFECT, "a few learners"],
    ["three learners of eleven", [(100 * 4) / 11, 11], [(100 * 1) / 11, 11], COUNT_EFFECT, "more"],
    ["two learners of ten, the smallest group", [30, 10], [10, 4000], COUNT_EFFECT, "a few learners"],
    ["three learners of ten", [40, 10], [10, 4000], COUNT_EFFECT, "more"],
    ["seven learners of 73", [27.4, 73], [17.4, 379], COUNT_EFFECT, "more"],
    ["two learners of a large group", [10.02, 10_000], [10.0, 90_000], COUNT_EFFECT, "a few learners"],
    ["forty learners, less than half a point of a large group", [10.4, 10_000], [10.0, 90_000], COUNT_EFFECT, "close"],
    ["fifty learners, half a point of a large group", [10.5, 10_000], [10.0, 90_000], COUNT_EFFECT, "more"],
    ["attendance of a large group, less than half a point", [94.1, 730], [94.5, 3790], ATTENDANCE_EFFECT, "close"],
    ["attendance of a large group, a few learners", [94.5, 730], [94.52, 3790], ATTENDANCE_EFFECT, "a few learners"],
    ["attendance of a small group, less than half a point", [94.1, 30], [94.5, 3790], ATTENDANCE_EFFECT, "a few learners"],
    ["nothing at all", [94.1, 30], [94.1, 40], ATTENDANCE_EFFECT, "a few learners"],
    ["fewer than ten", [99, 9], [90, 200], ATTENDANCE_EFFECT, "too few"],
    ["fewer than ten peers", [99, 50], [90, 9], ATTENDANCE_EFFECT, "too few"],
    ["hidden", [null, null], [90, 200], ATTENDANCE_EFFECT, "unknown"],
  ];
  for (const [what, [value, n], [otherValue, otherN], effect, expected] of table) {
    assert.equal(difference({ value, n }, { value: otherValue, n: otherN }, effect, 10), expected, what);
  }
});

test("nothing is told of fewer learners than the policy's least n, whatever it is", () => {
  const [twelve, many] = [{ value: 99, n: 12 }, { value: 80, n: 300 }];
  const table: [number, Difference][] = [[5, "more"], [12, "more"], [13, "too few"], [15, "too few"]];
  for (const [least, expected] of table) {
    assert.equal(difference(twelve, many, ATTENDANCE_EFFECT, least), expected, String(least));
    assert.equal(changed({ delta: 19, n: 300, baselineN: 12 }, ATTENDANCE_EFFECT, least), expected, "few stand behind what it is compared with");
    assert.equal(changed({ delta: 19, n: 12, baselineN: null }, ATTENDANCE_EFFECT, least), expected);
  }
  assert.equal(changed({ delta: null, n: 300, baselineN: 300 }, ATTENDANCE_EFFECT, 10), "unknown");
});

test("the words for what is level say which of both it is", () => {
  assert.equal(whyLevel("a few learners"), "a few learners could make the difference");
  assert.equal(whyLevel("close"), "less than half a point apart");
  assert.equal(whyLevel("more"), "");
});
