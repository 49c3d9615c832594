import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "preact-render-to-string";
import { language } from "../sentences/dates.ts";
import { Dumbbell } from "./dumbbell.tsx";
import { FiveBars, lowest } from "./five_bars.tsx";
import { WeekGrid } from "./grid.tsx";
import { labelHeight, Line } from "./line.tsx";
import { Spark, SplitBar } from "./spark.tsx";
import { ChartTable } from "./chart_table.tsx";
import { pointLabel } from "./free_chart.tsx";
import { Rail, RailKey, type RailEvent, RailTable } from "./rail.tsx";
import { Spans, SpansTable } from "./spans.tsx";
import { Tandem } from "./tandem.tsx";
import { anchorAt, Track, TrackTable } from "./track.tsx";

language("en-US");
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

/** The cells of a table, row by row. */
const cellsOf = (html: string) => [...html.matchAll(/<tr[^>]*>(.*?)<\/tr>/g)].map(([, cells]) => [...(cells ?? "").matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, text]) => text));

test("the table behind the rail has every month's health and everything that happened, by day", () => {
  const points = [{ day: "2025-08-31", score: 61.6 }, { day: "2025-09-30", score: null }];
  const events: RailEvent[] = [{ day: "2025-09-15", kind: "late" }, { day: "2025-10-02", kind: "leaves", side: "PARTNER" }, { day: "2025-07-01", kind: "on time" }];
  assert.deepEqual(cellsOf(render(<RailTable points={points} events={events} />)), [
    ["Day", "Health", "What happened"],
    ["Aug 31, 2025", "62", ""],
    ["Sep 15, 2025", "", "Check-in held late"],
    ["Sep 30, 2025", "–", ""],
    ["Oct 2, 2025", "", "A lead left, partners"],
  ]);
});

test("the table behind tracks has start, now and target, and last year where a goal has it", () => {
  const text = (value: number) => `${value}%`;
  const attendance = { title: "Attendance", start: 93, target: 96, now: 94.3, pace: null, text };
  assert.deepEqual(cellsOf(render(<TrackTable tracks={[attendance]} nowName="Published" />)), [["Goal", "Start", "Published", "Target"], ["Attendance", "93%", "94.3%", "96%"]]);
  assert.deepEqual(cellsOf(render(<TrackTable tracks={[attendance, { ...attendance, title: "Hours", now: null, pace: 12 }]} />)), [
    ["Goal", "Start", "This day last year", "Now", "Target"],
    ["Attendance", "93%", "–", "94.3%", "96%"],
    ["Hours", "93%", "12%", "–", "96%"],
  ]);
});

test("the table behind posts and the one behind weeks say what their boxes show", () => {
  const spans = [{ name: "Leopold Brink", from: "2025-08-01", to: "2026-01-29" }, { name: null, from: "2026-01-29", to: "2026-11-29" }];
  assert.deepEqual(cellsOf(render(<SpansTable posts={[{ label: "Hospital: lead", spans }]} last="2026-11-29" />)).slice(1), [
    ["Hospital: lead", "Leopold Brink", "Aug 1, 2025", "Jan 29, 2026"],
    ["Hospital: lead", "Nobody", "Jan 29, 2026", ""],
  ]);
  const weeks = render(<WeekGrid weeks={["2026-11-02", "2026-11-09"]} rows={[{ key: "a", label: "Pier Academy", cells: [59.6, null] }]} />);
  assert.deepEqual(cellsOf(weeks), [["School", "Nov 2, 2026", "Nov 9, 2026"], ["Pier Academy", "60%", "–"]]);
});

test("a table behind a chart is folded, can be scrolled by keyboard, and is named", () => {
  const html = render(<ChartTable label="Health" columns={[{ name: "Day" }, { name: "Score" }]} rows={[{ key: "a", cells: ["Monday", "1"] }]} />);
  assert.match(html, /<details class="table"><summary>Show as a table<span class="sr">: Health<\/span><\/summary>/);
  assert.match(html, /tabindex="0" role="region" aria-label="Health as a table"/i);
  assert.match(html, /<th scope="row">Monday<\/th><td class="num">1<\/td>/);
});

test("a point of the explorer's chart says its value and how many learners are behind it", () => {
  assert.equal(pointLabel("18.5%", 1285), "18.5%, n 1,285");
  assert.equal(pointLabel("$12", null), "$12");
});

test("nothing is told by colour alone: marks differ in shape too, and every drawing has its words", () => {
  const events: RailEvent["kind"][] = ["on time", "late", "not held", "leaves", "replaced"];
  const marks = events.map((kind) => render(<Rail points={[{ day: "2025-08-31", score: 1 }, { day: "2025-10-31", score: 2 }]} events={[{ day: "2025-09-15", kind, side: "PARTNER" }]} description="Health" begin="" end="" />).replace(/ class="([^"]*)"/g, (_, names: string) => (names.includes("hollow") ? " hollow" : "")));
  assert.equal(new Set(marks).size, events.length);
  const drawn = [
    <Dumbbell rows={[{ ...row, participants: 96.1, peers: 93.5, isSmall: false }]} />,
    <FiveBars bars={[{ label: "Vision", score: 40 }]} />,
    <Line points={[{ label: "A", now: 1, before: 2 }, { label: "B", now: 2, before: 3 }]} description="Attendance" />,
    <RailKey />,
    <Spans spans={[{ name: "A", from: "2025-08-01", to: "2026-01-29" }]} from="2025-08-01" to="2026-11-29" side="PARTNER" description="Lead" />,
    <Spark values={[1, 2]} description="Health" />,
    <SplitBar district={1} partner={2} description="Shares" />,
    <Tandem rows={[{ label: "Funding", district: 1, partner: 2 }]} description="By kind" />,
    <Track start={1} target={3} now={2} pace={null} text={String} description="Goal" />,
    <WeekGrid weeks={["2026-11-02"]} rows={[{ key: "a", label: "Pier", cells: [50] }]} />,
  ].map((chart) => render(chart));
  for (const html of drawn) for (const [drawing] of html.matchAll(/<svg[^>]*>/g)) {
    const isPart = /overflow="visible"/.test(drawing); // a mark within a drawing
    assert.ok(isPart || /role="img" aria-label="[^"]+"|aria-hidden="true"/.test(drawing) || html.includes('aria-hidden="true"><span><svg'), drawing);
  }
  assert.match(render(<RailKey />), /check-in on time.*late.*not held.*a lead leaves.*is replaced/);
});

test("the label of a line's end stands where the line does not go", () => {
  assert.equal(labelHeight(50, 70), 38, "it rises, so the label is above");
  assert.equal(labelHeight(50, 30), 71, "it falls, so the label is below");
  assert.equal(labelHeight(14, 40), 11, "it stays within the chart");
});

test("a label near an edge is written towards the middle, so that a small screen does not cut it", () => {
  assert.deepEqual([2, 12, 50, 88].map(anchorAt), ["start", "start", "middle", "end"]);
});
