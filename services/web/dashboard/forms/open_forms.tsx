import { submit } from "../mutations/submission.ts";
import { AgreeAction, CompleteAction, RaiseChallenge, ResolveChallenge } from "../operations/generated.ts";
import { ChangeForm } from "./change_form.tsx";
import { isAbout } from "./changes.ts";
import type { Editing, Ends } from "./editing.ts";
import { ChoiceField, DayField, LongField, TextField } from "./fields.tsx";
import { actionProblems, type ActionValues, challengeProblems, type ChallengeValues, doneProblems, type DoneValues, resolutionProblems } from "./open_rules.ts";

export function RaiseForm({ editing, ends }: { editing: Editing; ends: Ends }) {
  return (
    <ChangeForm<ChallengeValues>
      name={`challenge-${editing.id}`}
      title="Raise a challenge"
      partnership={editing}
      initial={{ text: "", date: editing.today }}
      check={(values) => challengeProblems(values, editing.today)}
      send={(input, submission) => submit(RaiseChallenge, { id: editing.id, input }, submission)}
      action="Raise it"
      {...ends}
    >
      {(fields) => <><LongField fields={fields} name="text" label="What is difficult" /><DayField fields={fields} name="date" label="Since when" /></>}
    </ChangeForm>
  );
}

export function ResolveForm({ editing, challenge, ends }: { editing: Editing; challenge: { readonly challengeId: string; readonly raised: string }; ends: Ends }) {
  return (
    <ChangeForm<ChallengeValues>
      name={`resolve-${editing.id}-${challenge.challengeId}`}
      title="Resolve a challenge"
      partnership={editing}
      initial={{ text: "", date: editing.today }}
      check={(values) => resolutionProblems(values, editing.today, challenge.raised)}
      send={(values, submission) => submit(ResolveChallenge, { id: editing.id, input: { ...values, challenge: challenge.challengeId } }, submission)}
      touches={isAbout(challenge.challengeId)}
      action="Resolve it"
      {...ends}
    >
      {(fields) => <><LongField fields={fields} name="text" label="How it was resolved" /><DayField fields={fields} name="date" label="When" /></>}
    </ChangeForm>
  );
}

export function AgreeForm({ editing, partner, ends }: { editing: Editing; partner: string; ends: Ends }) {
  return (
    <ChangeForm<ActionValues>
      name={`action-${editing.id}`}
      title="Agree on an action"
      partnership={editing}
      initial={{ text: "", owner: "", side: "DISTRICT", due: "" }}
      check={(values) => actionProblems(values, editing.today)}
      send={(input, submission) => submit(AgreeAction, { id: editing.id, input }, submission)}
      action="Agree"
      {...ends}
    >
      {(fields) => (
        <>
          <TextField fields={fields} name="text" label="What is to be done" />
          <div class="quad two-up">
            <TextField fields={fields} name="owner" label="Who does it" />
            <ChoiceField fields={fields} name="side" label="Of which side" choices={[["DISTRICT", "Districts"], ["PARTNER", partner]]} />
            <DayField fields={fields} name="due" label="By when" />
          </div>
        </>
      )}
    </ChangeForm>
  );
}

export function FinishForm({ editing, action, ends }: { editing: Editing; action: { readonly actionId: string; readonly agreed: string }; ends: Ends }) {
  return (
    <ChangeForm<DoneValues>
      name={`finish-${editing.id}-${action.actionId}`}
      title="Finish an action"
      partnership={editing}
      initial={{ date: editing.today }}
      check={(values) => doneProblems(values, editing.today, action.agreed)}
      send={(values, submission) => submit(CompleteAction, { id: editing.id, input: { ...values, action: action.actionId } }, submission)}
      touches={isAbout(action.actionId)}
      action="It is done"
      {...ends}
    >
      {(fields) => <DayField fields={fields} name="date" label="When it was done" />}
    </ChangeForm>
  );
}
