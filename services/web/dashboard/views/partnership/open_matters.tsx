import { useRef } from "preact/hooks";
import { FormDisclosure } from "../../forms/disclosure.tsx";
import type { Editing } from "../../forms/editing.ts";
import { AgreeForm, FinishForm, RaiseForm, ResolveForm } from "../../forms/open_forms.tsx";
import { Section } from "../../parts/section.tsx";
import { dayText, daysBetween } from "../../sentences/dates.ts";
import { capital, counted, inWords } from "../../sentences/numbers.ts";
import { partnerWord } from "./parts.tsx";
import type { Detail } from "./questions.ts";

type Challenge = Detail["challenges"][number];
type Action = Detail["actions"][number];

const rowOf = (subject: string) => `open-${subject}`;

export function openAnswer(challenges: number, actions: number): string {
  if (!challenges && !actions) return "**Nothing is open.**";
  const parts = [challenges ? `${inWords(challenges)} ${challenges === 1 ? "challenge" : "challenges"}` : "", actions ? `${inWords(actions)} ${actions === 1 ? "action" : "actions"}` : ""].filter(Boolean);
  return `**${capital(parts.join(" and "))} ${challenges + actions === 1 ? "is" : "are"} open.**`;
}

/** Challenges and actions that are open, and those closed while one looks: no form goes while somebody writes in it. */
export function OpenMatters({ detail, day, editing }: { detail: Detail; day: string; editing: Editing | null }) {
  const seen = useRef(new Set<string>());
  const isOpen = ({ resolved }: Challenge) => resolved === null;
  const isToDo = ({ done }: Action) => done === null;
  if (editing) [...detail.challenges.filter(isOpen).map(({ challengeId }) => challengeId), ...detail.actions.filter(isToDo).map(({ actionId }) => actionId)].forEach((id) => seen.current.add(id));
  const isShown = (id: string) => editing !== null && seen.current.has(id);
  const challenges = detail.challenges.filter((one) => isOpen(one) || isShown(one.challengeId));
  const actions = detail.actions.filter((one) => isToDo(one) || isShown(one.actionId));
  const ends = { rowOf, onSaved: () => editing?.onSaved() };
  return (
    <div class="no-print">
      <Section id="open" question="What is open?" answer={openAnswer(detail.challenges.filter(isOpen).length, detail.actions.filter(isToDo).length)}>
        <div class="half evidence">
          <div>
            <h3 class="small">Challenges</h3>
            <ul class="rows">{challenges.map((one) => <ChallengeRow key={one.challengeId} one={one} editing={editing} />)}</ul>
            {editing && <FormDisclosure name="raise" label="Raise a challenge" {...ends}>{(end) => <RaiseForm editing={editing} ends={end} />}</FormDisclosure>}
          </div>
          <div>
            <h3 class="small">Actions</h3>
            <ul class="rows">{actions.map((one) => <ActionRow key={one.actionId} one={one} day={day} editing={editing} />)}</ul>
            {editing && <FormDisclosure name="agree" label="Agree on an action" {...ends}>{(end) => <AgreeForm editing={editing} partner={capital(partnerWord(detail))} ends={end} />}</FormDisclosure>}
          </div>
        </div>
      </Section>
    </div>
  );
}

function ChallengeRow({ one, editing }: { one: Challenge; editing: Editing | null }) {
  return (
    <li id={rowOf(one.challengeId)} tabIndex={-1}>
      <span>{one.text} <b>{one.resolved ? `Resolved ${dayText(one.resolved)}` : `Since ${dayText(one.raised)}`}</b>{one.resolution && `: ${one.resolution}`}</span>
      {editing && (
        <FormDisclosure name={`resolve-${one.challengeId}`} label="Resolve" spoken={`Resolve: ${one.text}`} isOver={one.resolved !== null} rowOf={rowOf} onSaved={editing.onSaved}>
          {(ends) => <ResolveForm editing={editing} challenge={one} ends={ends} />}
        </FormDisclosure>
      )}
    </li>
  );
}

function ActionRow({ one, day, editing }: { one: Action; day: string; editing: Editing | null }) {
  const state = one.done ? `Done ${dayText(one.done)}` : one.overdue ? `${counted(daysBetween(one.due, day), "day")} late` : `by ${dayText(one.due)}`;
  return (
    <li id={rowOf(one.actionId)} tabIndex={-1}>
      <span>{one.text} {one.owner}, <b>{state}</b></span>
      {editing && (
        <FormDisclosure name={`finish-${one.actionId}`} label="Finish" spoken={`Finish: ${one.text}`} isOver={one.done !== null} rowOf={rowOf} onSaved={editing.onSaved}>
          {(ends) => <FinishForm editing={editing} action={one} ends={ends} />}
        </FormDisclosure>
      )}
    </li>
  );
}
