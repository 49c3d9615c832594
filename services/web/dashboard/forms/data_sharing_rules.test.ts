import assert from "node:assert/strict";
import { test } from "node:test";
import { agreementEndProblems, signatureProblems, termsInput, termsProblems, type TermsValues } from "./data_sharing_rules.ts";

const TERMS: TermsValues = {
  district: "255901", title: "Yearly report", kind: "CONSORTIUM", recipient: "", purpose: "To report\nattendance.",
  ATTENDANCE: true, GRADES: false, ENGAGEMENT: true, begin: "2026-08-01", end: "2027-06-30", destruction: "2027-12-31",
};

test("terms say who receives what, why and until when", () => {
  assert.deepEqual(termsProblems(TERMS), {});
  const table: [Partial<TermsValues>, keyof TermsValues, string][] = [
    [{ district: "" }, "district", "Say which district shares."],
    [{ title: " " }, "title", "Give it a name."],
    [{ kind: "PARTNER" }, "recipient", "Say who receives, by the id in its partnerships."],
    [{ purpose: "" }, "purpose", "Say what the numbers may be used for."],
    [{ ATTENDANCE: false, ENGAGEMENT: false }, "ATTENDANCE", "Choose what is shared, at least one kind of number."],
    [{ begin: "" }, "begin", "Say from when."],
    [{ end: "2026-07-31" }, "end", "That is before it begins."],
    [{ destruction: "2027-06-29" }, "destruction", "That is before the agreement ends."],
  ];
  for (const [values, field, text] of table) assert.deepEqual(termsProblems({ ...TERMS, ...values }), { [field]: text });
});

test("what is sent names the recipient only where there are several, and has the purpose in one paragraph", () => {
  const sent = termsInput(TERMS);
  assert.deepEqual(sent.recipient, { kind: "CONSORTIUM" });
  assert.equal(sent.purpose, "To report attendance.");
  assert.deepEqual(sent.families, ["ATTENDANCE", "ENGAGEMENT"]);
  assert.deepEqual(termsInput({ ...TERMS, kind: "PARTNER", recipient: " mercy " }).recipient, { kind: "PARTNER", id: "mercy" });
});

test("a signature has a name, and an end a reason", () => {
  assert.deepEqual(signatureProblems({ side: "DISTRICT", signedBy: " " }), { signedBy: "Say who signs." });
  assert.deepEqual(agreementEndProblems({ side: "DISTRICT", reason: "" }), { reason: "Say why it ends." });
});
