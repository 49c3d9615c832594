import { go } from "../app/router.ts";
import { useQuery } from "../api/use_query.ts";
import { submit } from "../mutations/submission.ts";
import { ProposalChoices, ProposePartnership } from "../operations/generated.ts";
import { ChangeForm } from "./change_form.tsx";
import { FormDisclosure } from "./disclosure.tsx";
import type { Ends } from "./editing.ts";
import { ChoiceField, DayField, type Fields, NumberField, TextField } from "./fields.tsx";
import { PARTNER_KINDS, PARTNERSHIP_KINDS, proposalInput, proposalProblems, type ProposalValues } from "./proposal_rules.ts";

const EMPTY: ProposalValues = { name: "", kind: "HEALTH_CAREERS", districts: [], partner: "", partnerKind: "HOSPITAL", begin: "", end: "", cadence: "90" };
const NAMES = { partners: "partner", "partners.0.kind": "partnerKind", cadenceDays: "cadence" } as const;

interface Choice {
  readonly districtId: string;
  readonly name: string;
}

/** What an address names to lead to the button. */
const PROPOSE = "propose";

/** The button that opens the form of a new partnership, for who may propose one. */
export function NewProposal() {
  const viewer = useQuery(ProposalChoices, {}).data?.viewer;
  if (!viewer?.permissions.includes("PROPOSE_PARTNERSHIP")) return null;
  return (
    <FormDisclosure name="proposal" id={PROPOSE} label="Propose a partnership" rowOf={(subject) => subject} onSaved={() => undefined}>
      {(ends) => <ProposalForm districts={viewer.districts} ends={ends} />}
    </FormDisclosure>
  );
}

function ProposalForm({ districts, ends }: { districts: readonly Choice[]; ends: Ends }) {
  return (
    <ChangeForm<ProposalValues>
      name="proposal"
      title="Propose a partnership"
      partnership={null}
      initial={EMPTY}
      check={proposalProblems}
      send={(values, submission) => submit(ProposePartnership, { input: proposalInput(values) }, submission)}
      names={NAMES}
      action="Propose it"
      onCancel={ends.onCancel}
      onSaved={(saved) => (saved.partnership ? go(`/partnerships/${saved.partnership}#start`) : ends.onSaved(saved))}
    >
      {(fields) => (
        <>
          <TextField fields={fields} name="name" label="Name of the partnership" />
          <ChoiceField fields={fields} name="kind" label="What it is about" choices={PARTNERSHIP_KINDS} />
          <DistrictChoices fields={fields} districts={districts} />
          <div class="quad two-up">
            <TextField fields={fields} name="partner" label="Partner" />
            <ChoiceField fields={fields} name="partnerKind" label="What the partner is" choices={PARTNER_KINDS} />
            <DayField fields={fields} name="begin" label="First day" />
            <DayField fields={fields} name="end" label="Last day, if there is one" />
            <NumberField fields={fields} name="cadence" label="Days between check-ins" />
          </div>
        </>
      )}
    </ChangeForm>
  );
}

function DistrictChoices({ fields, districts }: { fields: Fields<ProposalValues>; districts: readonly Choice[] }) {
  const { values, problems, change, idOf } = fields;
  const id = idOf("districts");
  const toggle = (one: string) => change({ districts: values.districts.includes(one) ? values.districts.filter((other) => other !== one) : [...values.districts, one] });
  return (
    <div class={problems.districts ? "field bad" : "field"} role="group" aria-labelledby={`${id}-label`} aria-describedby={problems.districts ? `${id}-problem` : undefined}>
      <span class="lab" id={`${id}-label`}>Districts; the first one chosen leads</span>
      {problems.districts && <p class="err" id={`${id}-problem`}>{problems.districts}</p>}
      {districts.map(({ districtId, name }, index) => (
        <label class="check" key={districtId}>
          <input type="checkbox" id={index ? undefined : id} checked={values.districts.includes(districtId)} onChange={() => toggle(districtId)} />
          <span>{name}</span>
        </label>
      ))}
    </div>
  );
}
