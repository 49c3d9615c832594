import { submit } from "../mutations/submission.ts";
import { ClosePartnership, RenewPartnership } from "../operations/generated.ts";
import { endProblems, type EndValues, renewalProblems, type RenewalValues } from "./agreement_rules.ts";
import { ChangeForm } from "./change_form.tsx";
import type { Change } from "./changes.ts";
import type { Editing, Ends } from "./editing.ts";
import { DayField, LongField } from "./fields.tsx";

const touchesAgreement = ({ type }: Change): boolean => /^(partnership|agreement)\./.test(type);

/** What the page calls the agreement, which the server gives no id. */
export const AGREEMENT = "agreement";

export function RenewForm({ editing, end, ends }: { editing: Editing; end: string | null; ends: Ends }) {
  return (
    <ChangeForm<RenewalValues>
      name={`renew-${editing.id}`}
      title="Renew the partnership"
      partnership={editing}
      initial={{ until: "" }}
      check={(values) => renewalProblems(values, end, editing.today)}
      send={(input, submission) => submit(RenewPartnership, { id: editing.id, input }, submission)}
      touches={touchesAgreement}
      subjectOf={() => AGREEMENT}
      action="Renew it"
      {...ends}
    >
      {(fields) => <DayField fields={fields} name="until" label="The new last day" />}
    </ChangeForm>
  );
}

export function CloseForm({ editing, ends }: { editing: Editing; ends: Ends }) {
  return (
    <ChangeForm<EndValues>
      name={`close-${editing.id}`}
      title="Close the partnership"
      partnership={editing}
      initial={{ date: editing.today, reason: "" }}
      check={(values) => endProblems(values, editing.today)}
      send={(input, submission) => submit(ClosePartnership, { id: editing.id, input }, submission)}
      touches={touchesAgreement}
      subjectOf={() => AGREEMENT}
      action="Close it"
      {...ends}
    >
      {(fields) => <><DayField fields={fields} name="date" label="Its last day" /><LongField fields={fields} name="reason" label="Why it ends" rows={2} hint="Both sides read it. Nothing more can be recorded then." /></>}
    </ChangeForm>
  );
}
