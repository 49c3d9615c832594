import { count, counted } from "./numbers.ts";

interface Learners {
  readonly value: number | null;
}

/** Who stands behind the places of all partnerships: learners, each once, and those who wait. Nothing is said of hidden numbers. */
export function placesText({ participants, waiting }: { readonly participants: Learners; readonly waiting: Learners }): string {
  const who = participants.value === null ? "" : counted(participants.value, "learner");
  const rest = waiting.value === null ? "" : waiting.value ? `${count(waiting.value)} ${waiting.value === 1 ? "waits" : "wait"} for one` : "nobody waits for one";
  const text = [who, rest].filter(Boolean).join("; ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How many places were taken on this day last year; empty where nobody may know. */
export function placesBeforeText({ taken, capacity }: { readonly taken: Learners; readonly capacity: number }): string {
  if (taken.value === null) return "";
  if (!taken.value && !capacity) return "No places on this day last year";
  return `${count(taken.value)}${capacity ? ` of ${count(capacity)}` : ""} on this day last year`;
}

/** How many wait for a place of one partnership; a hidden number is not taken for nobody. */
export function waitingText(waiting: number | null): string {
  if (waiting === null) return "How many wait for a place is hidden";
  return waiting ? `${counted(waiting, "learner")} ${waiting === 1 ? "waits" : "wait"} for a place` : "Nobody waits for a place";
}

/** The same in a table, beside the places that are taken; empty where nobody waits. */
export function waitingNote({ value, status }: Learners & { readonly status: string }): string {
  if (value === null) return status === "SUPPRESSED" ? "waiting: hidden" : "";
  return value ? `${count(value)} waiting` : "";
}
