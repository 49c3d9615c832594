import assert from "node:assert/strict";
import { test } from "node:test";
import { byGap, overviewLead, pairLabel, type Pair, peersAnswer } from "./peers.ts";

const pair = (name: string, value: number | null, n: number | null, peerValue: number | null, peerN: number | null, minimumN = 10): Pair => ({
  name,
  participants: { value, n },
  peers: { value: peerValue, n: peerN },
  minimumN,
});
const COLLEGE = pair("College bridge", 96.1, 51, 93.5, 209);
const MAKER = pair("Maker lab", 96.5, 66, 94.2, 289);
const READING = pair("Reading partners", 95.3, 11, 94.8, 48);
const FAMILY = pair("Family mentors", 92.0, 23, 94.5, 141);
const TINY = pair("Tiny", 99, 4, 90, 100);
const STRICT = pair("Strict", 96.1, 51, 93.5, 209, 60);
const CLOSE = pair("Close", 94.8, 900, 94.5, 4100);

test("the lead counts only what can be told apart, and says nothing from too few learners", () => {
  const table: [number, number | null, Pair[], string][] = [
    [4, 212, [COLLEGE, MAKER, READING, FAMILY], "Four partnerships, 212 places taken. In two of four, participants come to school **more often than their peers**."],
    [2, 100, [COLLEGE, MAKER], "Two partnerships, 100 places taken. In both, participants come to school **more often than their peers**."],
    [1, 1, [READING], "One partnership. In the one that can be compared, participants come to school **about as often as their peers**."],
    [1, null, [FAMILY], "One partnership. In the one that can be compared, participants come to school **less often than their peers**."],
    [2, null, [READING, FAMILY], "Two partnerships. In one of two, participants come to school **about as often as their peers**; in one, **less often**."],
    [1, 4, [TINY], "One partnership."],
    [1, 0, [TINY], "One partnership, 0 places taken."],
    [2, 60, [STRICT, MAKER], "Two partnerships, 60 places taken. In the one that can be compared, participants come to school **more often than their peers**."],
    [1, 900, [CLOSE], "One partnership, 900 places taken. In the one that can be compared, participants come to school **about as often as their peers**."],
    [13, 1300, [], "13 partnerships, 1,300 places taken."],
    [0, null, [], "No partnership is active in this selection."],
  ];
  for (const [partnerships, taken, pairs, expected] of table) assert.equal(overviewLead(partnerships, taken, pairs, 10), expected);
});

const CAUSE = " A gap is a reason to look, not proof of a cause: who joins may differ from who does not.";

test("the answer names the widest gaps, what is level, and what it says nothing of, and claims no cause", () => {
  assert.equal(
    peersAnswer([COLLEGE, MAKER, READING, FAMILY, TINY], "attendance_rate"),
    "**In two of four, yes.** About the same in one, where a few learners could make the difference; less often in one. " +
      "College bridge is among the furthest ahead (+2.6 points), Family mentors furthest behind (−2.5). " +
      `Nothing is said of Tiny: too few learners, or no number.${CAUSE}`,
  );
  assert.equal(
    peersAnswer([pair("Careers", 27.4, 73, 17.4, 379), pair("Interns", 0, 30, 20.9, 129)], "chronic_absence_rate"),
    "**In one of two, fewer are chronically absent.** More are in one. " +
      `Interns is furthest ahead (−20.9 points), Careers furthest behind (+10.0).${CAUSE}`,
  );
  assert.match(peersAnswer([pair("Wide", 98, 50, 90, 209), MAKER], "attendance_rate"), / Wide is furthest ahead \(\+8\.0 points\)\./);
  assert.equal(
    peersAnswer([FAMILY], "attendance_rate"),
    `**No, not in the one that can be compared.** Less often in one. Family mentors furthest behind (−2.5).${CAUSE}`,
  );
  assert.equal(
    peersAnswer([FAMILY, READING], "attendance_rate"),
    "**No, in neither of the two that can be compared.** About the same in one, where a few learners could " +
      `make the difference; less often in one. Family mentors furthest behind (−2.5).${CAUSE}`,
  );
  assert.equal(
    peersAnswer([pair("Careers", 27.4, 73, 17.4, 379)], "chronic_absence_rate"),
    `**No, not in the one that can be compared.** More are in one. Careers furthest behind (+10.0).${CAUSE}`,
  );
  assert.equal(
    peersAnswer([COLLEGE, READING, CLOSE, STRICT], "attendance_rate"),
    "**In one of three, yes.** About the same in one, where a few learners could make the difference; less than half a point apart in one. " +
      `College bridge is furthest ahead (+2.6 points). Nothing is said of Strict: too few learners, or no number.${CAUSE}`,
  );
  assert.equal(peersAnswer([TINY], "attendance_rate"), "**Nothing can be said yet:** no partnership has enough learners with a number.");
});

test("places are told from the least n of all districts on", () => {
  const table: [number, number, string][] = [[14, 15, "One partnership."], [15, 15, "One partnership, 15 places taken."], [5, 5, "One partnership, 5 places taken."]];
  assert.equal(overviewLead(0, 0, [], 10, true), "The data are still being loaded.");
  for (const [taken, least, expected] of table) assert.equal(overviewLead(1, taken, [], least), expected);
});

test("a row says its numbers, or that they are hidden", () => {
  assert.equal(pairLabel(COLLEGE), "College bridge: participants 96.1%, peers 93.5%");
  assert.equal(pairLabel(pair("Tiny", null, null, 90, 100)), "Tiny: participants hidden or not known, peers 90.0%");
});

test("a hidden row is not put where no gap would be", () => {
  const hidden = pair("Hidden", null, null, 90, 100);
  assert.deepEqual(byGap([hidden, FAMILY, COLLEGE], true).map(({ name }) => name), ["College bridge", "Family mentors", "Hidden"]);
  assert.deepEqual(byGap([hidden, FAMILY, COLLEGE], false).map(({ name }) => name), ["Family mentors", "College bridge", "Hidden"]);
});
