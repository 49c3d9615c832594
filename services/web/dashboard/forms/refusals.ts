import type { Refusal } from "../mutations/submission.ts";
import { capital } from "../sentences/numbers.ts";
import type { Problems } from "./fields.tsx";

/** What a form calls the members of its input that it calls otherwise than the API does, by path below `input.`. */
export type FieldNames<Values> = Readonly<Record<string, keyof Values & string>>;

export interface RefusalProblems<Values> {
  readonly problems: Problems<Values>;
  /** What is about no field of the form. */
  readonly general: string | null;
}

const WORDS: Readonly<Record<string, string>> = {
  IDEMPOTENCY_CONFLICT: "What you sent before was saved already, with other words. Close the form and look at it; start afresh to say something new.",
  LOG_UNAVAILABLE: "The server cannot take anything now. What you wrote is kept on this device; send it again, it counts once.",
  UNAVAILABLE: "The server cannot take anything now. What you wrote is kept on this device; send it again, it counts once.",
  FORBIDDEN: "You may read this, and not change it.",
  INTERNAL_ERROR: "Something went wrong on the server. What you wrote is kept on this device; send it again, it counts once.",
};

/** What the server refused, at the field that it is about, whatever the code; in general only where no field is. */
export function problemsOfRefusal<Values extends object>(refusal: Refusal, values: Values, names: FieldNames<Values> = {}): RefusalProblems<Values> {
  const field = fieldAt(refusal.at, values, names);
  if (field === null) return { problems: {}, general: WORDS[refusal.code] ?? `${sentence(refusal.message)} (${refusal.code})` };
  return { problems: { [field]: sentence(refusal.message) } as Problems<Values>, general: null };
}

/** The field that a path such as `input.question.where[0].values` is about: the closest that the form has. */
export function fieldAt<Values extends object>(at: string | null, values: Values, names: FieldNames<Values> = {}): (keyof Values & string) | null {
  if (!at?.startsWith("input.")) return null;
  const members = at.slice("input.".length).split(/[.[]/).map((member) => member.replace("]", ""));
  for (let count = members.length; count > 0; count--) {
    const path = members.slice(0, count).join(".");
    const field = names[path] ?? path;
    if (field in values) return field as keyof Values & string;
  }
  return null;
}

/** "the day is after today" → "The day is after today." */
export function sentence(message: string): string {
  const text = capital(message.trim());
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
