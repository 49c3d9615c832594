import assert from "node:assert/strict";
import { test } from "node:test";
import { language } from "./dates.ts";
import { goalNumber, goalsAnswer, type GoalStanding, goalState, partnershipLead, type PartOfHealth, reasonSentence, strategiesAnswer, toldParts, worstHealthAnswer } from "./health.ts";

language("en-US");

const part = (code: string, score: number | null, numerator: number | null = null, denominator: number | null = null, lacking: string[] = []): PartOfHealth => ({ name: code, code, score, numerator, denominator, lacking });

test("every reason is a sentence in plain words", () => {
  const table: [PartOfHealth, string][] = [
    [part("SIDES_COMPARED", 39, 60_888.36, 156_195.65), "One side puts in 39 cents for each dollar of the other."],
    [part("PLEDGES_DELIVERED", 99, 125_037, 126_180.85), "$125,037 of $126,181 promised by now has arrived."],
    [part("LEAD_VACANT", 50, 1, 2, ["partner"]), "The partner has no lead."],
    [part("LEAD_VACANT", 0, 0, 2, ["district", "partner"]), "Neither side has a lead."],
    [part("KINDS_NOT_DRAFTED", 33, 1, 3, ["process", "outcome"]), "Ways of working and outcomes are not written down."],
    [part("CHECK_INS_ON_TIME", 60, 3, 5), "3 of 5 check-ins were held by their day."],
    [part("RECENT_STORY", 100, 1, 1), "1 story with evidence in a year."],
    [part("DAYS_TO_ADAPT", 43, 243, 3), "It takes 81 days from a problem to its end."],
    [part("TOO_FEW_LEARNERS", null), "Hidden, since few learners are behind it."],
    [part("SOMETHING_NEW", null), "Nothing can be said yet."],
  ];
  for (const [given, expected] of table) assert.equal(reasonSentence(given, "2026-10-01"), expected);
});

test("what health knows of goals is told as of the last check-in, since the goals on the page may stand elsewhere by now", () => {
  const [way, measured, none] = [part("WAY_TO_TARGETS", 37.3, 1.1194, 3), part("GOALS_MEASURED", 50, 1, 2), part("GOALS_MEASURED", 0, 0, 2)];
  const table: [PartOfHealth, string | null, string][] = [
    [way, "2026-10-01", "Goals were 37% of the way at the last check-in (Oct 1, 2026)."],
    [way, null, "Goals are 37% of the way."], // decided before any check-in
    [measured, "2026-10-01", "1 of 2 goals had a value at the last check-in (Oct 1, 2026)."],
    [none, "2026-10-01", "No check-in has noted a value of a goal yet."],
    [part("NO_GOAL_VALUE", null), null, "No check-in has noted a value of a goal yet."],
  ];
  for (const [given, lastCheckIn, expected] of table) assert.equal(reasonSentence(given, lastCheckIn), expected);
  assert.equal(partnershipLead(70, [way], "2026-10-01"), "On its way at 70 of 100. What holds it back: goals were 37% of the way at the last check-in (Oct 1, 2026).");
});

test("the lead names the level and the two lowest parts, where they are low", () => {
  const parts = [part("WAY_TO_TARGETS", 37, 1.12, 3), part("SIDES_COMPARED", 39, 39, 100), part("DAYS_TO_ADAPT", 43, 243, 3), part("BOTH_SIDES_LEAD", 100)];
  const table: [number | null, PartOfHealth[], string][] = [
    [82.97, parts, "Doing well at 83 of 100. What holds it back: goals are 37% of the way, and one side puts in 39 cents for each dollar of the other."],
    [79.6, [], "Doing well at 80 of 100. Nothing holds it back."],
    [60, [part("NO_STORY", 0)], "On its way at 60 of 100. What holds it back: no story tells the results yet."],
    [59.4, [], "Needs help at 59 of 100. Nothing holds it back."],
    [null, parts, "Nothing can be said of its health yet."],
  ];
  for (const [score, given, expected] of table) assert.equal(partnershipLead(score, given, null), expected);
  assert.equal(partnershipLead(null, [], null, "PROPOSED"), "A proposal has no health yet: neither side has promised anything.");
  assert.equal(partnershipLead(null, [], null, "WITHDRAWN"), "The proposal was withdrawn, so it has no health.");
});

const goal = (percent: number | null, value: number | null, accumulates = false, lastYear: number | null = null, n: number | null = 40, status = value === null ? "NO_DATA" : "OK"): GoalStanding => ({
  state: "OPEN",
  accumulates,
  progress: { percent, value: { value, n, status } },
  pace: { lastYear: { value: lastYear } },
});

test("a running total is behind only when it is also behind the same day last year", () => {
  assert.equal(goalState(goal(-10, 51_040, true, 52_410)), "on its way");
  assert.equal(goalState(goal(-10, 40_000, true, 52_410)), "behind");
  assert.equal(goalState(goal(-10, 81)), "behind");
  assert.equal(goalState(goal(100, 90)), "reached");
  assert.equal(goalState(goal(null, null)), "without a value");
});

test("goals are told together", () => {
  const few = (n: number) => goal(-5, 80, false, null, n);
  const hidden = goal(null, null, false, null, null, "SUPPRESSED");
  const table: [GoalStanding[], number, string][] = [
    [[goal(112, 90), goal(41, 94), goal(-5, 80), goal(null, null)], 10, "**One is reached, one is on its way, one is below where it began and one has no value yet.**"],
    [[goal(-5, 80), goal(-6, 80)], 10, "**Two are below where they began.**"],
    [[], 10, ""],
    [[goal(112, 90), few(9)], 10, "**One is reached and of one nothing is said, since too few learners stand behind it.**"],
    [[few(14), few(15)], 15, "**One is below where it began and of one nothing is said, since too few learners stand behind it.**"],
    [[hidden, few(3)], 10, "**Of two nothing is said, since too few learners stand behind them.**"],
    [[goal(-5, 80, false, null, null)], 10, "**One is below where it began.**"],
  ];
  for (const [goals, least, expected] of table) assert.equal(goalsAnswer(goals, least), expected);
});

test("how far goals of few learners are is left out of the lead", () => {
  const parts = [part("WAY_TO_TARGETS", 37, 1.12, 3), part("NO_STORY", 0)];
  const codes = (goals: GoalStanding[], least: number) => toldParts(parts, goals, least).map(({ code }) => code);
  assert.deepEqual(codes([goal(41, 94)], 10), ["WAY_TO_TARGETS", "NO_STORY"]);
  assert.deepEqual(codes([goal(41, 94), goal(41, 94, false, null, 14)], 15), ["NO_STORY"]);
  assert.deepEqual(codes([goal(null, null)], 10), ["WAY_TO_TARGETS", "NO_STORY"]);
});

test("a goal's number has the unit that people use", () => {
  assert.equal(goalNumber("engagement_minutes", 51_040), "851 hours");
  assert.equal(goalNumber("pass_rate", 90.77), "90.8%");
  assert.equal(goalNumber("engaged_learners", 66), "66");
});

const scored = (...scores: (number | null)[]) => (["EQUAL_INVESTMENT", "SHARED_VISION", "CHECKINS", "DATA", "FLEXIBILITY"] as const).map((strategy, index) => ({ strategy, score: scores[index] ?? null }));

test("the lowest strategy is told with the lowest of what it was judged by", () => {
  const part = (name: string, score: number | null, code: string) => ({ name, score, code, numerator: 1, denominator: 2, lacking: [] });
  const parts = [part("checkin_adherence", 80, "CHECK_INS_ON_TIME"), part("challenge_resolution", 50, "CHALLENGES_RESOLVED"), part("action_completion", null, "NO_ACTION_DUE")];
  const answer = (...scores: (number | null)[]) => strategiesAnswer(scored(...scores).map((one) => ({ ...one, parts })), null);
  assert.equal(answer(77, 100, 66.4, 73, 84), "**Lowest: check-ins, at 66 of 100, where 1 of 2 challenges are resolved.**");
  assert.equal(answer(88, 100, 81, 80, 84), "**All are at 80 or more.**");
  assert.equal(answer(), "");
  assert.equal(strategiesAnswer(scored(10).map((one) => ({ ...one, parts: [] })), null), "**Lowest: investment, at 10 of 100.**");
});

test("the partnership with the worst health is told with its lowest strategy", () => {
  const one = (name: string, score: number | null) => ({ name, health: { score, strategies: scored(77, 100, 66, 73, 84) } });
  const table: [ReturnType<typeof one>[], string][] = [
    [[], ""],
    [[one("College bridge", 82), one("Proposal", null)], ""],
    [[one("College bridge", 81.6), one("Maker lab", 92)], "**College bridge has the lowest health, 82 of 100**, and there the lowest strategy is check-ins, at 66."],
    [[one("College bridge", 82), one("Maker lab", 92), one("Mentors", 82.3)], "**College bridge and Mentors have the lowest health, 82 of 100**."],
    [[one("College bridge", 82), one("Maker lab", 82)], "**All have the same health, 82 of 100.**"],
  ];
  for (const [partnerships, expected] of table) assert.equal(worstHealthAnswer(partnerships), expected);
});
