import assert from "node:assert/strict";
import { test } from "node:test";
import type { Preview } from "./question_rules.ts";
import { amountsText, NO_STORY, storyInput, storyProblems, type StoryValues } from "./story_rules.ts";

const STORY: StoryValues = { ...NO_STORY, title: "More days", text: "They came.", consent: true };
const hidden = { value: null, n: null, status: "SUPPRESSED" } as const;

function preview(code: string | null): Preview {
  const audiences = (["DISTRICT", "PARTNERS", "PUBLIC"] as const).map((audience) => ({ audience, publishable: code === null || audience === "DISTRICT", code: audience === "DISTRICT" ? null : code, evidence: hidden }));
  return { value: hidden, lastYear: hidden, lastYearDay: "2025-11-29", accumulates: false, warnings: [], audiences };
}

test("a story is not sent without words or consent, nor to who would not see its number", () => {
  const table: [Partial<StoryValues>, Preview | null, string[]][] = [
    [{}, null, []],
    [{}, preview(null), []],
    [{ title: "", text: " " }, null, ["title", "text"]],
    [{ consent: false }, null, ["consent"]],
    [{}, preview("EVIDENCE_SUPPRESSED"), ["audience"]],
    [{ audience: "DISTRICT" }, preview("EVIDENCE_SUPPRESSED"), []],
    [{}, preview("EVIDENCE_NOT_AVAILABLE"), ["metric"]],
  ];
  for (const [part, seen, expected] of table) assert.deepEqual(Object.keys(storyProblems({ ...STORY, ...part }, seen)), expected, JSON.stringify(part));
  assert.equal(storyProblems({ ...STORY, consent: false }, null).consent, "Without it a story cannot be published.");
});

test("a story is sent with the question that proves it", () => {
  assert.deepEqual(storyInput(STORY), { title: "More days", text: "They came.", question: { metric: "attendance_rate", phase: "DURING", where: [], schoolYear: null }, audience: "PUBLIC", consent: true });
});

test("before it is sent the form says that both sides' amounts are shown and stay up to date", () => {
  const text = amountsText("PUBLIC", 2027);
  assert.match(text, /^Everybody will also see what both sides put in in the school year 2026–27: the dollars of each side, and of which kinds\./);
  assert.match(text, /they stay up to date, so a later contribution or correction changes them/);
  assert.match(amountsText("PARTNERS", 2027), /^The partners will also see/);
});
