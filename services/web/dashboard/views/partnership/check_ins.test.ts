import assert from "node:assert/strict";
import { test } from "node:test";
import { checkInsAnswer, nextToHold } from "./check_ins.tsx";

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

test("a cadence that is agreed for later is told with its day", () => {
  const answer = checkInsAnswer({ due: 0, onTime: 0, missed: 0, cadenceDays: 90 }, { effective: "2027-01-04", cadenceDays: 75 });
  assert.equal(answer, "**None was due yet.** Both sides agreed to meet every 90 days, and every 75 days from Jan 4, 2027 on.");
});

test("the check-in to prepare is the first that is late, or else the first that falls due, and never one that was missed or held", () => {
  const item = (due: string, state: "HELD" | "MISSED" | "OVERDUE" | "SCHEDULED") => ({ due, state });
  const later = [item("2027-02-01", "SCHEDULED"), item("2026-12-01", "SCHEDULED"), item("2026-05-01", "MISSED"), item("2026-06-01", "HELD")];
  assert.equal(nextToHold(later)?.due, "2026-12-01");
  assert.equal(nextToHold([...later, item("2026-11-01", "OVERDUE")])?.due, "2026-11-01");
  assert.equal(nextToHold(later.slice(2)), undefined);
});
