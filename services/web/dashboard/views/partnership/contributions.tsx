import { useState } from "preact/hooks";
import { ContributionForm, type Standing } from "../../forms/contribution_form.tsx";
import { unitOf } from "../../forms/contribution_rules.ts";
import { PledgeForm } from "../../forms/pledge_form.tsx";
import { FormDisclosure } from "../../forms/disclosure.tsx";
import type { Editing } from "../../forms/editing.ts";
import { go, useAddress, withParameters } from "../../app/router.ts";
import { dayText } from "../../sentences/dates.ts";
import { kindText } from "../../sentences/investment.ts";
import { capital, count, counted, money } from "../../sentences/numbers.ts";
import { partnerWord } from "./parts.tsx";
import type { Detail } from "./questions.ts";

type Contribution = Detail["investment"]["contributions"][number];

const FIRST_SHOWN = 5;
const rowOf = (contributionId: string) => `contribution-${contributionId}`;

/** The latest contributions, one by one, with what one can do about them; `editing` is null for who may only read. */
export function Contributions({ detail, editing }: { detail: Detail; editing: Editing | null }) {
  const [latest, setLatest] = useState<string | null>(null);
  const address = useAddress();
  const isWhole = address.parameters.get("contributions") === "all";
  const partner = capital(partnerWord(detail));
  const all = [...detail.investment.contributions].sort((one, other) => other.date.localeCompare(one.date));
  const shown = all.filter(({ contributionId }, index) => isWhole || index < FIRST_SHOWN || contributionId === latest);
  return (
    <div class="no-print evidence">
      <h3 class="small">Latest contributions</h3>
      <ul class="rows">
        {shown.map((one) => (
          <li key={one.contributionId} id={rowOf(one.contributionId)} tabIndex={-1}>
            <span><b>{kindText(one.kind)}</b> · {one.side === "PARTNER" ? partner : "Districts"} · {dayText(one.date)} · {worthText(one)}</span>
            {editing && <Correct one={one} partner={partner} editing={editing} />}
          </li>
        ))}
      </ul>
      {shown.length < all.length && <p><button type="button" class="button link" onClick={() => go(withParameters(address, { contributions: "all" }), { replace: true })}>Show all {counted(all.length, "contribution")}</button></p>}
      {editing && (
        <FormDisclosure name="contribution" label="Record a contribution" rowOf={rowOf} onSaved={editing.onSaved}>
          {(ends) => <ContributionForm editing={editing} partner={partner} ends={{ ...ends, onSaved: (saved) => { setLatest(saved.subject); ends.onSaved(saved); } }} />}
        </FormDisclosure>
      )}
      {editing && (
        <FormDisclosure name="pledge" label="Promise a contribution" rowOf={(pledgeId) => `pledge-${pledgeId}`} onSaved={editing.onSaved}>
          {(ends) => <PledgeForm editing={editing} partner={partner} ends={ends} />}
        </FormDisclosure>
      )}
    </div>
  );
}

function Correct({ one, partner, editing }: { one: Contribution; partner: string; editing: Editing }) {
  const label = `Correct ${kindText(one.kind).toLowerCase()} of ${dayText(one.date)}`;
  return (
    <FormDisclosure name={`correct-${one.contributionId}`} label="Correct" spoken={label} rowOf={rowOf} onSaved={editing.onSaved}>
      {(ends) => <ContributionForm editing={editing} partner={partner} standing={standingOf(one)} ends={ends} />}
    </FormDisclosure>
  );
}

/** A worth that came of a rate was not said by anybody, so it is not written into the form. */
function standingOf({ contributionId, side, kind, quantity, statedAmount, date, source, pledgeId, role }: Contribution): Standing {
  const values = { side, kind, date, quantity: quantity === null ? "" : String(quantity), amount: statedAmount === null ? "" : String(statedAmount), source: source ?? "" };
  return { contributionId, values, pledgeId, role };
}

function worthText({ kind, quantity, amount }: Contribution): string {
  const unit = unitOf(kind)?.toLowerCase();
  const many = quantity !== null && unit ? (unit === "how many" ? count(quantity) : `${count(quantity)} ${unit}`) : "";
  return [many, amount === null ? "no value yet" : money(amount)].filter(Boolean).join(", ");
}
