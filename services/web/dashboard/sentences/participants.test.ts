import assert from "node:assert/strict";
import { test } from "node:test";
import type { Group } from "./difference.ts";
import { chronicText, participantsAnswer, TOO_FEW } from "./participants.ts";

const group = (value: number | null, n: number | null): Group => ({ value, n });
const CAUSE = " These are differences, not proof of a cause.";

test("participants are compared with their own past and with peers, as far as can be told", () => {
  const table: [Group, Group, Group, Group, number, string][] = [
    [group(93.3, 57), group(95.0, 77), group(94.1, 73), group(94.5, 379), 10, `**More than before they joined; about as much as their peers this year (less than half a point apart).**${CAUSE}`],
    [group(93.3, 57), group(95.0, 77), group(94.1, 73), group(94.5, 379), 60, `**About as much as their peers this year (less than half a point apart).**${CAUSE}`],
    [group(94.2, 12), group(95.0, 12), group(94.5, 12), group(94.5, 379), 10, `**About as much as before they joined (a few learners could make the difference); about as much as their peers this year (a few learners could make the difference).**${CAUSE}`],
    [group(null, null), group(95.0, 77), group(92, 73), group(94.5, 379), 10, `**Less than their peers this year.**${CAUSE}`],
    [group(93, 4), group(95, 77), group(92, 9), group(94.5, 379), 10, TOO_FEW],
    [group(93, 14), group(98, 77), group(92, 14), group(97, 379), 15, TOO_FEW],
  ];
  for (const [before, during, participants, peers, least, expected] of table) assert.equal(participantsAnswer(before, during, participants, peers, least), expected);
});

test("chronic absence is told beside it, and less where few learners make it", () => {
  const table: [Group, Group, number, string][] = [
    [group(27.4, 73), group(17.4, 379), 10, "Chronic absence is 27.4% against 17.4% among peers, so it belongs on the next check-in."],
    [group(12.1, 66), group(22.6, 289), 10, "Chronic absence is 12.1% against 22.6% among peers."],
    [group(18.2, 11), group(18.8, 48), 10, "Chronic absence is 18.2% against 18.8% among peers, which one or two learners could make."],
    [group(18.4, 4000), group(18.8, 9000), 10, "Chronic absence is 18.4% against 18.8% among peers, less than half a point apart."],
    [group(27.4, 73), group(17.4, 379), 74, ""],
    [group(null, null), group(18.8, 48), 10, ""],
  ];
  for (const [participants, peers, least, expected] of table) assert.equal(chronicText(participants, peers, least), expected);
});
