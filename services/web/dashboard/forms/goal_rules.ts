import type { GoalInput, RevisionInput } from "../operations/generated.ts";
import { numberOf, type Problems } from "./fields.tsx";
import { NO_QUESTION, questionInput, questionProblems, type QuestionValues } from "./question_rules.ts";

export interface GoalValues extends QuestionValues {
  readonly title: string;
  readonly baseline: string;
  readonly target: string;
  readonly due: string;
}

export const NO_GOAL: GoalValues = { ...NO_QUESTION, title: "", baseline: "", target: "", due: "" };

export function goalProblems(values: GoalValues, today: string): Problems<GoalValues> {
  const [baseline, target] = [numberOf(values.baseline), numberOf(values.target)];
  const problems: Problems<GoalValues> = { ...questionProblems(values) };
  if (!values.title.trim()) problems.title = "Say what it is called.";
  if (baseline === null) problems.baseline = "Say where it begins, as a number.";
  if (target === null) problems.target = "Say where it is to come, as a number.";
  else if (target === baseline) problems.target = "The target must differ.";
  if (!values.due) problems.due = "Say by when.";
  else if (values.due <= today) problems.due = "Say a day that is to come.";
  return problems;
}

export const goalInput = (values: GoalValues): GoalInput => ({
  title: values.title.trim(),
  question: questionInput(values),
  baseline: numberOf(values.baseline) ?? 0,
  target: numberOf(values.target) ?? 0,
  due: values.due,
});

/** A goal as it is now. */
export interface StandingGoal extends Omit<RevisionInput, "goal" | "why" | "checkIn" | "date"> {
  readonly goalId: string;
  readonly state: string;
}

export interface RevisionValues {
  readonly target: string;
  readonly due: string;
  readonly why: string;
}

export const revisionOf = ({ target, due }: StandingGoal): RevisionValues => ({ target: String(target), due, why: "" });

export function revisionProblems(values: RevisionValues, goal: StandingGoal, today: string): Problems<RevisionValues> {
  const target = numberOf(values.target);
  const problems: Problems<RevisionValues> = {};
  if (target === null) problems.target = "Say where it is to come, as a number.";
  else if (target === goal.baseline) problems.target = "The target must differ from where it begins.";
  else if (target === goal.target && values.due === goal.due) problems.target = "Nothing is changed: the target and the day are the same as before.";
  if (!values.due) problems.due = "Say by when.";
  else if (values.due <= today) problems.due = "Say a day that is to come.";
  if (!values.why.trim()) problems.why = "Say why.";
  return problems;
}

/** The whole goal, of which only the target and the day may be other ones. */
export const revisionInput = (values: RevisionValues, { goalId, title, question, baseline }: StandingGoal): RevisionInput => ({
  goal: goalId,
  title,
  question: { ...question, where: (question.where ?? []).map(({ dimension, values }) => ({ dimension, values })) },
  baseline,
  target: numberOf(values.target) ?? 0,
  due: values.due,
  why: values.why.trim(),
});
