import assert from "node:assert/strict";
import { test } from "node:test";
import { contributionInput, contributionProblems, type ContributionValues, unitOf } from "./contribution_rules.ts";

const VALUES: ContributionValues = { side: "PARTNER", kind: "VOLUNTEER_HOURS", quantity: "12", amount: "", date: "2026-11-29", source: "" };

test("what is wrong with a contribution is said at its field", () => {
  const table: [Partial<ContributionValues>, object][] = [
    [{}, {}],
    [{ amount: "$1,200.50", quantity: "" }, {}],
    [{ quantity: " " }, { quantity: "Say how much, or what it is worth." }],
    [{ kind: "FUNDING" }, { amount: "Say how much, or what it is worth." }],
    [{ quantity: "a dozen" }, { quantity: "Say how much as a number above zero." }],
    [{ quantity: "0" }, { quantity: "Say how much as a number above zero." }],
    [{ amount: "much" }, { amount: "Say the worth in dollars, as a number." }],
    [{ date: "2026-11-30" }, { date: "The day is after today. Promise it instead." }],
    [{ date: "" }, { date: "Say when." }],
  ];
  for (const [part, expected] of table) assert.deepEqual(contributionProblems({ ...VALUES, ...part }, "2026-11-29"), expected, JSON.stringify(part));
});

test("numbers are sent as numbers, and money has no quantity", () => {
  assert.equal(contributionInput({ ...VALUES, quantity: "1,250.5" }).quantity, 1250.5);
  assert.deepEqual(contributionInput({ ...VALUES, kind: "FUNDING", amount: "$ 1,200" }), { side: "PARTNER", kind: "FUNDING", date: "2026-11-29", quantity: null, amount: 1200, source: null });
});

test("what a quantity counts is told, also of training, equipment and software", () => {
  assert.deepEqual((["PROFESSIONAL_DEVELOPMENT", "EQUIPMENT", "SOFTWARE", "SITE_VISITS", "FUNDING"] as const).map(unitOf), ["Hours", "Pieces", "Pieces", "Visits", null]);
});
