import { submit } from "../mutations/submission.ts";
import { PledgeContribution } from "../operations/generated.ts";
import { kindText } from "../sentences/investment.ts";
import { ChangeForm } from "./change_form.tsx";
import { KINDS } from "./contribution_form.tsx";
import { unitOf } from "./contribution_rules.ts";
import type { Editing, Ends } from "./editing.ts";
import { ChoiceField, DayField, NumberField, sideChoices } from "./fields.tsx";
import { pledgeInput, pledgeProblems, type PledgeValues } from "./pledge_rules.ts";

/** Promises what a side will put in between two days. */
export function PledgeForm({ editing, partner, ends }: { editing: Editing; partner: string; ends: Ends }) {
  return (
    <ChangeForm<PledgeValues>
      name={`pledge-${editing.id}`}
      title="Promise a contribution"
      partnership={editing}
      initial={{ side: "PARTNER", kind: "VOLUNTEER_HOURS", quantity: "", amount: "", begin: editing.today, end: "" }}
      check={pledgeProblems}
      send={(values, submission) => submit(PledgeContribution, { id: editing.id, input: pledgeInput(values) }, submission)}
      action="Promise it"
      {...ends}
    >
      {(fields) => {
        const unit = unitOf(fields.values.kind);
        return (
          <div class="quad two-up">
            <ChoiceField fields={fields} name="kind" label="What" choices={KINDS.map((kind) => [kind, kindText(kind)])} />
            <ChoiceField fields={fields} name="side" label="Side" choices={sideChoices(partner)} />
            {unit && <NumberField fields={fields} name="quantity" label={unit} />}
            <NumberField fields={fields} name="amount" label={unit ? "Worth in dollars, if you know it" : "Amount in dollars"} />
            <DayField fields={fields} name="begin" label="From" />
            <DayField fields={fields} name="end" label="Until" />
          </div>
        );
      }}
    </ChangeForm>
  );
}
