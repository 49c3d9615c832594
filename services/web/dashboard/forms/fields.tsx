import type { ComponentChildren } from "preact";

/** What a form hands to its fields: what is written, what is wrong with it, and how to change it. */
export interface Fields<Values> {
  readonly values: Values;
  readonly problems: Problems<Values>;
  readonly change: (changes: Partial<Values>) => void;
  /** Makes ids that are this form's own. */
  readonly idOf: (name: keyof Values & string) => string;
}

/** By field, what is wrong in words. The same words stand in the summary and at the field. */
export type Problems<Values> = Partial<Record<keyof Values & string, string>>;

interface FieldProps<Values> {
  fields: Fields<Values>;
  name: keyof Values & string;
  label: string;
  hint?: string | undefined;
}

interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly "aria-invalid"?: "true";
  readonly "aria-describedby"?: string;
}

function Field<Values>({ fields, name, label, hint, children }: FieldProps<Values> & { children: (control: ControlProps) => ComponentChildren }) {
  const id = fields.idOf(name);
  const problem = fields.problems[name];
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  const control = { id, name, ...(problem ? { "aria-invalid": "true" as const } : {}), ...(described ? { "aria-describedby": described } : {}) };
  return (
    <div class={problem ? "field bad" : "field"}>
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {problem && <p class="err" id={`${id}-problem`}>{problem}</p>}
      {children(control)}
    </div>
  );
}

const changed = <Values,>(name: keyof Values & string, value: string): Partial<Values> => ({ [name]: value }) as Partial<Values>;

export function TextField<Values>(field: FieldProps<Values>) {
  const { fields, name } = field;
  return <Field {...field}>{(control) => <input {...control} type="text" autocomplete="off" value={String(fields.values[name] ?? "")} onInput={(event) => fields.change(changed<Values>(name, event.currentTarget.value))} />}</Field>;
}

export function DayField<Values>(field: FieldProps<Values>) {
  const { fields, name } = field;
  return <Field {...field}>{(control) => <input {...control} type="date" value={String(fields.values[name] ?? "")} onInput={(event) => fields.change(changed<Values>(name, event.currentTarget.value))} />}</Field>;
}

/** A number as people write it. It is a text for the browser, since number fields swallow what they cannot read. */
export function NumberField<Values>(field: FieldProps<Values>) {
  const { fields, name } = field;
  return <Field {...field}>{(control) => <input {...control} type="text" inputMode="decimal" autocomplete="off" value={String(fields.values[name] ?? "")} onInput={(event) => fields.change(changed<Values>(name, event.currentTarget.value))} />}</Field>;
}

export function LongField<Values>({ rows = 3, ...field }: FieldProps<Values> & { rows?: number }) {
  const { fields, name } = field;
  return <Field {...field}>{(control) => <textarea {...control} rows={rows} value={String(fields.values[name] ?? "")} onInput={(event) => fields.change(changed<Values>(name, event.currentTarget.value))} />}</Field>;
}

export function ChoiceField<Values>({ choices, ...field }: FieldProps<Values> & { choices: readonly (readonly [value: string, text: string])[] }) {
  const { fields, name } = field;
  return (
    <Field {...field}>
      {(control) => (
        <select {...control} value={String(fields.values[name] ?? "")} onChange={(event) => fields.change(changed<Values>(name, event.currentTarget.value))}>
          {choices.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
        </select>
      )}
    </Field>
  );
}

/** "1,200.50" or "$ 1200.5" → 1200.5; null for what is no number. */
export function numberOf(text: string): number | null {
  const plain = text.replace(/[\s,$]/g, "");
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}
