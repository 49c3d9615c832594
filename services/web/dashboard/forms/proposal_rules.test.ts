import assert from "node:assert/strict";
import { test } from "node:test";
import { lacksText, lackText, proposalLead, proposalInput, proposalProblems, type ProposalValues } from "./proposal_rules.ts";

const PROPOSAL: ProposalValues = { name: "Lab days", kind: "OTHER", districts: ["100020"], partner: "St. Mary’s Hospital", partnerKind: "HOSPITAL", begin: "2026-12-01", end: "", cadence: "90" };

test("what is wrong with a proposal is said at its field", () => {
  const table: [Partial<ProposalValues>, string[]][] = [
    [{}, []],
    [{ name: " ", districts: [], partner: "", begin: "" }, ["name", "districts", "partner", "begin"]],
    [{ end: "2026-11-30" }, ["end"]],
    [{ cadence: "often" }, ["cadence"]],
    [{ cadence: "0" }, ["cadence"]],
  ];
  for (const [part, expected] of table) assert.deepEqual(Object.keys(proposalProblems({ ...PROPOSAL, ...part })), expected, JSON.stringify(part));
  assert.deepEqual(proposalInput(PROPOSAL).partners, [{ id: "st-mary-s-hospital", name: "St. Mary’s Hospital", kind: "HOSPITAL" }]);
});

test("what is missing before it can start is always said, each thing with its side", () => {
  assert.equal(proposalLead(3), "A proposal, so it has no health yet. Three things are missing before it can start.");
  assert.equal(lacksText(2), "Two things are missing before it can start.");
  assert.equal(lacksText(1), "One thing is missing before it can start.");
  assert.equal(lacksText(0), "Nothing is missing. It can start.");
  assert.equal(lackText({ code: "LEAD", side: "PARTNER", clauseId: null }, "the hospital"), "Nobody leads for the hospital yet.");
  assert.equal(lackText({ code: "ENDORSEMENT", side: "DISTRICT", clauseId: "c" }, "the hospital"), "The districts have not signed what is to come of it.");
  assert.equal(lackText({ code: "OUTCOME", side: null, clauseId: null }, "the hospital"), "Nothing says yet what is to come of it.");
});
