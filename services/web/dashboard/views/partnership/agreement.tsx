import { AGREEMENT, CloseForm, RenewForm } from "../../forms/agreement_forms.tsx";
import { agreementAnswer } from "../../forms/agreement_rules.ts";
import { FormDisclosure } from "../../forms/disclosure.tsx";
import type { Editing } from "../../forms/editing.ts";
import { Section } from "../../parts/section.tsx";
import type { Detail } from "./questions.ts";

const HAVE_ENDED = ["CLOSED", "WITHDRAWN"];

/** How long the partnership lasts, and the forms that change it. A proposal is not agreed yet. */
export function Agreement({ detail, day, editing }: { detail: Detail; day: string; editing: Editing | null }) {
  if (detail.status === "PROPOSED") return null;
  const ends = { rowOf: (subject: string) => subject, onSaved: () => editing?.onSaved() };
  const mayChange = editing !== null && !HAVE_ENDED.includes(detail.status);
  return (
    <div class="no-print">
      <Section id={AGREEMENT} question="How long does it last?" answer={agreementAnswer(detail.status, detail.end, day)}>
        {editing && (
          <div class="evidence">
            <FormDisclosure name="renew" label="Renew it" isOver={!mayChange} {...ends}>{(end) => <RenewForm editing={editing} end={detail.end} ends={end} />}</FormDisclosure>
            <FormDisclosure name="close" label="Close it" isOver={!mayChange} {...ends}>{(end) => <CloseForm editing={editing} ends={end} />}</FormDisclosure>
          </div>
        )}
      </Section>
    </div>
  );
}
