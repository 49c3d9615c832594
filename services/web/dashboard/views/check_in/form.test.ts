import assert from "node:assert/strict";
import { test } from "node:test";
import { changesIn, type CheckInForm, emptyForm, fieldAt, inputOf, NO_ACTION, NO_ADJUSTMENT, problemsOf, withoutFinished } from "./form.ts";

const TODAY = "2026-11-29";
const PAT = { name: "Pat Partner", side: "PARTNER" } as const;
const FORM = emptyForm(TODAY, [PAT]);

test("what is missing is said at its field, and rows without a word are no rows", () => {
  const table: [Partial<CheckInForm>, [string, string][]][] = [
    [{}, []],
    [{ held: "" }, [["held", "Say on which day it was held."]]],
    [{ held: "2026-11-30" }, [["held", "The day is after today."]]],
    [{ present: [] }, [["other-0-name", "Say who was there."]]],
    [{ present: [], others: [{ name: "Nora", side: "DISTRICT" }] }, []],
    [{ resolved: { c1: " " } }, [["how-c1", "Say how."]]],
    [{ actions: [{ ...NO_ACTION, side: "PARTNER" }] }, []],
    [{ actions: [NO_ACTION, { ...NO_ACTION, text: "Hire a bus" }] }, [["action-1-owner", "Say who does it."], ["action-1-due", "Say by when."]]],
    [{ actions: [{ ...NO_ACTION, owner: "A", due: "2026-11-28" }] }, [["action-0-text", "Say what is to be done."], ["action-0-due", "The day is before the check-in."]]],
    [{ adjustments: [{ ...NO_ADJUSTMENT, what: "Thursdays" }] }, [["change-0-why", "Say why."]]],
    [{ adjustments: [{ ...NO_ADJUSTMENT, why: "The bus", cadence: "6.5" }] }, [["change-0-what", "Say what changes."], ["change-0-cadence", "Give a whole number of days."]]],
  ];
  for (const [part, expected] of table) {
    assert.deepEqual(problemsOf({ ...FORM, ...part }, TODAY).map(({ field, words }) => [field, words]), expected, JSON.stringify(part));
  }
});

test("all that was filled in is sent in one change, and counted", () => {
  const full: CheckInForm = {
    ...FORM,
    others: [{ name: " Nora ", side: "DISTRICT" }, { name: "", side: "PARTNER" }],
    done: ["a1"],
    resolved: { c1: "A bus. " },
    challenges: ["No key", " "],
    actions: [{ text: "Order a key", owner: "Nora", side: "DISTRICT", due: "2026-12-10" }, NO_ACTION],
    adjustments: [{ what: "Thursdays", why: "The bus", effective: "", cadence: "60" }],
    notes: "Well. ",
  };
  assert.deepEqual(inputOf("q1", full), {
    checkIn: "q1",
    date: TODAY,
    attendees: [PAT, { name: "Nora", side: "DISTRICT" }],
    notes: "Well.",
    done: ["a1"],
    resolutions: [{ challenge: "c1", text: "A bus." }],
    challenges: [{ text: "No key" }],
    actions: [{ text: "Order a key", owner: "Nora", side: "DISTRICT", due: "2026-12-10" }],
    adjustments: [{ what: "Thursdays", why: "The bus", effective: TODAY, cadenceDays: 60 }],
  });
  assert.equal(changesIn(full), 5);
  assert.equal(changesIn(FORM), 0);
  assert.equal(inputOf("q1", FORM).notes, null);
});

test("what somebody else has finished is taken out, and nothing more", () => {
  const form = { ...FORM, done: ["a1", "a2"], resolved: { c1: "A bus.", c2: "A key." } };
  assert.deepEqual(withoutFinished(form, new Set(["a1", "c2"])), { ...form, done: ["a2"], resolved: { c1: "A bus." } });
});

test("what the server refuses stands at the field that was sent, past rows without a word", () => {
  const form: CheckInForm = {
    ...FORM,
    others: [{ name: "", side: "PARTNER" }, { name: "Nora", side: "DISTRICT" }],
    done: ["a1"],
    resolved: { c1: "A bus." },
    challenges: ["", "No key"],
    actions: [NO_ACTION, { ...NO_ACTION, text: "Order a key" }],
    adjustments: [NO_ADJUSTMENT, { ...NO_ADJUSTMENT, what: "Thursdays" }],
  };
  const table: [string | null, string | null][] = [
    ["input.date", "held"],
    ["input.notes", "notes"],
    ["input.attendees[0].name", null],
    ["input.attendees[1].name", "other-1-name"],
    ["input.done[0]", "done-a1"],
    ["input.resolutions[0].text", "how-c1"],
    ["input.challenges[0].text", "challenge-1-text"],
    ["input.actions[0].due", "action-1-due"],
    ["input.actions[3].due", null],
    ["input.adjustments[0].cadenceDays", "change-1-cadence"],
    ["input.checkIn", null],
    [null, null],
  ];
  for (const [at, expected] of table) assert.equal(fieldAt(at, form), expected, String(at));
});
