import type { Side } from "../operations/generated.ts";
import type { Problems } from "./fields.tsx";

export const NOT_YET = "The day is after today. Say it once it has happened.";

const isBlank = (text: string): boolean => !text.trim();

/** What is wrong with the day of what has happened; undefined where nothing is. */
export function pastDayProblem(date: string, today: string): string | undefined {
  if (!date) return "Say when.";
  return date > today ? NOT_YET : undefined;
}

/** Only the fields with which something is wrong. */
function only<Values>(problems: { readonly [Name in keyof Values & string]?: string | undefined }): Problems<Values> {
  return Object.fromEntries(Object.entries(problems).filter(([, text]) => text !== undefined)) as Problems<Values>;
}

export interface ChallengeValues {
  readonly text: string;
  readonly date: string;
}

export const challengeProblems = ({ text, date }: ChallengeValues, today: string): Problems<ChallengeValues> =>
  only<ChallengeValues>({ text: isBlank(text) ? "Say what is difficult." : undefined, date: pastDayProblem(date, today) });

export const resolutionProblems = ({ text, date }: ChallengeValues, today: string, raised: string): Problems<ChallengeValues> =>
  only<ChallengeValues>({
    text: isBlank(text) ? "Say how." : undefined,
    date: pastDayProblem(date, today) ?? (date < raised ? "That is before it was raised." : undefined),
  });

export interface ActionValues {
  readonly text: string;
  readonly owner: string;
  readonly side: Side;
  readonly due: string;
}

export const actionProblems = ({ text, owner, due }: ActionValues, today: string): Problems<ActionValues> =>
  only<ActionValues>({
    text: isBlank(text) ? "Say what is to be done." : undefined,
    owner: isBlank(owner) ? "Say who does it." : undefined,
    due: due ? (due < today ? "The day has passed. Say one that is to come." : undefined) : "Say by when.",
  });

export interface DoneValues {
  readonly date: string;
}

export const doneProblems = ({ date }: DoneValues, today: string, agreed: string): Problems<DoneValues> =>
  only<DoneValues>({ date: pastDayProblem(date, today) ?? (date < agreed ? "That is before it was agreed." : undefined) });
