import type { ClauseKind, Duty, Side } from "../operations/generated.ts";
import { dayText } from "../sentences/dates.ts";
import type { Problems } from "./fields.tsx";

export interface SignatureValues {
  readonly side: Side;
  readonly name: string;
  readonly role: string;
  readonly date: string;
}

export interface ClauseValues {
  readonly kind: ClauseKind;
  readonly text: string;
}

export interface LeadValues extends SignatureValues {
  readonly duty: Duty;
}

/** Who holds, or held, a duty; null as the name: nobody does since that day. */
export interface Post {
  readonly side: Side;
  readonly duty: Duty;
  readonly name: string | null;
  readonly since: string;
}

function personProblems({ name, role }: SignatureValues, who: string): Problems<SignatureValues> {
  return { ...(name.trim() ? {} : { name: who }), ...(role.trim() ? {} : { role: "Say what they do there." }) };
}

export function signatureProblems(values: SignatureValues, today: string): Problems<SignatureValues> {
  const problems = personProblems(values, "Say who signs.");
  if (!values.date) problems.date = "Say when.";
  else if (values.date > today) problems.date = "The day is after today. Sign it on the day.";
  return problems;
}

export const clauseProblems = ({ text }: ClauseValues, before: string | null): Problems<ClauseValues> => {
  if (!text.trim()) return { text: "Say what both sides agree on." };
  return text.trim() === before ? { text: "The words are the same as before." } : {};
};

/** A lead begins after the last change of the post: nobody is put before somebody who was there. */
export function leadProblems(values: LeadValues, posts: readonly Post[], today: string): Problems<LeadValues> {
  const problems: Problems<LeadValues> = personProblems(values, "Say who it is.");
  const last = posts.filter(({ side, duty }) => side === values.side && duty === values.duty).at(-1);
  if (!values.date) problems.date = "Since when?";
  else if (values.date > today) problems.date = "The day is after today. Say it once it has happened.";
  else if (last && values.date < last.since) problems.date = beforeText(last, posts);
  return problems;
}

function beforeText(last: Post, posts: readonly Post[]): string {
  if (last.name) return `That is before ${last.name} came, on ${dayText(last.since)}.`;
  const left = posts.filter(({ side, duty, name, since }) => side === last.side && duty === last.duty && name && since <= last.since).at(-1);
  return `Before ${left?.name ?? "the last one"} left.`;
}
