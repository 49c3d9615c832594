import assert from "node:assert/strict";
import { test } from "node:test";
import { type Arrival, arrivingText, freshText, heldText } from "./arrival.ts";
import { language } from "./dates.ts";

language("en-US");

const MOMENT = "2026-11-30T18:40:00Z";
const arrival = (waiting: number, rebuilding = false): Arrival => ({ waiting, rebuilding });

test("a page says that it is up to date only when it knows that nothing waits", () => {
  const table: [string | null, string | undefined, Arrival | undefined, RegExp][] = [
    [null, MOMENT, arrival(0), /^Up to date · 12:40\sPM$/],
    [null, MOMENT, arrival(23_165), /^Being brought up to date$/],
    [null, MOMENT, arrival(0, true), /^Being brought up to date$/],
    [null, MOMENT, undefined, /^Data health$/],
    [null, undefined, arrival(0), /^Data health$/],
    [MOMENT, MOMENT, arrival(5), /^No connection since 12:40\sPM$/],
  ];
  for (const [lost, moment, known, expected] of table) assert.match(freshText(lost, moment, known), expected);
});

test("while records wait, a page says why its numbers change", () => {
  assert.equal(arrivingText(arrival(23_165)), "**The numbers are still being brought up to date.** 23,165 records wait to be counted.");
  assert.equal(arrivingText(arrival(1)), "**The numbers are still being brought up to date.** 1 record waits to be counted.");
  assert.equal(arrivingText(arrival(0, true)), "**The numbers are still being brought up to date.** All numbers are being computed anew; the old ones are shown until that is done.");
  assert.equal(arrivingText(arrival(0)), "");
  assert.equal(arrivingText(undefined), "");
});

test("the numbers hold everything only when nothing waits", () => {
  assert.equal(heldText("12:40 PM", arrival(0)), "Everything that was sent up to 12:40 PM is in the numbers.");
  assert.equal(heldText("12:40 PM", arrival(7)), "The numbers hold what was sent up to 12:40 PM, and not yet what waits.");
  assert.equal(heldText(null, arrival(7)), "Nothing is in the numbers yet.");
});
