import { useQuery } from "../api/use_query.ts";
import { submit } from "../mutations/submission.ts";
import { type ContributionKind, CorrectContribution, RecordContribution, WorthOf } from "../operations/generated.ts";
import { kindText } from "../sentences/investment.ts";
import { exactMoney } from "../sentences/numbers.ts";
import { ChangeForm } from "./change_form.tsx";
import { isAbout } from "./changes.ts";
import { contributionInput, contributionProblems, type ContributionValues, unitOf } from "./contribution_rules.ts";
import type { Editing, Ends } from "./editing.ts";
import { ChoiceField, DayField, type Fields, NumberField, numberOf, sideChoices, TextField } from "./fields.tsx";
import { useSettled } from "./settled.ts";

export const KINDS: readonly ContributionKind[] = ["FUNDING", "STAFF_HOURS", "STAFF_FTE", "VOLUNTEER_HOURS", "TRAINING_HOURS", "LAB_VISITS", "SITE_VISITS", "PROFESSIONAL_DEVELOPMENT", "SOFTWARE", "EQUIPMENT", "FACILITIES"];

/** A contribution as it stands, which a correction replaces as a whole. */
export interface Standing {
  readonly contributionId: string;
  readonly values: ContributionValues;
  /** Shown nowhere in the form, and kept as they are. */
  readonly pledgeId: string | null;
  readonly role: string | null;
}

/** Records a contribution, or corrects one that stands. */
export function ContributionForm({ editing, partner, standing, ends }: { editing: Editing; partner: string; standing?: Standing; ends: Ends }) {
  const { id, today } = editing;
  const initial: ContributionValues = standing?.values ?? { side: "PARTNER", kind: "VOLUNTEER_HOURS", quantity: "", amount: "", date: today, source: "" };
  return (
    <ChangeForm<ContributionValues>
      name={`contribution-${id}-${standing?.contributionId ?? "new"}`}
      title={standing ? "Correct a contribution" : "Record a contribution"}
      partnership={editing}
      initial={initial}
      check={(values) => contributionProblems(values, today)}
      send={(values, submission) => {
        const input = contributionInput(values);
        if (!standing) return submit(RecordContribution, { id, input }, submission);
        return submit(CorrectContribution, { id, input: { ...input, contribution: standing.contributionId, pledge: standing.pledgeId, role: standing.role } }, submission);
      }}
      touches={isAbout(standing?.contributionId ?? "")}
      action={standing ? "Correct" : "Record"}
      {...ends}
    >
      {(fields) => <ContributionFields fields={fields} id={id} partner={partner} />}
    </ChangeForm>
  );
}

function ContributionFields({ fields, id, partner }: { fields: Fields<ContributionValues>; id: string; partner: string }) {
  const { kind } = fields.values;
  const unit = unitOf(kind);
  return (
    <>
      <div class="quad two-up">
        <ChoiceField fields={fields} name="kind" label="What" choices={KINDS.map((one) => [one, kindText(one)])} />
        <ChoiceField fields={fields} name="side" label="Side" choices={sideChoices(partner)} />
        {unit && <NumberField fields={fields} name="quantity" label={unit} />}
        <NumberField fields={fields} name="amount" label={unit ? "Worth in dollars, if you know it" : "Amount in dollars"} />
      </div>
      <Worth values={fields.values} id={id} />
      <DayField fields={fields} name="date" label="When" />
      <TextField fields={fields} name="source" label="Where the record comes from, if anywhere" />
    </>
  );
}

/** What the quantity would count as by the rates in force, while one types. */
function Worth({ values, id }: { values: ContributionValues; id: string }) {
  const settled = useSettled(JSON.stringify([values.kind, numberOf(values.quantity), values.date]));
  const [kind, quantity, date] = JSON.parse(settled) as [ContributionKind, number | null, string];
  const isAsked = unitOf(kind) !== null && quantity !== null && quantity > 0 && numberOf(values.amount) === null;
  const worth = useQuery(WorthOf, isAsked ? { id, kind, quantity, date: date || null } : null);
  const known = isAsked ? worth.data?.partnership?.investment.worthOf : undefined;
  return (
    <p class="worth" role="status">
      {known && (known.amount === null
        ? "There is no rate for it. Say what it is worth, or it has no value yet."
        : <><b>Worth {exactMoney(known.amount)}</b> ({known.valuationSource})</>)}
    </p>
  );
}
