import assert from "node:assert/strict";
import { test } from "node:test";
import { language } from "./dates.ts";
import { aimOn, amountsText, byText, goalOf, madePossibleText, outcomesText, spanText, yearGoalText } from "./stories.ts";

language("en-US");

test("a story says what both sides put in, in the school year of its evidence, and names only what they did put in", () => {
  const put = (worth: number, ...kinds: string[]) => ({ worth, kinds });
  const table: [ReturnType<typeof put>, ReturnType<typeof put>, string][] = [
    [put(43_769, "STAFF_FTE", "FACILITIES"), put(78_918, "FUNDING", "VOLUNTEER_HOURS"), "In the school year 2025–26 the hospital put in **$78,918** as money and volunteers, and the districts put in **$43,769** as people and rooms."],
    [put(0), put(78_918, "FUNDING"), "In the school year 2025–26 the hospital put in **$78,918** as money."],
    [put(0, "VOLUNTEER_HOURS"), put(0), "In the school year 2025–26 the districts gave volunteers, which have no dollar value yet."],
    [put(0), put(0), "In the school year 2025–26 neither side put in anything that is known."],
  ];
  for (const [district, partner, expected] of table) assert.equal(madePossibleText(2026, "hospital", district, partner), expected);
});

test("the goal beside a number is the goal of the same question, or none", () => {
  const question = (metric: string, grades: string[] = []) => ({ metric, phase: "DURING", schoolYear: null, where: grades.length ? [{ dimension: "grade_level", values: grades }] : [] });
  const goals = [{ title: "all", question: question("attendance_rate") }, { title: "tenth", question: question("attendance_rate", ["Tenth grade"]) }];
  assert.equal(goalOf(question("attendance_rate", ["Tenth grade"]), goals)?.title, "tenth");
  assert.equal(goalOf(question("attendance_rate"), goals)?.title, "all");
  assert.equal(goalOf(question("attendance_rate", ["Ninth grade"]), goals), undefined);
});

test("a story shows its goal as it was when the story was published", () => {
  const aims = [{ since: "2025-09-01", baseline: 93, target: 95 }, { since: "2026-03-01", baseline: 93, target: 96 }];
  const table: [string, number][] = [["2026-02-28", 95], ["2026-03-01", 96], ["2026-11-09", 96], ["2025-08-01", 95]];
  for (const [day, target] of table) assert.equal(aimOn(aims, day)?.target, target, day);
  assert.equal(aimOn([], "2026-01-01"), undefined);
});

test("the goal of a total that begins each school year at zero is told without its start", () => {
  assert.equal(yearGoalText("engagement_minutes", "Time on the wards", 90_000), "The goal “Time on the wards” is 1,500 hours in a school year; each begins at zero.");
});

test("a story quotes the outcomes that both sides signed", () => {
  const table: [string[], string][] = [
    [[], ""],
    [["They come to school more often."], "Both sides signed the same outcome: “They come to school more often.”"],
    [["They come"], "Both sides signed the same outcome: “They come”."],
    [["They come.", "They stay."], "Both sides signed the same outcomes: “They come.” and “They stay.”"],
    [["They come.", "They stay"], "Both sides signed the same outcomes: “They come.” and “They stay”."],
  ];
  for (const [outcomes, expected] of table) assert.equal(outcomesText(outcomes), expected);
});

test("a story says which days its number is about", () => {
  assert.equal(spanText(2026, "2026-06-09"), "school year 2025–26 to June 9, 2026");
  assert.equal(spanText(2026, "2026-09-01"), "school year 2025–26");
});

test("a story says as of when its amounts are, and whether later entries change them", () => {
  assert.equal(amountsText("2026-11-30"), "What both sides had put in by November 30, 2026, when the story was published. Later entries do not change it.");
  assert.equal(amountsText(null), "What is known today of what both sides put in: later entries change it.");
});

test("a story for everybody names its partnership, the partners and the districts", () => {
  assert.equal(byText({ partnershipName: "Reading partners", partners: [{ name: "City Library" }], districtNames: ["Mesa USD", "Harbor City"] }), "Reading partners: City Library with Mesa USD and Harbor City");
});
