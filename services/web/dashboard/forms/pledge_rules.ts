import type { ContributionKind, PledgeInput, Side } from "../operations/generated.ts";
import { amountProblems, unitOf } from "./contribution_rules.ts";
import { numberOf, type Problems } from "./fields.tsx";

export interface PledgeValues {
  readonly side: Side;
  readonly kind: ContributionKind;
  readonly quantity: string;
  readonly amount: string;
  readonly begin: string;
  readonly end: string;
}

export function pledgeProblems(values: PledgeValues): Problems<PledgeValues> {
  const { begin, end } = values;
  const problems: Problems<PledgeValues> = { ...amountProblems(values) };
  if (!begin) problems.begin = "Say from when.";
  if (!end) problems.end = "Say until when.";
  else if (end < begin) problems.end = "That is before it begins.";
  return problems;
}

export const pledgeInput = ({ side, kind, quantity, amount, begin, end }: PledgeValues): PledgeInput => ({
  side,
  kind,
  begin,
  end,
  quantity: unitOf(kind) === null ? null : numberOf(quantity),
  amount: numberOf(amount),
});
