import { ChoiceField, DayField, type Fields, LongField, NumberField, type Problems, rowFields, sideChoices, TextField } from "../../forms/fields.tsx";
import { promiseText } from "../../sentences/check_ins.ts";
import { dayText } from "../../sentences/dates.ts";
import { type CheckInForm, doneField, howField, NO_ACTION, NO_ADJUSTMENT, NOBODY } from "./form.ts";
import { type Invited, openActions, openChallenges, type Prepared } from "./questions.ts";

export interface StepProps {
  readonly fields: Fields<CheckInForm>;
  /** What the partner is called, with a capital letter. */
  readonly partner: string;
}

type ListName = "others" | "actions" | "adjustments";

/** The fields of each row of one of the form's lists. */
function rowsOf<Name extends ListName>({ values, problems, change }: Fields<CheckInForm>, name: Name, prefix: string): Fields<CheckInForm[Name][number]>[] {
  return rowFields<CheckInForm[Name][number]>({ rows: values[name], prefix, problems, onChange: (rows) => change({ [name]: rows }) });
}

export function WhenAndWho({ fields, partner, invited, due, today }: StepProps & { invited: readonly Invited[]; due: string; today: string }) {
  const { values, change } = fields;
  const isHere = ({ name, side }: Invited) => values.present.some((person) => person.name === name && person.side === side);
  const toggle = (person: Invited) => {
    const rest = values.present.filter(({ name, side }) => name !== person.name || side !== person.side);
    change({ present: isHere(person) ? rest : [...rest, { name: person.name, side: person.side }] });
  };
  return (
    <fieldset class="step">
      <legend>When, and who was there?</legend>
      <DayField fields={fields} name="held" label="Held on" hint={`On or before ${dayText(due)} counts as on time.`} max={today} />
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
      {rowsOf(fields, "others", "other").map((row, index) => (
        <div class="pair" role="group" aria-label={`Somebody else ${index + 1}`} key={index}>
          <TextField fields={row} name="name" label="Somebody else" />
          <ChoiceField fields={row} name="side" label="Side" choices={sideChoices(partner)} />
        </div>
      ))}
      <button type="button" class="add" onClick={() => change({ others: [...values.others, NOBODY] })}>Add another person</button>
    </fieldset>
  );
}

/** The fields in which one says how challenges were resolved, by the id of the challenge. */
function resolutionFields({ values, problems, change }: Fields<CheckInForm>): Fields<Readonly<Record<string, string>>> {
  const all: Readonly<Record<string, string | undefined>> = problems;
  const own = Object.keys(values.resolved).map((id) => [id, all[howField(id)]]);
  return {
    values: values.resolved,
    problems: Object.fromEntries(own) as Problems<Readonly<Record<string, string>>>,
    change: (changes) => change({ resolved: { ...values.resolved, ...changes } as Readonly<Record<string, string>> }),
    idOf: howField,
  };
}

export function OpenPromises({ fields, prepared, today }: StepProps & { prepared: Prepared; today: string }) {
  const { values, change } = fields;
  const actions = openActions(prepared);
  const challenges = openChallenges(prepared);
  const toggleDone = (id: string) => change({ done: values.done.includes(id) ? values.done.filter((other) => other !== id) : [...values.done, id] });
  const toggleResolved = (id: string) => {
    const { [id]: how, ...rest } = values.resolved;
    change({ resolved: how === undefined ? { ...rest, [id]: "" } : rest });
  };
  return (
    <fieldset class="step">
      <legend>What became of the open promises?</legend>
      <p class="hint">{actions.length + challenges.length ? "What stays open is carried on by itself." : "Nothing is open."}</p>
      {actions.map((action) => (
        <label class="check" key={action.actionId}>
          <input type="checkbox" id={doneField(action.actionId)} checked={values.done.includes(action.actionId)} onChange={() => toggleDone(action.actionId)} />
          <span>Done: {action.text}<small>{promiseText(action, today)}</small></span>
        </label>
      ))}
      {challenges.map(({ challengeId, text }) => (
        <div key={challengeId}>
          <label class="check">
            <input type="checkbox" checked={values.resolved[challengeId] !== undefined} onChange={() => toggleResolved(challengeId)} />
            <span>Resolved: {text}<small>When you tick it, say how it was resolved. It becomes part of the record.</small></span>
          </label>
          {values.resolved[challengeId] !== undefined && <TextField fields={resolutionFields(fields)} name={challengeId} label="How it was resolved" />}
        </div>
      ))}
    </fieldset>
  );
}

export function NewChallenges({ fields }: StepProps) {
  const { values: { challenges }, problems, change } = fields;
  const rows = rowFields({ rows: challenges.map((text) => ({ text })), prefix: "challenge", problems, onChange: (all) => change({ challenges: all.map(({ text }) => text) }) });
  return (
    <fieldset class="step">
      <legend>What stands in the way?</legend>
      {rows.map((row, index) => (
        <LongField key={index} fields={row} name="text" label={rows.length === 1 ? "A new challenge" : `New challenge ${index + 1}`} hint={index ? undefined : "One at a time. No names of learners."} />
      ))}
      <button type="button" class="add" onClick={() => change({ challenges: [...challenges, ""] })}>Add another challenge</button>
    </fieldset>
  );
}

export function NewActions({ fields, partner, people }: StepProps & { people: readonly string[] }) {
  const { values, change } = fields;
  return (
    <fieldset class="step">
      <legend>Who does what until next time?</legend>
      {rowsOf(fields, "actions", "action").map((row, index) => (
        <div class="quad" role="group" aria-label={`Action ${index + 1}`} key={index}>
          <TextField fields={row} name="text" label="What" />
          <TextField fields={row} name="owner" label="Who" list="people" />
          <ChoiceField fields={row} name="side" label="Side" choices={sideChoices(partner)} />
          <DayField fields={row} name="due" label="By when" min={values.held} />
        </div>
      ))}
      <button type="button" class="add" onClick={() => change({ actions: [...values.actions, NO_ACTION] })}>Add another action</button>
      <datalist id="people">{people.map((name) => <option key={name} value={name} />)}</datalist>
    </fieldset>
  );
}

export function Adjustments({ fields }: StepProps) {
  const { values, change } = fields;
  return (
    <fieldset class="step">
      <legend>Does anything change in the agreement?</legend>
      <p class="hint">Leave it empty if nothing changes. A new rhythm of check-ins goes here, too.</p>
      {rowsOf(fields, "adjustments", "change").map((row, index) => (
        <div class="quad" role="group" aria-label={`Change ${index + 1}`} key={index}>
          <LongField fields={row} name="what" label="What changes" rows={2} />
          <TextField fields={row} name="why" label="Why" />
          <DayField fields={row} name="effective" label="From" />
          <NumberField fields={row} name="cadence" label="Days between" />
        </div>
      ))}
      <button type="button" class="add" onClick={() => change({ adjustments: [...values.adjustments, NO_ADJUSTMENT] })}>Add another change</button>
    </fieldset>
  );
}

export function Notes({ fields }: StepProps) {
  return (
    <fieldset class="step">
      <legend>Notes</legend>
      <LongField fields={fields} name="notes" label="For the record" hint="Both sides can read them." />
    </fieldset>
  );
}
