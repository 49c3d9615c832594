import assert from "node:assert/strict";
import { test } from "node:test";
import { areApart, type Change, changedBy, changeText } from "./changes.ts";

const CHANGE: Change = { type: "action.done", actor: "Ludmila Vance", source: "api", receivedAt: "2026-11-29T20:14:00Z", subject: "a1", title: "Name a deputy" };

test("a change is told by who made it and what it was", () => {
  const table: [Partial<Change>, string][] = [
    [{}, "finished an action: “Name a deputy”"],
    [{ title: null }, "finished an action"],
    [{ type: "capacity.set", title: null }, "said capacity set"],
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
