import assert from "node:assert/strict";
import { test } from "node:test";
import type { Asked } from "../../sentences/questions.ts";
import { changeKey, orderedBy, sortOfQuestion, withFittingOrder } from "./order.ts";

const ASKED: Asked = { metrics: [{ metric: { name: "attendance_rate" } }], groupBy: ["school"], time: { schoolYear: 2027 }, compare: { priorYear: true } };

test("a column that was clicked becomes the order of the question, and comes back from it", () => {
  for (const sort of [{ key: "attendance_rate", isDescending: true }, { key: "school", isDescending: false }, { key: changeKey("attendance_rate"), isDescending: true }]) {
    assert.deepEqual(sortOfQuestion(orderedBy(ASKED, sort)), sort);
  }
  assert.deepEqual(orderedBy(ASKED, { key: changeKey("attendance_rate"), isDescending: true }).orderBy, [{ by: "attendance_rate", direction: "DESC", of: "DELTA" }]);
  assert.deepEqual(sortOfQuestion(ASKED), { key: "", isDescending: false });
});

test("an order goes with the measure, grouping, steps or comparison that it is by", () => {
  const byChange = orderedBy(ASKED, { key: changeKey("attendance_rate"), isDescending: true });
  const table: [Asked, number][] = [
    [byChange, 1],
    [{ ...byChange, compare: null }, 0],
    [{ ...byChange, metrics: [{ metric: { name: "absences" } }] }, 0],
    [{ ...orderedBy(ASKED, { key: "school", isDescending: false }), groupBy: [] }, 0],
    [{ ...orderedBy(ASKED, { key: "bucket", isDescending: true }), granularity: "MONTH" }, 1],
    [orderedBy(ASKED, { key: "bucket", isDescending: true }), 0],
    [{ ...ASKED, metrics: [{ derived: { as: "own", formula: "absences" } }], orderBy: [{ by: "own" }] }, 1],
  ];
  for (const [asked, orders] of table) assert.equal(withFittingOrder(asked).orderBy?.length ?? 0, orders, JSON.stringify(asked));
});
