import assert from "node:assert/strict";
import { test } from "node:test";
import { balanceText, gifts, investmentAnswer, kindText } from "./investment.ts";

const put = (kind: string, district: number, partner: number) => ({ kind, district, partner });
const ROWS = [
  put("FUNDING", 3_500, 94_800),
  put("STAFF_FTE", 38_448, 0),
  put("VOLUNTEER_HOURS", 0, 18_420),
  put("FACILITIES", 7_500, 0),
  put("SOFTWARE", 6_000, 0),
  put("TRAINING_HOURS", 1_507, 1_105),
  put("STAFF_HOURS", 1_842, 0),
];

test("each side is told by what most of its worth is", () => {
  assert.equal(gifts(ROWS, "district"), "people, rooms and software");
  assert.equal(gifts(ROWS, "partner"), "money and volunteers");
  assert.equal(gifts([], "partner"), "");
});

test("the balance is told in cents for a dollar, in words that fit who puts in less", () => {
  const table: [number, number, string][] = [
    [60_697, 114_325, "Districts put in 53 cents for each dollar of the partners."],
    [100, 39, "Partners put in 39 cents for each dollar of the districts."],
    [100, 1, "Partners put in 1 cent for each dollar of the districts."],
    [100, 97, "Both sides put in about the same."],
    [0, 97, "So far only the partners have put in something of known worth."],
    [97, 0, "So far only the districts have put in something of known worth."],
    [0, 0, "Neither side has put in anything of known worth."],
  ];
  for (const [district, partner, expected] of table) assert.equal(balanceText(district, partner), expected);
});

test("what has no worth yet is always said", () => {
  assert.equal(
    investmentAnswer(ROWS, 16),
    "**Districts give people, rooms and software; partners give money and volunteers.** " +
      "Districts put in 51 cents for each dollar of the partners. 16 contributions have no dollar value yet and count nothing here.",
  );
  assert.equal(investmentAnswer([], 1), "Neither side has put in anything of known worth. 1 contribution has no dollar value yet and counts nothing here.");
});

test("kinds have names, those of a later version too", () => {
  assert.equal(kindText("STAFF_FTE"), "Staff, full-time share");
  assert.equal(kindText("BUS_RIDES"), "Bus rides");
});
