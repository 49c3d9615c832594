import assert from "node:assert/strict";
import { test } from "node:test";
import { areApart, type Change, changedBy, changeText, isAbout, ownWords, touchesPlaces } from "./changes.ts";

const CHANGE: Change = { type: "action.done", actor: "Ludmila Vance", source: "api", receivedAt: "2026-11-29T20:14:00Z", subject: "a1", title: "Name a deputy", changes: [] };

test("a change is told by who made it and what it was", () => {
  const table: [Partial<Change>, string][] = [
    [{}, "finished an action: “Name a deputy”"],
    [{ title: null }, "finished an action"],
    [{ type: "amendment.framed", title: null }, "said amendment framed"],
  ];
  for (const [part, expected] of table) assert.equal(changeText({ ...CHANGE, ...part }), expected);
  assert.match(changedBy([CHANGE]), /^Ludmila Vance changed this partnership at 2:14.PM\.$/);
  assert.match(changedBy([CHANGE, { ...CHANGE, actor: null, source: "clock" }]), /^Ludmila Vance and The calendar changed/);
  assert.equal(changedBy([]), "Somebody else changed this partnership.");
});

test("changes are apart unless one touches the same thing, and never when nobody knows what changed", () => {
  const touchesAction = (change: Change) => change.subject === "a1";
  assert.equal(areApart([CHANGE], touchesAction), false);
  assert.equal(areApart([{ ...CHANGE, subject: "a2" }], touchesAction), true);
  assert.equal(areApart([], touchesAction), false);
});

const GOAL: Change = {
  ...CHANGE, type: "goal.revised", subject: "g1", title: "More come",
  changes: [{ subject: "g1", field: "target", before: "95", after: "97.5" }, { subject: "g1", field: "due", before: "2026-11-01", after: "2026-12-01" }],
};

test("a change says from which value to which", () => {
  const one = (field: string, before: string | null, after: string | null) => ({ subject: "x", field, before, after });
  const table: [Partial<Change>, string][] = [
    [GOAL, "changed a goal: “More come”: target from 95 to 97.5, due from Nov 1, 2026 to Dec 1, 2026"],
    [{ type: "contribution.corrected", subject: "x", title: null, changes: [one("amount", "1200.50", "0.05"), one("side", "PARTNER", "DISTRICT")] }, "corrected a contribution: worth from $1,200.50 to $0.05, side from the partner to the districts"],
    [{ type: "vision.drafted", subject: "x", title: "Two.", changes: [one("text", "One.", "Two.")] }, "worded a clause: “Two.”: words from “One.” to “Two.”"],
    [{ type: "challenge.raised", subject: "x", title: "No bus.", changes: [one("text", null, "No bus."), one("raised", null, "2026-11-01")] }, "raised a challenge: “No bus.”: since Nov 1, 2026"],
    [{ type: "lead.vacated", subject: "x", title: null, changes: [one("name", "Ann Lee", null)] }, "told that a lead left: name from “Ann Lee” to nothing"],
    [{ type: "checkin.recorded", subject: "m1", title: null, changes: [one("done", null, "2026-11-01")] }, "held a check-in; with it finished an action"],
  ];
  for (const [part, expected] of table) assert.equal(changeText({ ...CHANGE, ...part }), expected);
});

test("what was written in the same fields stands beside it, unless it is the same", () => {
  const touches = isAbout("g1");
  assert.deepEqual(ownWords([GOAL], { target: "96", due: "2026-12-01", why: "So." }, touches), ["target 96"]);
  assert.deepEqual(ownWords([GOAL], { target: "97.50", due: "2026-12-24" }, touches), ["due Dec 24, 2026"]);
  assert.deepEqual(ownWords([GOAL], { target: "96" }, isAbout("g2")), []);
});

test("a check-in that somebody else saved tells what came of it", () => {
  const field = (subject: string, name: string, after: string) => ({ subject, field: name, before: null, after });
  const changes = [field("m1", "notes", "All well."), field("h1", "resolved", "2026-11-01"), field("a9", "text", "Name a deputy."), field("a9", "owner", "Ann Lee"), field("h2", "text", "No bus."), field("h2", "raised", "2026-11-01")];
  const told = changeText({ ...CHANGE, type: "checkin.recorded", subject: "m1", title: null, changes });
  assert.equal(told, "held a check-in: notes “All well.”; with it resolved a challenge, agreed on an action “Name a deputy.” and raised a challenge “No bus.”");
});

test("a check-in is about all that came of it", () => {
  const meeting: Change = { ...CHANGE, type: "checkin.recorded", subject: "m1", changes: [{ subject: "h1", field: "resolved", before: null, after: "2026-11-01" }] };
  assert.equal(isAbout("h1")(meeting), true);
  assert.equal(isAbout("h2")(meeting), false);
});

test("places are touched by places, their number and the state of the partnership alone", () => {
  const table: [string, boolean][] = [["participant.placed", true], ["capacity.set", true], ["partnership.paused", true], ["challenge.raised", false]];
  for (const [type, expected] of table) assert.equal(touchesPlaces({ ...CHANGE, type }), expected);
});
