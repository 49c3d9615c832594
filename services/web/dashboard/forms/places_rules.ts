import type { PlaceParticipantsMutation, StudentInput } from "../operations/generated.ts";
import { isDay } from "../sentences/dates.ts";
import { capital, counted } from "../sentences/numbers.ts";
import { numberOf } from "./fields.tsx";
import { sentence } from "./refusals.ts";

export interface Line {
  readonly number: number;
  readonly student: StudentInput;
}

export interface LineProblem {
  readonly line: number;
  /** Never with an id of a student in it. */
  readonly text: string;
}

/** Columns as `tandem import participations` takes them; without a line that names them, in this order. */
const COLUMNS = ["student_id", "start_date", "end_date", "program", "planned_hours"] as const;
const MOST = 1_000;

const cellsOf = (line: string): string[] => line.split(line.includes("\t") ? "\t" : line.includes(";") ? ";" : ",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));

/** What was pasted or read from a file, line by line, and what is wrong with lines. */
export function studentsOf(text: string, start: string): { readonly lines: readonly Line[]; readonly problems: readonly LineProblem[] } {
  const rows = text.replace(/^\uFEFF/, "").split(/\r?\n/).map((line, index) => ({ number: index + 1, cells: cellsOf(line) })).filter(({ cells }) => cells.some((cell) => cell !== ""));
  const head = rows[0]?.cells.map((cell) => cell.toLowerCase()) ?? [];
  const isNamed = head.includes("student_id");
  const columns: readonly string[] = isNamed ? head : COLUMNS;
  const lines: Line[] = [];
  const problems: LineProblem[] = [];
  for (const { number, cells } of isNamed ? rows.slice(1) : rows) {
    const cell = (name: string) => cells[columns.indexOf(name)] ?? "";
    const student = { studentId: cell("student_id"), start: cell("start_date") || start, end: cell("end_date") || null, program: cell("program") || null, plannedHours: cell("planned_hours") ? numberOf(cell("planned_hours")) : null };
    const wrong = lineProblem(student, cell("planned_hours"));
    if (wrong) problems.push({ line: number, text: wrong });
    else lines.push({ number, student });
  }
  if (lines.length > MOST) problems.push({ line: lines[MOST]?.number ?? 0, text: "A thousand learners at most can be sent at once." });
  return { lines, problems };
}

function lineProblem({ studentId, start, end, plannedHours }: StudentInput, hours: string): string | null {
  if (!studentId) return "There is no student id.";
  if (!isDay(start)) return "Write the first day like 2026-09-01.";
  if (end && !isDay(end)) return "Write the last day like 2026-09-01.";
  if (end && end < start) return "The last day is before the first.";
  return hours && plannedHours === null ? "The planned hours are no number." : null;
}

type Answer = PlaceParticipantsMutation["placeParticipants"];

const WORDS: Readonly<Record<string, string>> = {
  UNKNOWN_REFERENCE: "No learner of the district has this id.",
  DUPLICATE_ITEM: "This learner stands in a line above.",
  INVALID_FORMAT: "This is no student id.",
  RESERVED_LEARNER_ID: "This is no id of the district's own.",
};

/** The server's problems by the lines that were sent. */
export const problemsByLine = (answer: Pick<Answer, "problems">, lines: readonly Line[]): LineProblem[] =>
  answer.problems.map(({ index, code, message }) => ({ line: lines[index]?.number ?? index + 1, text: WORDS[code] ?? sentence(message) }));

/** "2 ready, 1 waits." before it is sent; afterwards "2 learners have a place, 1 waits." */
export function placesText({ status, changed, waitlisted }: Pick<Answer, "status" | "changed" | "waitlisted">): string {
  const waits = waitlisted ? `, ${waitlisted} ${waitlisted === 1 ? "waits" : "wait"}` : "";
  return status === "DRY_RUN" ? `${changed} ready${waits}.` : `${counted(changed, "learner")} ${changed === 1 ? "has" : "have"} a place${waits}.`;
}

/** "Give 2 places, 1 waits". */
export function giveText({ changed, waitlisted }: Pick<Answer, "changed" | "waitlisted">): string {
  const waits = waitlisted ? `${waitlisted} ${waitlisted === 1 ? "waits" : "wait"}` : "";
  return capital([changed ? `give ${counted(changed, "place")}` : "", waits].filter(Boolean).join(", "));
}
