import assert from "node:assert/strict";
import { test } from "node:test";
import { madePossibleText, outcomesText } from "./stories.ts";

test("a story says what both sides put in, in its own school year", () => {
  assert.equal(
    madePossibleText(2026, "hospital", { district: 43_769, partner: 78_918 }),
    "In the school year 2025–26 the hospital put in **$78,918** and the districts **$43,769**: money, staff, rooms, equipment, and the time of volunteers.",
  );
  assert.equal(madePossibleText(2026, "college", { district: 0, partner: 0 }), "In the school year 2025–26 neither side put in anything of known worth.");
});

test("a story quotes the outcomes that both sides signed", () => {
  const table: [string[], string][] = [
    [[], ""],
    [["They come to school more often."], "Both sides signed the same outcome: “They come to school more often.”"],
    [["They come"], "Both sides signed the same outcome: “They come”."],
    [["They come.", "They stay."], "Both sides signed the same outcomes: “They come.” and “They stay.”."],
  ];
  for (const [outcomes, expected] of table) assert.equal(outcomesText(outcomes), expected);
});
