import { submit } from "../mutations/submission.ts";
import { AssignLead, type ClauseKind, DraftClause, EndorseClause, type Side } from "../operations/generated.ts";
import { ChangeForm } from "./change_form.tsx";
import { isAbout } from "./changes.ts";
import type { Editing, Ends } from "./editing.ts";
import { ChoiceField, DayField, LongField, sideChoices, TextField } from "./fields.tsx";
import { clauseProblems, type ClauseValues, leadProblems, type LeadValues, type Post, signatureProblems, type SignatureValues } from "./people_rules.ts";

export interface StandingClause {
  readonly clauseId: string;
  readonly kind: ClauseKind;
  readonly text: string;
  readonly endorsements: readonly { readonly side: string }[];
}

interface Props {
  readonly editing: Editing;
  /** What the partner's side is called. */
  readonly partner: string;
  readonly ends: Ends;
}

export function SignForm({ editing, partner, clause, side, ends }: Props & { clause: StandingClause; side?: Side }) {
  const hasDistrict = clause.endorsements.some(({ side }) => side === "DISTRICT");
  return (
    <ChangeForm<SignatureValues>
      name={`sign-${editing.id}-${clause.clauseId}${side ? `-${side}` : ""}`}
      title="Sign a clause"
      partnership={editing}
      initial={{ side: side ?? (hasDistrict ? "PARTNER" : "DISTRICT"), name: "", role: "", date: editing.today }}
      check={(values) => signatureProblems(values, editing.today)}
      send={(values, submission) => submit(EndorseClause, { id: editing.id, input: { ...values, clause: clause.clauseId } }, submission)}
      touches={isAbout(clause.clauseId)}
      action="Sign it"
      {...ends}
    >
      {(fields) => (
        <div class="quad two-up">
          <ChoiceField fields={fields} name="side" label="For which side" choices={sideChoices(partner)} />
          <TextField fields={fields} name="name" label="Who signs" />
          <TextField fields={fields} name="role" label="What they do there" />
          <DayField fields={fields} name="date" label="When" />
        </div>
      )}
    </ChangeForm>
  );
}

const KINDS = [["EXPECTATION", "What each side expects"], ["PROCESS", "How both work"], ["OUTCOME", "What is to come of it"]] as const;

export function ClauseForm({ editing, clause, kind = "EXPECTATION", ends }: Omit<Props, "partner"> & { clause?: StandingClause; kind?: ClauseKind }) {
  return (
    <ChangeForm<ClauseValues>
      name={`clause-${editing.id}-${clause?.clauseId ?? `new-${kind}`}`}
      title={clause ? "Word a clause anew" : "Write a clause"}
      partnership={editing}
      initial={{ kind: clause?.kind ?? kind, text: clause?.text ?? "" }}
      check={(values) => clauseProblems(values, clause?.text ?? null)}
      send={(values, submission) => submit(DraftClause, { id: editing.id, input: { ...values, clause: clause?.clauseId ?? null } }, submission)}
      touches={isAbout(clause?.clauseId ?? "")}
      action="Save the words"
      {...ends}
    >
      {(fields) => (
        <>
          <LongField fields={fields} name="text" label="The words" hint={takenBack(clause)} />
          <ChoiceField fields={fields} name="kind" label="What it is about" choices={KINDS} />
        </>
      )}
    </ChangeForm>
  );
}

function takenBack(clause: StandingClause | undefined): string | undefined {
  const count = clause?.endorsements.length ?? 0;
  if (!count) return undefined;
  return count > 1 ? "This takes back both signatures." : "This takes back the signature.";
}

export function LeadForm({ editing, partner, posts, side = "DISTRICT", ends }: Props & { posts: readonly Post[]; side?: Side }) {
  return (
    <ChangeForm<LeadValues>
      name={`lead-${editing.id}-${side}`}
      title="Name who answers for it"
      partnership={editing}
      initial={{ side, duty: "LEAD", name: "", role: "", date: "" }}
      check={(values) => leadProblems(values, posts, editing.today)}
      send={(input, submission) => submit(AssignLead, { id: editing.id, input }, submission)}
      touches={({ type }) => type.startsWith("lead.")}
      subjectOf={({ side, duty }) => `${side}-${duty}`}
      action="Name them"
      {...ends}
    >
      {(fields) => (
        <div class="quad two-up">
          <ChoiceField fields={fields} name="side" label="For which side" choices={sideChoices(partner)} />
          <ChoiceField fields={fields} name="duty" label="As what" choices={[["LEAD", "Lead"], ["OVERSIGHT", "Oversight"]]} />
          <TextField fields={fields} name="name" label="Who" />
          <TextField fields={fields} name="role" label="What they do there" />
          <DayField fields={fields} name="date" label="Since when" />
        </div>
      )}
    </ChangeForm>
  );
}
