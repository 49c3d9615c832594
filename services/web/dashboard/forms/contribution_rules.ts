import type { ContributionInput, ContributionKind, Side } from "../operations/generated.ts";
import { numberOf, type Problems } from "./fields.tsx";

export interface ContributionValues {
  readonly side: Side;
  readonly kind: ContributionKind;
  readonly quantity: string;
  readonly amount: string;
  readonly date: string;
  readonly source: string;
}

export const AFTER_TODAY = "The day is after today. Promise it instead.";
const HOW_MUCH = "Say how much, or what it is worth.";

const UNITS: Readonly<Partial<Record<ContributionKind, string>>> = {
  STAFF_FTE: "Full-time years",
  STAFF_HOURS: "Hours",
  TRAINING_HOURS: "Hours",
  VOLUNTEER_HOURS: "Hours",
  LAB_VISITS: "Visits",
  SITE_VISITS: "Visits",
  PROFESSIONAL_DEVELOPMENT: "Hours",
  EQUIPMENT: "Pieces",
  SOFTWARE: "Pieces",
};

/** What the quantity of a kind counts; null where the worth alone says how much. */
export const unitOf = (kind: ContributionKind): string | null => (kind === "FUNDING" ? null : UNITS[kind] ?? "How many");

/** What is wrong with how much something is, or what it is worth. */
export function amountProblems({ kind, quantity, amount }: Pick<ContributionValues, "kind" | "quantity" | "amount">): Problems<Pick<ContributionValues, "quantity" | "amount">> {
  const problems: Problems<Pick<ContributionValues, "quantity" | "amount">> = {};
  const counts = unitOf(kind) !== null;
  const first = counts ? "quantity" : "amount";
  if ((!counts || !quantity.trim()) && !amount.trim()) problems[first] = HOW_MUCH;
  if (counts && quantity.trim() && !((numberOf(quantity) ?? 0) > 0)) problems.quantity = "Say how much as a number above zero.";
  if (amount.trim() && !((numberOf(amount) ?? -1) >= 0)) problems.amount = "Say the worth in dollars, as a number.";
  return problems;
}

export function contributionProblems(values: ContributionValues, today: string): Problems<ContributionValues> {
  const { date } = values;
  const problems: Problems<ContributionValues> = { ...amountProblems(values) };
  if (!date) problems.date = "Say when.";
  else if (date > today) problems.date = AFTER_TODAY;
  return problems;
}

export function contributionInput({ side, kind, quantity, amount, date, source }: ContributionValues): ContributionInput & { readonly date: string } {
  return {
    side,
    kind,
    date,
    quantity: unitOf(kind) === null ? null : numberOf(quantity),
    amount: numberOf(amount),
    source: source.trim() || null,
  };
}
