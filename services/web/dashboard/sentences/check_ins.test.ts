import assert from "node:assert/strict";
import { test } from "node:test";
import { attendanceText, conflictAdvice, frozenText, goalAim, goalNowAndThen, lastHeld, placeInOrder, type PreparedGoal, promiseText, savesText } from "./check_ins.ts";
import { language } from "./dates.ts";

language("en-US");

test("a check-in is told by its place in the order and how those before it went", () => {
  const table: [string[], string][] = [
    [[], "The first."],
    [["HELD"], "The second; the one before was held on time."],
    [["HELD_LATE"], "The second; the one before was held late."],
    [["MISSED"], "The second; the one before was not held."],
    [["HELD", "HELD"], "The third; both before were held on time."],
    [["HELD", "HELD", "HELD_LATE", "OVERDUE"], "The fifth; of the four before, two were held on time, one was held late and one was not held."],
    [["HELD", "LAPSED", "CANCELLED"], "The second; the one before was held on time."],
  ];
  for (const [states, expected] of table) {
    const before = states.map((state, index) => ({ checkInId: `c${index}`, due: `2026-0${index + 1}-01`, state }));
    const later = { checkInId: "later", due: "2027-01-01", state: "SCHEDULED" };
    assert.equal(placeInOrder([later, ...before, { checkInId: "own", due: "2026-12-01", state: "SCHEDULED" }], "own"), expected);
  }
  assert.equal(placeInOrder([], "own"), "");
});

test("the last check-in is the one that was held last, not the one that is due last", () => {
  assert.equal(lastHeld([{ held: "2026-06-05" }, { held: "2026-10-01" }, { held: "2026-08-03" }, { held: null }]), "2026-10-01");
  assert.equal(lastHeld([{ held: null }]), null);
});

const GOAL: PreparedGoal = {
  state: "OPEN",
  accumulates: false,
  baseline: 84,
  target: 90,
  due: "2027-06-05",
  question: { metric: "pass_rate" },
  progress: { percent: -50, value: { value: 81, n: 39, status: "OK" } },
  pace: { lastYear: { value: null } },
};

test("a goal is told as it is now and was at the last check-in, a running total beside last year, a hidden one not at all", () => {
  assert.equal(goalNowAndThen(GOAL, 86.3, 10), "**81.0%** now, 86.3% at the last check-in");
  assert.equal(goalNowAndThen(GOAL, null, 10), "**81.0%** now");
  const hours: PreparedGoal = { ...GOAL, accumulates: true, question: { metric: "dosage_hours" }, progress: { percent: 10, value: { value: 382, n: 1, status: "OK" } }, pace: { lastYear: { value: 354 } } };
  assert.equal(goalNowAndThen(hours, 300, 10), "**382 hours** now, 354 hours on this day last year");
  const unknown = (status: string): PreparedGoal => ({ ...GOAL, progress: { percent: null, value: { value: null, n: null, status } } });
  assert.equal(goalNowAndThen(unknown("SUPPRESSED"), 80, 10), "**Hidden**: fewer than 10 learners stand behind it");
  assert.equal(goalNowAndThen(unknown("NO_DATA"), 80, 10), "**No value yet**");
});

test("a goal says what it is held to, and how many learners stand behind it", () => {
  assert.equal(goalAim(GOAL), "Below where it began (84.0%), target 90.0% by June 5. 39 learners.");
  assert.equal(goalAim({ ...GOAL, progress: { percent: 50, value: { value: 87, n: 1, status: "OK" } } }), "Target 90.0% by June 5. 1 learner.");
  assert.equal(goalAim({ ...GOAL, progress: { percent: 110, value: { value: 91, n: null, status: "OK" } } }), "Reached: target 90.0% by June 5.");
});

test("attendance is told beside that of peers with the learners of both, a hidden one by its reason, and nothing of nobody", () => {
  const rate = (value: number | null, n: number | null, status = "OK") => ({ value, n, status });
  const none = rate(null, null, "NO_DATA");
  const table: [ReturnType<typeof rate>, ReturnType<typeof rate>, string][] = [
    [rate(96.12, 45), rate(93.5, 90), "**96.1% attendance** this school year, peers 93.5%. 45 learners, 90 peers."],
    [rate(96.12, 45), none, "**96.1% attendance** this school year. 45 learners."],
    [rate(null, null, "SUPPRESSED"), rate(93.5, 900), "**Attendance is hidden**: fewer than 10 learners take part."],
    [none, rate(93.5, 900), ""],
    [rate(90.1, 9), rate(93.5, 900), "**Nothing is said of attendance**: fewer than 10 learners take part."],
    [rate(94.5, 40), rate(93.5, 9), "**94.5% attendance** this school year. 40 learners."],
  ];
  for (const [participants, peers, expected] of table) assert.equal(attendanceText(participants, peers, 10), expected);
});

test("open promises, the save bar and conflicts say what they are about", () => {
  assert.equal(promiseText({ owner: "Barnaby Kitt", due: "2026-11-02", overdue: true }, "2026-11-29"), "Barnaby Kitt, due November 2, 27 days late");
  assert.equal(promiseText({ owner: "Barnaby Kitt", due: "2026-12-02", overdue: false }, "2026-11-29"), "Barnaby Kitt, due December 2");
  assert.deepEqual([0, 1, 4].map(savesText), ["1 check-in", "1 check-in and 1 change", "1 check-in and 4 changes"]);
  assert.deepEqual([0, 1, 2, 3].map(frozenText), ["", "Today’s value of the goal is frozen into it.", "Today’s values of both goals are frozen into it.", "Today’s values of all three goals are frozen into it."]);
  assert.match(conflictAdvice("apart", []), /both can be kept/);
  assert.match(conflictAdvice("finished", ["Hire a bus"]), /^“Hire a bus” is not open any more, and was taken out/);
  assert.match(conflictAdvice("closed", []), /cannot be saved/);
});
