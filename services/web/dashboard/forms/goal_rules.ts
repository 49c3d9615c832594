import type { GoalInput } from "../operations/generated.ts";
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
