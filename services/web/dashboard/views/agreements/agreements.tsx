import { allPages } from "../../api/pages.ts";
import { useQuery } from "../../api/use_query.ts";
import { usePageTitle } from "../../app/title.ts";
import type { ViewProps } from "../../app/views.ts";
import { DraftForm, EndForm, SignForm } from "../../forms/data_sharing_forms.tsx";
import { FormDisclosure } from "../../forms/disclosure.tsx";
import type { Choices } from "../../forms/fields.tsx";
import { AgreementChoices, Agreements as AgreementsOperation, type AgreementsQuery } from "../../operations/generated.ts";
import { Rich } from "../../parts/rich.tsx";
import { Part } from "../../parts/states.tsx";
import { agreementsLead, familiesText, isOpen, recipientText, statusText } from "../../sentences/agreements.ts";
import { dayText } from "../../sentences/dates.ts";

type Agreement = AgreementsQuery["dataSharingAgreements"]["nodes"][number];

const rowOf = (agreement: string): string => `agreement-${agreement}`;

/** What districts share of their learners' numbers, with whom and until when; drafted, signed and ended here. */
export function Agreements({ address }: ViewProps) {
  usePageTitle("Data sharing");
  const district = address.parameters.get("district");
  const all = useQuery(AgreementsOperation, { district }, allPages("dataSharingAgreements"));
  const sharing = useQuery(AgreementChoices, {}).data?.dataSharingDistricts;
  const districts: Choices = (sharing ?? []).filter(({ districtId }) => !district || districtId === district).map(({ districtId, name }) => [districtId, name]);
  const nameOf = (id: string): string => districts.find(([one]) => one === id)?.[1] ?? id;
  return (
    <>
      <p class="crumb"><a href="/">Overview</a> / <a href="/districts">Districts</a></p>
      <h1 class="name">Data sharing</h1>
      {district && <p class="sub">One district. <a href="/data-sharing">Show all</a></p>}
      <Part answer={all} lines={6}>
        {({ dataSharingAgreements: { nodes } }) => (
          <>
            <p class="lead"><Rich text={agreementsLead(nodes.map(({ status }) => status))} /></p>
            <p class="hint">Nobody outside a district sees numbers of its learners yet, whatever is signed: they need protection for small groups first.</p>
            {districts.length > 0 && (
              <FormDisclosure name="agreement" label="Draft an agreement" rowOf={rowOf} onSaved={all.again}>
                {(ends) => <DraftForm districts={districts} ends={ends} />}
              </FormDisclosure>
            )}
            {nodes.map((agreement) => <One key={agreement.id} agreement={agreement} district={nameOf(agreement.districtId)} again={all.again} />)}
          </>
        )}
      </Part>
    </>
  );
}

function One({ agreement, district, again }: { agreement: Agreement; district: string; again: () => void }) {
  const { id, title, purpose, families, schools, begin, end, destruction, status, awaits, youActFor, signatures } = agreement;
  const mayAct = youActFor.length > 0 && isOpen(status);
  const maySign = mayAct && awaits.some((side) => youActFor.includes(side));
  return (
    <section class="q" id={rowOf(id)} tabIndex={-1} aria-labelledby={`h-${id}`}>
      <div class="q-head"><h2 id={`h-${id}`}>{title}</h2></div>
      <p class="answer"><Rich text={statusText(agreement)} /></p>
      <dl class="terms">
        <div><dt>Shares</dt><dd>{familiesText(families)} of {district}{schools.length > 0 && <>, schools {schools.join(", ")}</>}</dd></div>
        <div><dt>With</dt><dd>{recipientText(agreement.recipientKind, agreement.recipientId)}</dd></div>
        <div><dt>For</dt><dd>{purpose}</dd></div>
        <div><dt>Days</dt><dd>{dayText(begin)} to {dayText(end)}; destroyed by {dayText(destruction)}</dd></div>
        {signatures.map(({ side, signedBy, signedAt, current }) => (
          <div key={side}><dt>{side === "DISTRICT" ? "District" : "Recipient"}</dt><dd>Signed by {signedBy} on {dayText(signedAt.slice(0, 10))}{!current && ", before the terms were changed"}</dd></div>
        ))}
      </dl>
      {maySign && (
        <FormDisclosure name={`sign-${id}`} label="Sign" spoken={`Sign ${title}`} rowOf={rowOf} onSaved={again}>
          {(ends) => <SignForm agreed={agreement} ends={ends} />}
        </FormDisclosure>
      )}
      {mayAct && (
        <FormDisclosure name={`end-${id}`} label="End" spoken={`End ${title}`} rowOf={rowOf} onSaved={again}>
          {(ends) => <EndForm agreed={agreement} ends={ends} />}
        </FormDisclosure>
      )}
    </section>
  );
}
