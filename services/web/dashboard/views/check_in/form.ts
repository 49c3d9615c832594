import type { CheckInRecordInput } from "../../operations/generated.ts";

export type Side = "DISTRICT" | "PARTNER";

export interface Person {
  readonly name: string;
  readonly side: Side;
}

export interface NewAction {
  readonly text: string;
  readonly owner: string;
  readonly side: Side;
  readonly due: string;
}

export interface Adjustment {
  readonly what: string;
  readonly why: string;
  /** From which day on; empty: from the check-in on. */
  readonly effective: string;
  /** Days from one check-in to the next, as they were typed; empty: as before. */
  readonly cadence: string;
}

/** What a person has filled in so far; as it is, it is the draft. */
export interface CheckInForm {
  readonly held: string;
  readonly present: readonly Person[];
  readonly others: readonly Person[];
  /** Ids of actions. */
  readonly done: readonly string[];
  /** How each challenge was resolved, by its id. */
  readonly resolved: Readonly<Record<string, string>>;
  readonly challenges: readonly string[];
  readonly actions: readonly NewAction[];
  readonly adjustments: readonly Adjustment[];
  readonly notes: string;
}

export const NOBODY: Person = { name: "", side: "DISTRICT" };
export const NO_ACTION: NewAction = { text: "", owner: "", side: "DISTRICT", due: "" };
export const NO_ADJUSTMENT: Adjustment = { what: "", why: "", effective: "", cadence: "" };

export const emptyForm = (held: string, present: readonly Person[]): CheckInForm => ({
  held,
  present,
  others: [NOBODY],
  done: [],
  resolved: {},
  challenges: [""],
  actions: [NO_ACTION],
  adjustments: [NO_ADJUSTMENT],
  notes: "",
});

const isWritten = (...texts: readonly string[]): boolean => texts.some((text) => text.trim() !== "");
const isAction = ({ text, owner, due }: NewAction) => isWritten(text, owner, due);
const isAdjustment = ({ what, why, effective, cadence }: Adjustment) => isWritten(what, why, effective, cadence);

/** Something that has to be mended before it can be saved. */
export interface FormProblem {
  /** The id of the field on the page; null: it is about none of them. */
  readonly field: string | null;
  readonly words: string;
  /** Which of several, such as "Action 2"; empty where there is one only. */
  readonly of: string;
}

/** What is wrong by field, as the fields show it. */
export const byField = (problems: readonly FormProblem[]): Readonly<Record<string, string>> =>
  Object.fromEntries(problems.flatMap(({ field, words }) => (field === null ? [] : [[field, words]])));

/** What has to be mended, in the order of the page. */
export function problemsOf(form: CheckInForm, today: string): FormProblem[] {
  return [...whenAndWho(form, today), ...unsaidResolutions(form), ...form.actions.flatMap((action, index) => ofAction(action, index, form.held)), ...form.adjustments.flatMap(ofAdjustment)];
}

function whenAndWho({ held, present, others }: CheckInForm, today: string): FormProblem[] {
  const isAnybody = present.length > 0 || others.some(({ name }) => isWritten(name));
  return [
    ...(held ? [] : [{ field: "held", words: "Say on which day it was held.", of: "" }]),
    ...(held > today ? [{ field: "held", words: "The day is after today.", of: "" }] : []),
    ...(isAnybody ? [] : [{ field: "other-0-name", words: "Say who was there.", of: "" }]),
  ];
}

const unsaidResolutions = ({ resolved }: CheckInForm): FormProblem[] =>
  Object.entries(resolved)
    .filter(([, how]) => !isWritten(how))
    .map(([id]) => ({ field: howField(id), words: "Say how.", of: "" }));

/** The field in which one says how a challenge was resolved. */
export const howField = (challengeId: string): string => `how-${challengeId}`;
/** The box that one ticks when an action is done. */
export const doneField = (actionId: string): string => `done-${actionId}`;

function ofAction(action: NewAction, index: number, held: string): FormProblem[] {
  if (!isAction(action)) return [];
  const problem = (field: string, words: string) => ({ field: `action-${index}-${field}`, words, of: `Action ${index + 1}` });
  return [
    ...(isWritten(action.text) ? [] : [problem("text", "Say what is to be done.")]),
    ...(isWritten(action.owner) ? [] : [problem("owner", "Say who does it.")]),
    ...(action.due ? [] : [problem("due", "Say by when.")]),
    ...(action.due && action.due < held ? [problem("due", "The day is before the check-in.")] : []),
  ];
}

function ofAdjustment(adjustment: Adjustment, index: number): FormProblem[] {
  if (!isAdjustment(adjustment)) return [];
  const problem = (field: string, words: string) => ({ field: `change-${index}-${field}`, words, of: `Change ${index + 1}` });
  const { what, why, cadence } = adjustment;
  return [
    ...(isWritten(what) ? [] : [problem("what", "Say what changes.")]),
    ...(isWritten(why) ? [] : [problem("why", "Say why.")]),
    ...(!isWritten(cadence) || /^[1-9]\d*$/.test(cadence.trim()) ? [] : [problem("cadence", "Give a whole number of days.")]),
  ];
}

/** The form as the API takes it; rows without a word are left out. */
export function inputOf(checkIn: string, form: CheckInForm): CheckInRecordInput {
  const notes = form.notes.trim();
  return {
    checkIn,
    date: form.held,
    attendees: [...form.present, ...form.others.filter(({ name }) => isWritten(name))].map(({ name, side }) => ({ name: name.trim(), side })),
    notes: notes || null,
    done: [...form.done],
    resolutions: Object.entries(form.resolved).map(([challenge, how]) => ({ challenge, text: how.trim() })),
    challenges: form.challenges.filter((text) => isWritten(text)).map((text) => ({ text: text.trim() })),
    actions: form.actions.filter(isAction).map(({ text, owner, side, due }) => ({ text: text.trim(), owner: owner.trim(), side, due })),
    adjustments: form.adjustments.filter(isAdjustment).map(({ what, why, effective, cadence }) => ({
      what: what.trim(),
      why: why.trim(),
      effective: effective || form.held,
      cadenceDays: isWritten(cadence) ? Number(cadence) : null,
    })),
  };
}

const ADJUSTMENT_FIELDS: Readonly<Record<string, string>> = { cadenceDays: "cadence" };

/** The places in the form of the rows that are sent. */
const placesOf = <Row,>(rows: readonly Row[], isSent: (row: Row) => boolean): number[] => rows.flatMap((row, place) => (isSent(row) ? [place] : []));

/** The field of the form that a path of `inputOf`'s members, such as `input.actions[0].due`, is about; null: none of them. */
export function fieldAt(at: string | null, form: CheckInForm): string | null {
  if (at === "input.date") return "held";
  if (at === "input.notes") return "notes";
  const [, list, number, member] = /^input\.(\w+)\[(\d+)\](?:\.(\w+))?/.exec(at ?? "") ?? [];
  const index = Number(number);
  const row = (prefix: string, places: readonly number[], field: string) => (places[index] === undefined ? null : `${prefix}-${places[index]}-${field}`);
  switch (list) {
    case "attendees": {
      const other = placesOf(form.others, ({ name }) => isWritten(name))[index - form.present.length];
      return other === undefined ? null : `other-${other}-${member ?? "name"}`;
    }
    case "done":
      return form.done[index] === undefined ? null : doneField(form.done[index]);
    case "resolutions": {
      const challenge = Object.keys(form.resolved)[index];
      return challenge === undefined ? null : howField(challenge);
    }
    case "challenges":
      return row("challenge", placesOf(form.challenges, (text) => isWritten(text)), "text");
    case "actions":
      return row("action", placesOf(form.actions, isAction), member ?? "text");
    case "adjustments":
      return row("change", placesOf(form.adjustments, isAdjustment), ADJUSTMENT_FIELDS[member ?? ""] ?? member ?? "what");
    default:
      return null;
  }
}

/** How many changes are saved beside the check-in itself. */
export function changesIn(form: CheckInForm): number {
  const input = inputOf("", form);
  const lists = [input.done, input.resolutions, input.challenges, input.actions, input.adjustments];
  return lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
}

/** The form without what somebody else has finished meanwhile. */
export const withoutFinished = (form: CheckInForm, finished: ReadonlySet<string>): CheckInForm => ({
  ...form,
  done: form.done.filter((id) => !finished.has(id)),
  resolved: Object.fromEntries(Object.entries(form.resolved).filter(([id]) => !finished.has(id))),
});
