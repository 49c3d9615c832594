import { newSubmission, type Submission } from "../mutations/submission.ts";

/** What somebody has begun to write, with the key under which it was perhaps sent already: so it counts once. */
export interface Draft<Values> {
  readonly values: Values;
  readonly submission: Submission;
}

/** The part of `localStorage` that drafts need. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const PREFIX = "tandem-draft:";

/** The draft of a form on this device; a new one where there is none, or none that can be read. */
export function draftOf<Values extends object>(shelf: Shelf | null, name: string, initial: Values, version: number | null): Draft<Values> & { readonly isOld: boolean } {
  const kept = read<Values>(shelf, name);
  if (kept) return { values: { ...initial, ...kept.values }, submission: kept.submission, isOld: true };
  return { values: initial, submission: newSubmission(version), isOld: false };
}

function read<Values>(shelf: Shelf | null, name: string): Draft<Values> | null {
  try {
    const draft = JSON.parse(shelf?.getItem(PREFIX + name) ?? "null") as Draft<Values> | null;
    return draft?.values && draft.submission?.idempotencyKey ? draft : null;
  } catch {
    return null;
  }
}

/** Keeps a draft. A device without room, or one that allows no storage, keeps none: writing goes on. */
export function keepDraft<Values>(shelf: Shelf | null, name: string, draft: Draft<Values>): void {
  try {
    shelf?.setItem(PREFIX + name, JSON.stringify(draft));
  } catch {
    // Nothing is lost but the draft.
  }
}

export function dropDraft(shelf: Shelf | null, name: string): void {
  try {
    shelf?.removeItem(PREFIX + name);
  } catch {
    // There is none then.
  }
}

/** The device's shelf; null where the browser allows none. */
export function deviceShelf(): Shelf | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
