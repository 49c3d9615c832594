import assert from "node:assert/strict";
import { test } from "node:test";
import { attentionAnswer, attentionItems, type AttentionSource, openEnds } from "./attention.ts";
import { language } from "./dates.ts";

language("en-US");
const TODAY = "2026-11-29";
const QUIET: AttentionSource = {
  id: "P1",
  name: "College bridge",
  partners: [{ name: "Quillon Community College" }],
  vacancies: [],
  checkIns: { items: [] },
  actions: [{ actionId: "a", text: "Done long ago.", owner: "X", due: "2026-01-01", overdue: false }],
  challenges: [{ challengeId: "c", text: "Was solved.", raised: "2026-01-01", resolved: "2026-02-01" }],
  goals: [{ progress: { percent: 0 } }, { progress: { percent: null } }],
};
const told = (source: Partial<AttentionSource>) =>
  attentionItems([{ ...QUIET, ...source }], [], TODAY).map(({ text, note, link, linkText }) => [text, note, link, linkText]);

test("what is done, resolved, filled or at its start needs nobody", () => {
  assert.deepEqual(told({}), []);
  assert.equal(attentionAnswer([]), "Nothing. Every promise is kept so far.");
});

test("each kind says what is wrong, for how long, and links to where it is mended", () => {
  assert.deepEqual(told({ vacancies: [{ side: "PARTNER", duty: "LEAD", since: "2026-10-16" }] }), [
    ["College bridge: nobody leads at Quillon Community College", "For 44 days, since October 16", "/partnerships/P1#leads", "Name a lead"],
  ]);
  assert.deepEqual(told({ vacancies: [{ side: "DISTRICT", duty: "OVERSIGHT", since: "2026-11-28" }] }), [
    ["College bridge: nobody oversees what is put in at the districts", "For 1 day, since November 28", "/partnerships/P1#leads", "Name somebody"],
  ]);
  assert.deepEqual(told({ actions: [{ actionId: "a", text: "Name a deputy who may decide.", owner: "Barnaby Kitt", due: "2026-11-02", overdue: true }] }), [
    ["College bridge: Name a deputy who may decide", "Barnaby Kitt · 27 days late", "/partnerships/P1#check-ins", "Mark it done, or set a new date"],
  ]);
  assert.deepEqual(told({ challenges: [{ challengeId: "c", text: "Quillon keeps two rooms only.", raised: "2026-10-13", resolved: null }] }), [
    ["College bridge: Quillon keeps two rooms only", "Open for 47 days", "/partnerships/P1#check-ins", "Say how it was resolved"],
  ]);
  assert.deepEqual(told({ checkIns: { items: [{ checkInId: "x", due: "2026-11-20" }] } }), [
    ["College bridge: the check-in of November 20 was not held", "9 days late", "/partnerships/P1#check-ins", "Hold it now"],
  ]);
});

test("goals below their start are told together, and a silent district by what is missing", () => {
  const behind = { ...QUIET, goals: [{ progress: { percent: -5 } }, { progress: { percent: -1 } }] };
  const items = attentionItems([behind, { ...behind, id: "P2", name: "Family mentors" }], [{ id: "255901", name: "Grand Bend ISD", since: "this school year" }], TODAY);
  assert.deepEqual(items.map(({ text, note }) => [text, note]), [
    ["Four goals stand below where they began", "College bridge and Family mentors"],
    ["Grand Bend ISD has sent nothing this school year", "Left out of all totals on this page"],
  ]);
  assert.equal(attentionAnswer(items), "Two things. Each ends where it can be mended.");
});

test("a row of the table says in a few words what is open", () => {
  const ends = (source: Partial<AttentionSource>, endorsed: boolean[] = [true]) =>
    openEnds({ ...QUIET, ...source, vision: { clauses: endorsed.map((endorsedByBoth) => ({ endorsedByBoth })) } });
  assert.equal(ends({}), "");
  assert.equal(ends({}, [true, false, false]), "2 clauses unsigned");
  assert.equal(
    ends({
      vacancies: [{ side: "PARTNER", duty: "LEAD", since: "2026-10-16" }],
      actions: [{ actionId: "a", text: "x", owner: "y", due: "2026-01-01", overdue: true }],
      goals: [{ progress: { percent: -1 } }, { progress: { percent: -2 } }],
    }),
    "No partner lead · 1 action late · Both goals below their start",
  );
  assert.equal(ends({ goals: [{ progress: { percent: -1 } }, { progress: { percent: 2 } }] }), "1 goal below its start");
});
