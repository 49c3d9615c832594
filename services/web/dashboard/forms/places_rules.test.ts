import assert from "node:assert/strict";
import { test } from "node:test";
import { giveText, placesText, problemsByLine, studentsOf } from "./places_rules.ts";

const START = "2026-12-01";

test("lines are read with or without names of columns, and what is wrong is said by line without the id", () => {
  const plain = studentsOf("604831\n\n604877, 2026-12-05, 2027-06-01\n", START);
  assert.deepEqual(plain.lines.map(({ number, student }) => [number, student.studentId, student.start, student.end]), [[1, "604831", START, null], [3, "604877", "2026-12-05", "2027-06-01"]]);
  const named = studentsOf('\uFEFFstart_date;planned_hours;student_id\r\n2026-12-02;40;"77"\r\n', START);
  assert.deepEqual(named.lines, [{ number: 2, student: { studentId: "77", start: "2026-12-02", end: null, program: null, plannedHours: 40 } }]);
  const table: [string, string][] = [
    [",2026-12-01", "There is no student id."],
    ["604831,12/01/2026", "Write the first day like 2026-09-01."],
    ["604831,2026-13-45", "Write the first day like 2026-09-01."],
    ["604831,2026-09-01,2027-02-30", "Write the last day like 2026-09-01."],
    ["604831,2026-12-01,2026-11-30", "The last day is before the first."],
    ["604831,2026-12-01,,Lab,many", "The planned hours are no number."],
  ];
  for (const [line, text] of table) assert.deepEqual(studentsOf(`1\n${line}`, START).problems, [{ line: 2, text }]);
  assert.equal(studentsOf(Array.from({ length: 1_001 }, (_, index) => `${index}`).join("\n"), START).problems[0]?.line, 1_001);
});

test("the server's problems stand at the lines that were sent, and the counts are told before and after", () => {
  const { lines } = studentsOf("1\n\n2", START);
  assert.deepEqual(problemsByLine({ problems: [{ index: 1, code: "UNKNOWN_REFERENCE", message: "no student" }] }, lines), [{ line: 3, text: "No learner of the district has this id." }]);
  assert.equal(placesText({ status: "DRY_RUN", changed: 2, waitlisted: 1 }), "2 ready, 1 waits.");
  assert.equal(placesText({ status: "APPLIED", changed: 1, waitlisted: 0 }), "1 learner has a place.");
  assert.equal(giveText({ changed: 1, waitlisted: 2 }), "Give 1 place, 2 wait");
  assert.equal(giveText({ changed: 0, waitlisted: 1 }), "1 waits");
});
