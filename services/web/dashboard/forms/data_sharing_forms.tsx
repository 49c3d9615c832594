import { submit } from "../mutations/submission.ts";
import { DraftAgreement, EndAgreement, SignAgreement } from "../operations/generated.ts";
import { ChangeForm } from "./change_form.tsx";
import { agreementEndProblems, type AgreementEndValues, RECIPIENTS, type SignatureValues, signatureProblems, termsInput, termsProblems, type TermsValues } from "./data_sharing_rules.ts";
import type { Ends } from "./editing.ts";
import { CheckField, ChoiceField, type Choices, DayField, LongField, TextField } from "./fields.tsx";

/** What the forms need to know of the agreement that is signed or ended. */
export interface Agreed {
  readonly agreement: string;
  readonly districtId: string;
  readonly termsDigest: string;
  readonly youActFor: readonly string[];
}

const EMPTY = { title: "", kind: "CONSORTIUM", recipient: "", purpose: "", ATTENDANCE: true, GRADES: false, ENGAGEMENT: false, begin: "", end: "", destruction: "" };
const FAMILIES = [["ATTENDANCE", "Attendance: enrolment, attendance and chronic absence"], ["GRADES", "Grades: grades, passing and credits"], ["ENGAGEMENT", "Engagement: visits, mentoring and their hours"]] as const;
const SIDES: Choices = [["DISTRICT", "The district"], ["RECIPIENT", "The recipient"]];

const sidesOf = ({ youActFor }: Agreed): Choices => SIDES.filter(([side]) => youActFor.includes(side));

export function DraftForm({ districts, ends }: { districts: Choices; ends: Ends }) {
  return (
    <ChangeForm<TermsValues>
      name="agreement"
      title="Draft an agreement"
      partnership={null}
      initial={{ ...EMPTY, district: districts.length === 1 ? (districts[0]?.[0] ?? "") : "" }}
      check={termsProblems}
      send={(values, submission) => submit(DraftAgreement, { district: values.district, input: termsInput(values) }, submission)}
      names={{ "recipient.id": "recipient", "recipient.kind": "kind", families: "ATTENDANCE" }}
      action="Draft it"
      {...ends}
    >
      {(fields) => (
        <>
          <ChoiceField fields={fields} name="district" label="Which district shares" choices={districts.length === 1 ? districts : [["", "Choose a district"], ...districts]} />
          <TextField fields={fields} name="title" label="Name of the agreement" />
          <ChoiceField fields={fields} name="kind" label="Who receives" choices={RECIPIENTS} />
          {fields.values.kind !== "CONSORTIUM" && <TextField fields={fields} name="recipient" label="Id of the recipient" hint="A partner’s as in its partnerships, or a district’s." />}
          <LongField fields={fields} name="purpose" label="What the numbers may be used for" rows={2} />
          {FAMILIES.map(([family, label]) => <CheckField key={family} fields={fields} name={family} label={label} />)}
          <div class="quad two-up">
            <DayField fields={fields} name="begin" label="First day" />
            <DayField fields={fields} name="end" label="Last day" />
            <DayField fields={fields} name="destruction" label="Destroyed by" hint="By when the recipient has destroyed what it received." />
          </div>
        </>
      )}
    </ChangeForm>
  );
}

export function SignForm({ agreed, ends }: { agreed: Agreed; ends: Ends }) {
  const { districtId: district, agreement, termsDigest } = agreed;
  const sides = sidesOf(agreed);
  return (
    <ChangeForm<SignatureValues>
      name={`sign-${district}-${agreement}-${termsDigest.slice(0, 8)}`}
      title="Sign the agreement"
      partnership={null}
      initial={{ side: sides[0]?.[0] ?? "", signedBy: "" }}
      check={signatureProblems}
      send={({ side, signedBy }, submission) => submit(SignAgreement, { district, input: { agreement, side: side as "DISTRICT", signedBy: signedBy.trim(), termsDigest } }, submission)}
      action="Sign it"
      {...ends}
    >
      {(fields) => (
        <>
          <ChoiceField fields={fields} name="side" label="For whom" choices={sides} />
          <TextField fields={fields} name="signedBy" label="Who signs" hint="Name and office, such as Dr. Maria Lopez, superintendent." />
        </>
      )}
    </ChangeForm>
  );
}

export function EndForm({ agreed, ends }: { agreed: Agreed; ends: Ends }) {
  const { districtId: district, agreement } = agreed;
  const sides = sidesOf(agreed);
  return (
    <ChangeForm<AgreementEndValues>
      name={`end-${district}-${agreement}`}
      title="End the agreement"
      partnership={null}
      initial={{ side: sides[0]?.[0] ?? "", reason: "" }}
      check={agreementEndProblems}
      send={({ side, reason }, submission) => submit(EndAgreement, { district, input: { agreement, side: side as "DISTRICT", reason: reason.trim().replaceAll(/\s+/g, " ") } }, submission)}
      action="End it for good"
      {...ends}
    >
      {(fields) => (
        <>
          <ChoiceField fields={fields} name="side" label="For whom" choices={sides} />
          <LongField fields={fields} name="reason" label="Why it ends" rows={2} hint="Both sides read it. Nothing is shared from now on, and it cannot be signed again." />
        </>
      )}
    </ChangeForm>
  );
}
