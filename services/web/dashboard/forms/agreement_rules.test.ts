import assert from "node:assert/strict";
import { test } from "node:test";
import { agreementAnswer, endProblems, renewalProblems } from "./agreement_rules.ts";
import { pledgeProblems, type PledgeValues } from "./pledge_rules.ts";

const TODAY = "2026-11-29";

test("a partnership is renewed beyond today and its last day", () => {
  const table: [string, string | null, string | undefined][] = [
    ["", null, "Say until when."],
    ["2026-11-28", null, "The day is before today."],
    ["2026-12-31", "2026-12-31", "It lasts until Dec 31, 2026 already."],
    ["2027-06-30", "2026-12-31", undefined],
    ["2027-06-30", null, undefined],
  ];
  for (const [until, end, expected] of table) assert.equal(renewalProblems({ until }, end, TODAY).until, expected);
});

test("a partnership is closed with a reason, by today", () => {
  assert.deepEqual(endProblems({ date: "2026-11-30", reason: " " }, TODAY), { reason: "Say why it ends.", date: "The day is after today. Say it once it has happened." });
  assert.deepEqual(endProblems({ date: TODAY, reason: "The grant ran out." }, TODAY), {});
});

test("how long it lasts is said, and what to do once that has passed", () => {
  assert.equal(agreementAnswer("ACTIVE", "2026-10-01", TODAY), "**Its last day, Oct 1, 2026, has passed.** Renew it, or close it.");
  assert.equal(agreementAnswer("ACTIVE", "2027-06-30", TODAY), "**Until Jun 30, 2027.**");
  assert.equal(agreementAnswer("PAUSED", null, TODAY), "**No last day is agreed.**");
  assert.equal(agreementAnswer("CLOSED", "2026-10-01", TODAY), "**It has ended.**");
});

test("a promise says how much, and from when to when", () => {
  const values: PledgeValues = { side: "PARTNER", kind: "VOLUNTEER_HOURS", quantity: "40", amount: "", begin: "2026-12-01", end: "2027-06-30" };
  assert.deepEqual(pledgeProblems(values), {});
  assert.deepEqual(pledgeProblems({ ...values, quantity: "", begin: "", end: "" }), { quantity: "Say how much, or what it is worth.", begin: "Say from when.", end: "Say until when." });
  assert.equal(pledgeProblems({ ...values, end: "2026-11-30" }).end, "That is before it begins.");
});
