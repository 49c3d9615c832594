import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "preact-render-to-string";
import { Dumbbell } from "./dumbbell.tsx";
import { FiveBars, lowest } from "./five_bars.tsx";
import { WeekGrid } from "./grid.tsx";
import { Line } from "./line.tsx";
import { Spark, SplitBar } from "./spark.tsx";
import { Rail } from "./rail.tsx";
import { Spans } from "./spans.tsx";
import { Tandem } from "./tandem.tsx";
import { Track } from "./track.tsx";

const row = { label: "College bridge", note: "51 learners", description: "College bridge: participants 96.1%, peers 93.5%", end: "+2.6", endNote: "" };

test("the dumbbell puts the participants' number on the outer side of the gap", () => {
  const html = render(<Dumbbell rows={[{ ...row, participants: 96.1, peers: 93.5, isSmall: false }]} />);
  assert.match(html, /text-anchor="start">96\.1/);
  assert.match(html, /text-anchor="end">93\.5/);
  assert.match(html, /role="img" aria-label="College bridge: participants 96.1%, peers 93.5%"/);
});

test("the dumbbell's dot is hollow under twenty learners, and a hidden number has no mark", () => {
  const small = render(<Dumbbell rows={[{ ...row, participants: 96.1, peers: 93.5, isSmall: true }]} />);
  assert.match(small.slice(small.indexOf('class="row"')), /hollow s-t/);
  const hidden = render(<Dumbbell rows={[{ ...row, participants: null, peers: 93.5, isSmall: false }]} />);
  assert.doesNotMatch(hidden.slice(hidden.indexOf('class="row"')), /<circle/);
  assert.match(hidden, />93\.5</);
  assert.doesNotMatch(render(<Dumbbell rows={[{ ...row, participants: null, peers: null, isSmall: false }]} />), /class="row axis"/);
});

test("equal sides make equal bars, and nothing put in is a dash", () => {
  const html = render(<Tandem rows={[{ label: "Funding", district: 50, partner: 50 }, { label: "Software", district: 0, partner: 25 }]} description="By kind" />);
  assert.match(html, /<rect x="36%" y="2" width="64%"/);
  assert.match(html, /<rect x="0%" y="2" width="64%"/);
  assert.match(html, /<rect x="0%" y="2" width="32%"/);
  assert.match(html, /<span class="sr">–<\/span>/);
});

test("a line stops where nothing is known, and goes on after it", () => {
  const points = [95, 94, null, 93, 92].map((now, index) => ({ label: `M${index}`, now, before: null }));
  const html = render(<Line points={points} description="Attendance" />);
  assert.equal(html.match(/class="s-i"/g)?.length, 2);
  assert.match(html, /this year 92\.0%/);
  assert.equal(render(<Line points={[{ label: "A", now: null, before: null }]} description="Nothing" />), "");
});

test("the lowest strategy is marked only where it is low, and none where nothing is known", () => {
  const bars = (scores: (number | null)[]) => scores.map((score, index) => ({ label: `S${index}`, score }));
  assert.match(render(<FiveBars bars={bars([77, 100, 66, 82, 85])} />), /class="f-a"/);
  assert.doesNotMatch(render(<FiveBars bars={bars([77, 100, 71, 82, 85])} />), /class="f-a"/);
  assert.match(render(<FiveBars bars={bars([null, null, null, null, null])} />), /S0 not known yet/);
  assert.equal(lowest(bars([null, 50, 40]))?.label, "S2");
  assert.equal(lowest(bars([null])), undefined);
});

test("a spark needs two values, and a split bar a whole", () => {
  assert.equal(render(<Spark values={[1]} description="Health" />), "");
  assert.match(render(<Spark values={[74, 80, 86]} description="Health" />), /polyline/);
  assert.equal(render(<SplitBar district={0} partner={0} description="Nothing" />), "");
  assert.match(render(<SplitBar district={35} partner={65} description="Shares" />), /width="34.7%"/);
});

test("the track marks start, target, now, and the same day last year", () => {
  const html = render(<Track start={93} target={96} now={94.3} pace={95.1} text={(value) => `${value}%`} description="Start 93%, now 94.3%, target 96%" />);
  assert.match(html, /s-t dash/);
  assert.match(html, />94\.3%</);
  assert.doesNotMatch(render(<Track start={93} target={96} now={null} pace={null} text={String} description="No value" />), /<circle/);
});

test("a post that nobody held is a dashed gap", () => {
  const spans = [{ name: "Leopold Brink", from: "2025-08-01", to: "2026-01-29" }, { name: null, from: "2026-01-29", to: "2026-02-16" }];
  const html = render(<Spans spans={spans} from="2025-08-01" to="2026-11-29" side="PARTNER" description="Hospital: lead" />);
  assert.match(html, /gapbox/);
  assert.match(html, />Leopold Brink</);
});

test("the rail draws health where it is known, and what happened within its days", () => {
  const points = [{ day: "2025-08-31", score: 62 }, { day: "2025-09-30", score: null }, { day: "2025-10-31", score: 70 }, { day: "2025-11-30", score: 74 }];
  const html = render(<Rail points={points} events={[{ day: "2025-09-15", kind: "late" }, { day: "2026-09-15", kind: "late" }]} description="Health" begin="Aug" end="Nov" />);
  assert.equal(html.match(/class="s-i"/g)?.length, 1);
  assert.equal(html.match(/hollow s-i/g)?.length, 1);
});

test("a week without a report is hollow, one with gaps says how much, and one without school is blank", () => {
  const html = render(<WeekGrid weeks={["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"]} rows={[{ key: "a", label: "Pier Academy", cells: [100, 60, 0, null] }]} />);
  assert.match(html, /aria-label="Pier Academy: 1 of 3 full; week of 2026-11-09: 60%, week of 2026-11-16: 0%"/);
  const row = html.slice(html.indexOf('role="img"'));
  assert.equal(row.match(/gapbox/g)?.length, 1);
  assert.equal(row.match(/class="f-k"/g)?.length, 2);
});
