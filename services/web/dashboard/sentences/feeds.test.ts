import assert from "node:assert/strict";
import { test } from "node:test";
import { language } from "./dates.ts";
import { type Feed, feedsAnswer, feedState, momentText, rebuildAdvice, refusalText, schoolsAnswer, waitingNote } from "./feeds.ts";

language("en-US");

const TODAY = "2026-11-30";
const feed = (name: string, lastReported: string | null, more: Partial<Feed> = {}): Feed => ({ name, lastReported, waiting: 0, recomputing: false, today: TODAY, ...more });

test("the answer names who is silent, and says whether everything is counted", () => {
  assert.equal(feedsAnswer([feed("A", "2026-11-24"), feed("B", "2026-11-20")], 0), "**All two districts report.** Everything that was sent is counted.");
  assert.equal(feedsAnswer([feed("A", "2026-11-24"), feed("B", "2026-11-19"), feed("C", null)], 12), "**B and C have reported nothing lately;** one of three report. 12 records wait to be counted.");
  assert.equal(feedsAnswer([feed("A", null)], 1), "**A has reported nothing lately;** nobody reports. 1 record waits to be counted.");
  assert.equal(feedsAnswer([], 0), "No district has sent anything yet.");
});

test("each district is silent by its own today", () => {
  assert.equal(feedsAnswer([feed("A", "2026-11-20"), feed("B", "2026-11-20", { today: "2026-12-01" })], 0), "**B has reported nothing lately;** one of two report. Everything that was sent is counted.");
});

test("what goes on with a feed is said in words", () => {
  assert.equal(feedState(feed("A", null)), "");
  assert.equal(feedState(feed("A", null, { waiting: 1200, recomputing: true })), "1,200 waiting · all learners are being counted anew: its numbers change until that is done");
  assert.equal(refusalText("TOO_LATE_FOR_TEA"), "Too late for tea");
});

test("it is said that all numbers are computed anew, and whose records wait", () => {
  assert.match(rebuildAdvice(true), /^All numbers are being computed anew; the old ones are shown until that is done\. If .+ tandem rebuild/);
  assert.equal(rebuildAdvice(false), "");
  assert.match(waitingNote(3), /share a part of the log/);
  assert.equal(waitingNote(1), "");
  assert.match(momentText("2026-11-30T18:40:00Z"), /^12:40\sPM on Nov 30, 2026$/);
});

test("schools are told by whether they report on every school day, and districts without any known day are named", () => {
  const school = (label: string, ...cells: (number | null)[]) => ({ label, cells });
  const MISSING = " Where only absences are sent, what is missing looks like perfect attendance.";
  const table: [ReturnType<typeof school>[], string[], string][] = [
    [[school("A", 100, null, 99.7), school("B", 100)], [], "**All two schools reported on every school day.**"],
    [[school("A", 100)], ["Grand Bend ISD"], "**The school reported on every school day.** No school day is known of the schools of Grand Bend ISD."],
    [[school("A", 100, 0), school("B", 100)], [], `**One of two schools did not report on every school day: A.**${MISSING}`],
    [["A", "B", "C", "D"].map((name) => school(name, 40)), [], `**Four of four schools did not report on every school day.**${MISSING}`],
    [[], ["Grand Bend ISD"], "No school day is known of the schools of Grand Bend ISD."],
    [[], [], "No school day is known in these weeks."],
  ];
  for (const [schools, unknown, expected] of table) assert.equal(schoolsAnswer(schools, unknown), expected);
});
