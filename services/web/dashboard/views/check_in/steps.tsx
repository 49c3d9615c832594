import { promiseText } from "../../sentences/check_ins.ts";
import { dayText } from "../../sentences/dates.ts";
import { Field, replaced, SideField } from "./fields.tsx";
import { type CheckInForm, type FormProblem, howField, NO_ACTION, NO_ADJUSTMENT, NOBODY } from "./form.ts";
import { type Invited, openActions, openChallenges, type Prepared } from "./questions.ts";

export interface StepProps {
  readonly form: CheckInForm;
  readonly problems: readonly FormProblem[];
  readonly change: (changes: Partial<CheckInForm>) => void;
  /** What the partner is called, with a capital letter. */
  readonly partner: string;
}

export function WhenAndWho({ form, problems, change, partner, invited, due, today }: StepProps & { invited: readonly Invited[]; due: string; today: string }) {
  const isHere = ({ name, side }: Invited) => form.present.some((person) => person.name === name && person.side === side);
  const toggle = (person: Invited) => {
    const rest = form.present.filter(({ name, side }) => name !== person.name || side !== person.side);
    change({ present: isHere(person) ? rest : [...rest, { name: person.name, side: person.side }] });
  };
  return (
    <fieldset class="step">
      <legend>When, and who was there?</legend>
      <Field id="held" label="Held on" hint={`On or before ${dayText(due)} counts as on time.`} problems={problems}>
        {(control) => <input type="date" {...control} value={form.held} max={today} onInput={(event) => change({ held: event.currentTarget.value })} />}
      </Field>
      {invited.length > 0 && (
        <div class="field" role="group" aria-labelledby="present">
          <span class="lab" id="present">Present</span>
          {invited.map((person) => (
            <label class="check" key={`${person.side} ${person.name}`}>
              <input type="checkbox" checked={isHere(person)} onChange={() => toggle(person)} />
              <span>{person.name}<small>{person.note}</small></span>
            </label>
          ))}
        </div>
      )}
      {form.others.map(({ name, side }, index) => (
        <div class="pair" role="group" aria-label={`Somebody else ${index + 1}`} key={index}>
          <Field id={`other-${index}-name`} label="Somebody else" problems={problems}>
            {(control) => <input type="text" autocomplete="off" {...control} value={name} onInput={(event) => change({ others: replaced(form.others, index, { name: event.currentTarget.value }) })} />}
          </Field>
          <SideField id={`other-${index}-side`} value={side} partner={partner} onChange={(next) => change({ others: replaced(form.others, index, { side: next }) })} />
        </div>
      ))}
      <button type="button" class="add" onClick={() => change({ others: [...form.others, NOBODY] })}>Add another person</button>
    </fieldset>
  );
}

export function OpenPromises({ form, problems, change, prepared, today }: StepProps & { prepared: Prepared; today: string }) {
  const actions = openActions(prepared);
  const challenges = openChallenges(prepared);
  const toggleDone = (id: string) => change({ done: form.done.includes(id) ? form.done.filter((other) => other !== id) : [...form.done, id] });
  const toggleResolved = (id: string) => {
    const { [id]: how, ...rest } = form.resolved;
    change({ resolved: how === undefined ? { ...rest, [id]: "" } : rest });
  };
  return (
    <fieldset class="step">
      <legend>What became of the open promises?</legend>
      <p class="hint">{actions.length + challenges.length ? "What stays open is carried on by itself." : "Nothing is open."}</p>
      {actions.map((action) => (
        <label class="check" key={action.actionId}>
          <input type="checkbox" checked={form.done.includes(action.actionId)} onChange={() => toggleDone(action.actionId)} />
          <span>Done: {action.text}<small>{promiseText(action, today)}</small></span>
        </label>
      ))}
      {challenges.map(({ challengeId, text }) => (
        <div key={challengeId}>
          <label class="check">
            <input type="checkbox" checked={form.resolved[challengeId] !== undefined} onChange={() => toggleResolved(challengeId)} />
            <span>Resolved: {text}<small>When you tick it, say how it was resolved. It becomes part of the record.</small></span>
          </label>
          {form.resolved[challengeId] !== undefined && (
            <Field id={howField(challengeId)} label="How it was resolved" problems={problems}>
              {(control) => <input type="text" autocomplete="off" {...control} value={form.resolved[challengeId]} onInput={(event) => change({ resolved: { ...form.resolved, [challengeId]: event.currentTarget.value } })} />}
            </Field>
          )}
        </div>
      ))}
    </fieldset>
  );
}

export function NewChallenges({ form, change }: StepProps) {
  const isOne = form.challenges.length === 1;
  return (
    <fieldset class="step">
      <legend>What stands in the way?</legend>
      {form.challenges.map((text, index) => (
        <Field key={index} id={`challenge-${index}`} label={isOne ? "A new challenge" : `New challenge ${index + 1}`} hint={index ? undefined : "One at a time. No names of learners."}>
          {(control) => <textarea rows={3} {...control} value={text} onInput={(event) => change({ challenges: form.challenges.map((other, place) => (place === index ? event.currentTarget.value : other)) })} />}
        </Field>
      ))}
      <button type="button" class="add" onClick={() => change({ challenges: [...form.challenges, ""] })}>Add another challenge</button>
    </fieldset>
  );
}

export function NewActions({ form, problems, change, partner, people }: StepProps & { people: readonly string[] }) {
  return (
    <fieldset class="step">
      <legend>Who does what until next time?</legend>
      {form.actions.map((action, index) => {
        const id = (field: string) => `action-${index}-${field}`;
        const update = (changes: Partial<typeof action>) => change({ actions: replaced(form.actions, index, changes) });
        return (
          <div class="quad" role="group" aria-label={`Action ${index + 1}`} key={index}>
            <Field id={id("text")} label="What" problems={problems}>
              {(control) => <input type="text" autocomplete="off" {...control} value={action.text} onInput={(event) => update({ text: event.currentTarget.value })} />}
            </Field>
            <Field id={id("owner")} label="Who" problems={problems}>
              {(control) => <input type="text" autocomplete="off" list="people" {...control} value={action.owner} onInput={(event) => update({ owner: event.currentTarget.value })} />}
            </Field>
            <SideField id={id("side")} value={action.side} partner={partner} onChange={(side) => update({ side })} />
            <Field id={id("due")} label="By when" problems={problems}>
              {(control) => <input type="date" {...control} value={action.due} min={form.held} onInput={(event) => update({ due: event.currentTarget.value })} />}
            </Field>
          </div>
        );
      })}
      <button type="button" class="add" onClick={() => change({ actions: [...form.actions, NO_ACTION] })}>Add another action</button>
      <datalist id="people">{people.map((name) => <option key={name} value={name} />)}</datalist>
    </fieldset>
  );
}

export function Adjustments({ form, problems, change }: StepProps) {
  return (
    <fieldset class="step">
      <legend>Does anything change in the agreement?</legend>
      <p class="hint">Leave it empty if nothing changes. A new rhythm of check-ins goes here, too.</p>
      {form.adjustments.map((adjustment, index) => {
        const id = (field: string) => `change-${index}-${field}`;
        const update = (changes: Partial<typeof adjustment>) => change({ adjustments: replaced(form.adjustments, index, changes) });
        return (
          <div class="quad" role="group" aria-label={`Change ${index + 1}`} key={index}>
            <Field id={id("what")} label="What changes" problems={problems}>
              {(control) => <textarea rows={2} {...control} value={adjustment.what} onInput={(event) => update({ what: event.currentTarget.value })} />}
            </Field>
            <Field id={id("why")} label="Why" problems={problems}>
              {(control) => <input type="text" autocomplete="off" {...control} value={adjustment.why} onInput={(event) => update({ why: event.currentTarget.value })} />}
            </Field>
            <Field id={id("effective")} label="From" problems={problems}>
              {(control) => <input type="date" {...control} value={adjustment.effective} onInput={(event) => update({ effective: event.currentTarget.value })} />}
            </Field>
            <Field id={id("cadence")} label="Days between" problems={problems}>
              {(control) => <input type="text" inputMode="numeric" autocomplete="off" {...control} value={adjustment.cadence} onInput={(event) => update({ cadence: event.currentTarget.value })} />}
            </Field>
          </div>
        );
      })}
      <button type="button" class="add" onClick={() => change({ adjustments: [...form.adjustments, NO_ADJUSTMENT] })}>Add another change</button>
    </fieldset>
  );
}

export function Notes({ form, change }: StepProps) {
  return (
    <fieldset class="step">
      <legend>Notes</legend>
      <Field id="notes" label="For the record" hint="Both sides can read them.">
        {(control) => <textarea rows={3} {...control} value={form.notes} onInput={(event) => change({ notes: event.currentTarget.value })} />}
      </Field>
    </fieldset>
  );
}
