import { submit } from "../mutations/submission.ts";
import { ActivatePartnership } from "../operations/generated.ts";
import { Section } from "../parts/section.tsx";
import { ChangeForm } from "./change_form.tsx";
import { FormDisclosure } from "./disclosure.tsx";
import type { Editing, Ends } from "./editing.ts";
import { DayField } from "./fields.tsx";
import { type DoneValues } from "./open_rules.ts";
import { pastDayProblem } from "./open_rules.ts";
import { ClauseForm, LeadForm, SignForm, type StandingClause } from "./people_forms.tsx";
import type { Post } from "./people_rules.ts";
import { type Lack, lacksText, lackText } from "./proposal_rules.ts";

interface Proposal {
  readonly activationLacks: readonly Lack[];
  readonly leadHistory: readonly Post[];
  readonly vision: { readonly clauses: readonly StandingClause[] };
}

interface Props {
  readonly proposal: Proposal;
  readonly editing: Editing | null;
  /** What the partner is called, as it begins a label. */
  readonly partner: string;
}

/** What a proposal still lacks before it can start, with the form that adds each of them, and the one that starts it. */
export function StartSteps({ proposal, editing, partner }: Props) {
  const lacks = proposal.activationLacks;
  return (
    <div class="no-print">
      <Section id="start" question="What is missing before it can start?" answer={`**${lacksText(lacks.length)}**`}>
        <ul class="rows evidence">
          {lacks.map((lack) => (
            <li key={`${lack.code} ${lack.side}`}>
              <span>{lackText(lack, `the ${partner.toLowerCase()}`)}</span>
              {editing && <Mend lack={lack} proposal={proposal} editing={editing} partner={partner} />}
            </li>
          ))}
        </ul>
        {editing && !lacks.length && (
          <FormDisclosure name="start" label="Start it" rowOf={() => "start"} onSaved={editing.onSaved}>{(ends) => <StartForm editing={editing} ends={ends} />}</FormDisclosure>
        )}
      </Section>
    </div>
  );
}

function Mend({ lack, proposal, editing, partner }: { lack: Lack; proposal: Proposal; editing: Editing; partner: string }) {
  const side = lack.side ?? "DISTRICT";
  const clause = proposal.vision.clauses.find(({ clauseId }) => clauseId === lack.clauseId);
  const label = lack.code === "LEAD" ? "Name one" : lack.code === "OUTCOME" ? "Draft it" : "Sign";
  return (
    <FormDisclosure name={`mend-${lack.code}-${side}`} label={label} spoken={`${label}: ${lackText(lack, `the ${partner.toLowerCase()}`)}`} rowOf={() => "start"} onSaved={editing.onSaved}>
      {(ends) => {
        if (lack.code === "LEAD") return <LeadForm editing={editing} partner={partner} posts={proposal.leadHistory} side={side} ends={ends} />;
        if (lack.code === "ENDORSEMENT" && clause) return <SignForm editing={editing} partner={partner} clause={clause} side={side} ends={ends} />;
        return <ClauseForm editing={editing} kind="OUTCOME" ends={ends} />;
      }}
    </FormDisclosure>
  );
}

function StartForm({ editing, ends }: { editing: Editing; ends: Ends }) {
  return (
    <ChangeForm<DoneValues>
      name={`start-${editing.id}`}
      title="Start the partnership"
      partnership={editing}
      initial={{ date: editing.today }}
      check={({ date }) => {
        const problem = pastDayProblem(date, editing.today);
        return problem ? { date: problem } : {};
      }}
      send={(input, submission) => submit(ActivatePartnership, { id: editing.id, input }, submission)}
      touches={() => true}
      subjectOf={() => "start"}
      action="Start it"
      {...ends}
    >
      {(fields) => <DayField fields={fields} name="date" label="Since when it works" />}
    </ChangeForm>
  );
}
