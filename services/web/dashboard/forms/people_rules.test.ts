import assert from "node:assert/strict";
import { test } from "node:test";
import { clauseProblems, leadProblems, type LeadValues, type Post, signatureProblems } from "./people_rules.ts";

const TODAY = "2026-11-29";
const POSTS: readonly Post[] = [
  { side: "PARTNER", duty: "LEAD", name: "Ada Fenn", since: "2025-08-11" },
  { side: "PARTNER", duty: "LEAD", name: null, since: "2026-06-22" },
  { side: "DISTRICT", duty: "LEAD", name: "Rosa Ames", since: "2026-01-19" },
];
const LEAD: LeadValues = { side: "PARTNER", duty: "LEAD", name: "Bo Quist", role: "Manager", date: "2026-07-01" };

test("a lead comes after the last change of the post", () => {
  const table: [Partial<LeadValues>, object][] = [
    [{}, {}],
    [{ duty: "OVERSIGHT", date: "2025-01-01" }, {}],
    [{ name: "", role: " " }, { name: "Say who it is.", role: "Say what they do there." }],
    [{ date: "" }, { date: "Since when?" }],
    [{ date: "2026-06-21" }, { date: "Before Ada Fenn left." }],
    [{ side: "DISTRICT", date: "2026-01-18" }, { date: "That is before Rosa Ames came, on Jan 19, 2026." }],
    [{ date: "2026-11-30" }, { date: "The day is after today. Say it once it has happened." }],
  ];
  for (const [part, expected] of table) assert.deepEqual(leadProblems({ ...LEAD, ...part }, POSTS, TODAY), expected, JSON.stringify(part));
});

test("a clause is signed by somebody on a day that has come, and worded anew in other words", () => {
  assert.deepEqual(signatureProblems({ ...LEAD, date: TODAY }, TODAY), {});
  assert.deepEqual(signatureProblems({ ...LEAD, name: "", date: "2026-11-30" }, TODAY), { name: "Say who signs.", date: "The day is after today. Sign it on the day." });
  assert.deepEqual(clauseProblems({ kind: "OUTCOME", text: "More" }, "Less"), {});
  assert.deepEqual(clauseProblems({ kind: "OUTCOME", text: " Less " }, "Less"), { text: "The words are the same as before." });
  assert.deepEqual(clauseProblems({ kind: "OUTCOME", text: "" }, null), { text: "Say what both sides agree on." });
});
