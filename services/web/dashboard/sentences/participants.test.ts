import assert from "node:assert/strict";
import { test } from "node:test";
import { chronicText, participantsAnswer } from "./participants.ts";

const group = (value: number | null, n: number | null) => ({ value, n });
const CAUSE = " These are differences, not proof of a cause.";

test("participants are compared with their own past and with peers, as far as can be told", () => {
  assert.equal(
    participantsAnswer(group(93.3, 57), group(95.0, 77), group(94.1, 73), group(94.5, 379)),
    `**More than before they joined; about as much as their peers this year.**${CAUSE}`,
  );
  assert.equal(participantsAnswer(group(null, null), group(95.0, 77), group(92, 73), group(94.5, 379)), `**Less than their peers this year.**${CAUSE}`);
  assert.equal(participantsAnswer(group(93, 4), group(95, 77), group(92, 9), group(94.5, 379)), "Nothing can be said yet: too few learners stand behind the numbers.");
});

test("chronic absence is told beside it, and less where few learners make it", () => {
  assert.equal(chronicText(group(27.4, 73), group(17.4, 379)), "Chronic absence is 27.4% against 17.4% among peers, so it belongs on the next check-in.");
  assert.equal(chronicText(group(12.1, 66), group(22.6, 289)), "Chronic absence is 12.1% against 22.6% among peers.");
  assert.equal(chronicText(group(18.2, 11), group(18.8, 48)), "Chronic absence is 18.2% against 18.8% among peers, which one or two learners could make.");
  assert.equal(chronicText(group(null, null), group(18.8, 48)), "");
});
