import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "preact-render-to-string";
import { language } from "../../sentences/dates.ts";
import { AsOf, joinedText, knownText } from "./as_of.tsx";
import type { Detail, Moment } from "./questions.ts";

language("en-US");
const TODAY = "2026-11-30";
const DETAIL = { begin: "2025-07-01", timeZone: "America/Chicago", health: { score: 82 }, checkIns: { items: [] }, leadHistory: [] } as unknown as Detail;
const page = (moment: Moment) => render(<AsOf detail={DETAIL} points={[]} moment={moment} today={TODAY} onMove={() => undefined} />);

test("whoever looks at another day, or at what was known on one, can go back to today", () => {
  const table: [Moment, boolean][] = [
    [{ asOf: null, knownAt: null }, false],
    [{ asOf: "2026-03-01", knownAt: null }, true],
    [{ asOf: null, knownAt: "2026-03-01" }, true],
    [{ asOf: "2026-03-01", knownAt: "2026-03-01" }, true],
  ];
  for (const [moment, expected] of table) assert.equal(page(moment).includes("Back to today"), expected, JSON.stringify(moment));
});

test("the page of another day says that participants are those who had joined by then", () => {
  assert.ok(page({ asOf: "2026-03-01", knownAt: null }).includes(joinedText("2026-03-01")));
  assert.doesNotMatch(page({ asOf: null, knownAt: null }), /had joined by/);
  assert.match(joinedText("2026-03-01"), /^Participants are those who had joined by Mar 1, 2026\. .+ peers\.$/);
});

test("where a day of knowledge is chosen, the page says which day and that numbers of learners are as known today", () => {
  assert.doesNotMatch(page({ asOf: "2026-03-01", knownAt: null }), /as known today/);
  for (const moment of [{ asOf: null, knownAt: "2026-03-01" }, { asOf: "2026-03-01", knownAt: "2026-03-01" }]) assert.ok(page(moment).includes(knownText("2026-03-01")), JSON.stringify(moment));
  assert.match(knownText("2026-03-01"), /^Agreements, .+ are as known on Mar 1, 2026,.+ Who took part by then, attendance and chronic absence of learners.+ are as known today:/);
  assert.match(page({ asOf: null, knownAt: "2026-03-01" }), /<option selected value="other">Mar 1, 2026<\/option>/);
  assert.match(page({ asOf: "2026-03-01", knownAt: "2026-03-01" }), /<option selected value="then">that day<\/option>/);
});
