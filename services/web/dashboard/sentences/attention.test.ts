import assert from "node:assert/strict";
import { test } from "node:test";
import { attentionAnswer, attentionItems, type AttentionSource, openEnds, saidNow } from "./attention.ts";
import { language } from "./dates.ts";

language("en-US");
const COLLEGE = { id: "P1", name: "College bridge", permissions: ["EDIT_PARTNERSHIP"], partners: [{ name: "Quillon Community College" }] };
const source = (kind: string, more: Partial<AttentionSource> = {}): AttentionSource => ({
  kind, message: "Something new.", since: "2026-10-16", daysLate: 45, subject: null, side: null, title: null, owner: null, partnership: COLLEGE, district: null, school: null, ...more,
});
const GRAND_BEND = { partnership: null, title: "Grand Bend ISD", district: { districtId: "255901", name: "Grand Bend ISD" } };

test("each kind says what is wrong, for how long, and links to where it is mended", () => {
  const table: [AttentionSource, string, string, string][] = [
    [source("VACANT_LEAD", { side: "PARTNER" }), "College bridge: nobody leads at Quillon Community College", "For 45 days, since October 16", "/partnerships/P1#leads"],
    [source("VACANT_LEAD", { side: "DISTRICT", daysLate: 1 }), "College bridge: nobody leads at the districts", "For 1 day, since October 16", "/partnerships/P1#leads"],
    [source("OVERDUE_ACTION", { title: "Name a deputy.", owner: "Barnaby Kitt", daysLate: 27 }), "College bridge: Name a deputy", "Barnaby Kitt · 27 days late", "/partnerships/P1#open"],
    [source("OVERDUE_CHECK_IN", { subject: "x y", daysLate: 9 }), "College bridge: a check-in was not held", "9 days late", "/partnerships/P1/check-ins/x%20y"],
    [source("OVERDUE_CHECK_IN", { subject: "x", daysLate: 9, partnership: { ...COLLEGE, permissions: [] } }), "College bridge: a check-in was not held", "9 days late", "/partnerships/P1#check-ins"],
    [source("OPEN_CHALLENGE", { title: "Two rooms only.", daysLate: 47 }), "College bridge: Two rooms only", "Open for 47 days", "/partnerships/P1#open"],
    [source("EXPIRED"), "College bridge: its last day has passed", "Since October 16", "/partnerships/P1#agreement"],
    [source("SILENT_FEED", { ...GRAND_BEND, daysLate: 90 }), "Grand Bend ISD sends nothing", "For 90 days. Left out of the totals on this page. The district’s data office mends it in its own system", "/data-health?district=255901"],
    [source("INCOMPLETE_REPORTING", { partnership: null, title: "Pier Academy", school: { name: "Pier Academy", district: { districtId: "1 0" } } }), "Pier Academy does not report on all school days", "What is missing looks like perfect attendance. The district’s data office mends it in its own system", "/data-health?district=1%200"],
    [source("OF_A_LATER_VERSION"), "College bridge: Something new.", "Since October 16", "/partnerships/P1#main"],
  ];
  for (const [given, text, note, link] of table) {
    const [item] = attentionItems([given]);
    assert.deepEqual([item?.text, item?.note, item?.links.map(({ to }) => to)], [text, note, [link]]);
  }
});

test("a link promises only what the reader may do there", () => {
  const read = { ...COLLEGE, permissions: [] };
  const table: [string, string, string][] = [
    ["EXPIRED", "Renew or close it", "See it"],
    ["VACANT_LEAD", "Name a lead", "See it"],
    ["OVERDUE_ACTION", "Mark it done, or agree on another", "See it"],
    ["OPEN_CHALLENGE", "Say how it was resolved", "See it"],
  ];
  for (const [kind, mine, others] of table) {
    assert.equal(attentionItems([source(kind)])[0]?.links[0]?.text, mine);
    assert.equal(attentionItems([source(kind, { partnership: read })])[0]?.links[0]?.text, others);
  }
});

test("goals below their start are told together, and feeds come last", () => {
  const items = attentionItems([
    source("SILENT_FEED", GRAND_BEND),
    source("GOAL_BEHIND", { title: "a" }),
    source("GOAL_BEHIND", { title: "b", partnership: { ...COLLEGE, id: "P2", name: "Family mentors" } }),
    source("OPEN_CHALLENGE", { title: "c" }),
  ]);
  assert.deepEqual(items.map(({ text, note }) => [text, note.split(".")[0]]), [
    ["College bridge: c", "Open for 45 days"],
    ["Two goals stand below where they began", "a and b"],
    ["Grand Bend ISD sends nothing", "For 45 days"],
  ]);
  assert.equal(attentionAnswer(items), "Three things. Each ends where it can be mended, or says by whom.");
  assert.equal(attentionAnswer([]), "Nothing. Every promise is kept so far.");
});

test("while records wait nobody is said to send nothing", () => {
  const sources = [source("SILENT_FEED", GRAND_BEND), source("INCOMPLETE_REPORTING", GRAND_BEND), source("OPEN_CHALLENGE", { title: "c" })];
  assert.deepEqual(saidNow(sources, true).map(({ kind }) => kind), ["OPEN_CHALLENGE"]);
  assert.equal(saidNow(sources, false).length, 3);
  assert.equal(attentionAnswer([], true), "Nothing that is known yet: records still wait to be counted.");
});

test("each partnership with a goal below its start has its own link", () => {
  const mentors = { ...COLLEGE, id: "P2", name: "Family mentors" };
  const behind = (title: string, partnership = COLLEGE) => source("GOAL_BEHIND", { title, partnership });
  const [item] = attentionItems([behind("a"), behind("b", mentors), behind("c"), behind("d", mentors), behind("e", mentors)]);
  assert.deepEqual(item?.links, [
    { to: "/partnerships/P1#goals", text: "See the two goals of College bridge" },
    { to: "/partnerships/P2#goals", text: "See the three goals of Family mentors" },
  ]);
  assert.equal(item?.note, "", "five titles are too many to read");
  assert.deepEqual(attentionItems([behind("a")])[0]?.links.map(({ text }) => text), ["See the goal of College bridge"]);
});

test("a row of the table says in a few words what is open", () => {
  assert.equal(openEnds([], 0), "");
  assert.equal(openEnds([], 2), "2 clauses unsigned");
  const lacks = [{ code: "LEAD", side: "DISTRICT" }, { code: "LEAD", side: "PARTNER" }, { code: "OUTCOME", side: null }];
  assert.equal(openEnds([], 0, lacks), "No district lead · No partner lead · No outcome written down");
  assert.equal(openEnds([], 1, [{ code: "ENDORSEMENT", side: "PARTNER" }]), "1 clause unsigned");
  assert.equal(
    openEnds([source("VACANT_LEAD", { side: "PARTNER" }), source("OVERDUE_ACTION"), source("GOAL_BEHIND"), source("GOAL_BEHIND")], 0),
    "No partner lead · 1 action late · 2 goals below their start",
  );
});
