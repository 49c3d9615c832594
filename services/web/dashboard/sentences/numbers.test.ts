import assert from "node:assert/strict";
import { test } from "node:test";
import { capital, count, counted, hours, inWords, listed, money, percent, signed } from "./numbers.ts";

test("numbers have their units, sensible digits and a true minus sign", () => {
  const table: [string, string][] = [
    [percent(94.456), "94.5%"],
    [percent(94.45), "94.5%"],
    [percent(100), "100.0%"],
    [percent(-0.01), "0.0%"],
    [signed(2.64), "+2.6"],
    [signed(-2.46), "−2.5"],
    [signed(0.04), "0.0"],
    [signed(-0.04), "0.0"],
    [money(175_022.4), "$175,022"],
    [money(-12), "−$12"],
    [count(1234), "1,234"],
    [count(0.25), "0.25"],
    [count(-7), "−7"],
    [hours(39_060), "651"],
    [inWords(0), "no"],
    [inWords(6), "six"],
    [inWords(13), "13"],
    [capital("six of"), "Six of"],
    [counted(1, "learner"), "1 learner"],
    [counted(1200, "learner"), "1,200 learners"],
    [listed([]), ""],
    [listed(["a"]), "a"],
    [listed(["a", "b"]), "a and b"],
    [listed(["a", "b", "c"]), "a, b and c"],
  ];
  for (const [text, expected] of table) assert.equal(text, expected);
});
