import { request } from "../api/client.ts";
import type { Operation } from "../api/operation.ts";
import { NO_CONNECTION, Problem } from "../api/problem.ts";

/**
 * What a form sends: one change with one key, however often it is sent.
 *
 * The key is made when the form opens. So a change that is sent again, after a break of the connection or by a second
 * click, counts once. `expectedVersion` is the version of the partnership that the person saw.
 */
export interface Submission {
  readonly idempotencyKey: string;
  readonly expectedVersion: number | null;
}

export const newSubmission = (expectedVersion: number | null): Submission => ({ idempotencyKey: crypto.randomUUID(), expectedVersion });

/** The same change on the version that somebody else has made meanwhile, once the person has seen what they changed. */
export const onVersion = (submission: Submission, version: number): Submission => ({ ...submission, expectedVersion: version });

/** What was written cannot be taken, why, and which argument is at fault, such as `input.date`; null: none of them. */
export interface Refusal {
  readonly kind: "refused";
  readonly code: string;
  readonly message: string;
  readonly at: string | null;
}

export type Outcome<Data> =
  /** It counts. `isShown`: the numbers on the page know it already; otherwise they will in a moment. */
  | { readonly kind: "saved"; readonly data: Data; readonly isShown: boolean }
  /** Somebody else was faster: ask for the partnership again, show what they changed, and go on with `onVersion`. */
  | { readonly kind: "conflict"; readonly message: string }
  | Refusal
  /** Nobody knows whether it arrived; sending the same submission again is safe. */
  | { readonly kind: "unknown" };

type WithSubmission = { readonly idempotencyKey?: string | null; readonly expectedVersion?: number | null };

/** Sends a change. `Data` is a mutation's answer: one field with a status. */
export async function submit<Data extends object, Variables extends WithSubmission>(
  operation: Operation<Data, Variables>,
  variables: Omit<Variables, keyof WithSubmission>,
  submission: Submission,
): Promise<Outcome<Data>> {
  try {
    const data = await request(operation, { ...variables, ...submission } as unknown as Variables);
    const payload = Object.values(data)[0] as { readonly status?: string } | undefined;
    return { kind: "saved", data, isShown: payload?.status !== "ACCEPTED" };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return outcomeOf(error);
  }
}

export function outcomeOf(problem: Problem): Exclude<Outcome<never>, { readonly kind: "saved" }> {
  if (problem.code === NO_CONNECTION) return { kind: "unknown" };
  if (problem.code === "VERSION_CONFLICT") return { kind: "conflict", message: problem.message };
  return { kind: "refused", code: problem.code, message: problem.message, at: argumentOf(problem) };
}

/** Of an argument that is of another type the server says in its message alone which it is. */
function argumentOf({ message, details }: Problem): string | null {
  if (typeof details.at === "string") return details.at;
  const member = /^Variable '\$input' has invalid value at \.([^:]+):/.exec(message)?.[1];
  return member === undefined ? null : `input.${member}`;
}
