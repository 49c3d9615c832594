import assert from "node:assert/strict";
import { test } from "node:test";
import { type AgreementFacts, agreementsLead, familiesText, recipientText, statusText } from "./agreements.ts";
import { language } from "./dates.ts";

language("en-US");
const FACTS: AgreementFacts = { status: "IN_FORCE", begin: "2026-08-01", end: "2027-06-30", awaits: [], ended: null };

test("what has become of an agreement is said in a sentence", () => {
  const table: [Partial<AgreementFacts>, string][] = [
    [{}, "**In force** until Jun 30, 2027."],
    [{ status: "NOT_BEGUN" }, "Signed by both sides. It begins on Aug 1, 2026."],
    [{ status: "EXPIRED" }, "It was over after Jun 30, 2027."],
    [{ status: "AWAITS_SIGNATURES", awaits: ["DISTRICT", "RECIPIENT"] }, "It waits for the district and the recipient to sign."],
    [{ status: "AWAITS_SIGNATURES", awaits: ["RECIPIENT"] }, "It waits for the recipient to sign."],
    [{ status: "ENDED", ended: { side: "RECIPIENT", endedAt: "2027-02-01T17:00:00Z", reason: "It is over." } }, "Ended by the recipient on Feb 1, 2027: It is over."],
  ];
  for (const [facts, text] of table) assert.equal(statusText({ ...FACTS, ...facts }), text);
});

test("the page leads with how many are in force and how many wait", () => {
  const table: [string[], string][] = [
    [[], "**No district has drafted an agreement.** Without one, nobody outside a district sees numbers of its learners."],
    [["IN_FORCE"], "**One agreement is in force**."],
    [["ENDED"], "**No agreements are in force**."],
    [["IN_FORCE", "IN_FORCE", "AWAITS_SIGNATURES"], "**2 agreements are in force**, and one waits for a signature."],
    [["AWAITS_SIGNATURES", "AWAITS_SIGNATURES"], "**No agreements are in force**, and 2 wait for a signature."],
  ];
  for (const [statuses, text] of table) assert.equal(agreementsLead(statuses), text);
});

test("who receives what is said in words", () => {
  assert.equal(recipientText("CONSORTIUM", null), "the consortium");
  assert.equal(recipientText("PARTNER", "mercy"), "the partner mercy");
  assert.equal(recipientText("DISTRICT", "255902"), "the district 255902");
  assert.equal(familiesText(["ATTENDANCE", "GRADES"]), "attendance and grades");
});
