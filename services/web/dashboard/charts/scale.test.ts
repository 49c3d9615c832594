import assert from "node:assert/strict";
import { test } from "node:test";
import { scaleOf, ticksOf } from "./scale.ts";

test("ticks are round numbers within the range", () => {
  const table: [number, number, number, number[]][] = [
    [91.6, 97, 5, [92, 93, 94, 95, 96, 97]],
    [0, 30, 5, [0, 5, 10, 15, 20, 25, 30]],
    [0, 100, 5, [0, 20, 40, 60, 80, 100]],
    [94.1, 94.9, 4, [94.2, 94.4, 94.6, 94.8]],
    [-5, 5, 4, [-4, -2, 0, 2, 4]],
  ];
  for (const [low, high, count, expected] of table) assert.deepEqual(ticksOf(low, high, count), expected);
});

test("a scale leaves room on both sides, keeps to its bounds, and stands one value in its middle", () => {
  const scale = scaleOf([90, 100], { room: 0.1, most: 100 });
  assert.deepEqual([scale.low, scale.high], [89, 100]);
  assert.equal(scale.at(89), 0);
  assert.equal(scale.at(100), 100);
  assert.ok(Number.isFinite(scaleOf([94.5]).at(94.5)));
});
