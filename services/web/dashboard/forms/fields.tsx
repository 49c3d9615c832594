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

export interface FieldProps<Values> {
  fields: Fields<Values>;
  name: keyof Values & string;
  label: string;
  hint?: string | undefined;
}

export interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly "aria-invalid"?: "true";
  readonly "aria-describedby"?: string;
}

/** What ties a control to its hint and its problem for who does not see them. */
function controlOf<Values>({ fields, name, hint }: Omit<FieldProps<Values>, "label">): ControlProps {
  const id = fields.idOf(name);
  const problem = fields.problems[name];
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return { id, name, ...(problem ? { "aria-invalid": "true" } : {}), ...(described ? { "aria-describedby": described } : {}) };
}

function ProblemText({ id, problem }: { id: string; problem: string | undefined }) {
  return problem ? <p class="err" id={`${id}-problem`}>{problem}</p> : null;
}

/** A labelled control with its hint, and with what is wrong in the words of the summary. */
export function Field<Values>(props: FieldProps<Values> & { children: (control: ControlProps) => ComponentChildren }) {
  const { fields, name, label, hint, children } = props;
  const id = fields.idOf(name);
  const problem = fields.problems[name];
  return (
    <div class={problem ? "field bad" : "field"}>
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      <ProblemText id={id} problem={problem} />
      {children(controlOf(props))}
    </div>
  );
}

const changed = <Values,>(name: keyof Values & string, value: unknown): Partial<Values> => ({ [name]: value }) as Partial<Values>;

/** What a control for text needs beside its labels: the text, and what to do when it changes. */
function written<Values>({ fields, name }: Pick<FieldProps<Values>, "fields" | "name">) {
  return {
    value: String(fields.values[name] ?? ""),
    onInput: (event: { readonly currentTarget: { readonly value: string } }) => fields.change(changed<Values>(name, event.currentTarget.value)),
  };
}

/** `list` is the id of a list of suggestions. */
export function TextField<Values>({ list, ...field }: FieldProps<Values> & { list?: string }) {
  return <Field {...field}>{(control) => <input {...control} {...written(field)} type="text" autocomplete="off" list={list} />}</Field>;
}

export function DayField<Values>({ min, max, ...field }: FieldProps<Values> & { min?: string; max?: string }) {
  return <Field {...field}>{(control) => <input {...control} {...written(field)} type="date" min={min} max={max} />}</Field>;
}

/** A number as people write it. It is a text for the browser, since number fields swallow what they cannot read. */
export function NumberField<Values>(field: FieldProps<Values>) {
  return <Field {...field}>{(control) => <input {...control} {...written(field)} type="text" inputMode="decimal" autocomplete="off" />}</Field>;
}

export function LongField<Values>({ rows = 3, ...field }: FieldProps<Values> & { rows?: number }) {
  return <Field {...field}>{(control) => <textarea {...control} {...written(field)} rows={rows} />}</Field>;
}

export type Choices = readonly (readonly [value: string, text: string])[];

export function ChoiceField<Values>({ choices, ...field }: FieldProps<Values> & { choices: Choices }) {
  const { value, onInput } = written(field);
  return (
    <Field {...field}>
      {(control) => (
        <select {...control} value={value} onChange={onInput}>
          {choices.map(([one, text]) => <option key={one} value={one}>{text}</option>)}
        </select>
      )}
    </Field>
  );
}

/** The choices of a side; `partner` is what the partner's side is called. */
export const sideChoices = (partner: string): Choices => [["DISTRICT", "Districts"], ["PARTNER", partner]];

/** Something that is so or not. Its value is a boolean. */
export function CheckField<Values>(field: FieldProps<Values>) {
  const { fields, name, label, hint } = field;
  const id = fields.idOf(name);
  const problem = fields.problems[name];
  return (
    <div class={problem ? "field bad" : "field"}>
      <ProblemText id={id} problem={problem} />
      <label class="check">
        <input {...controlOf(field)} type="checkbox" checked={Boolean(fields.values[name])} onChange={(event) => fields.change(changed<Values>(name, event.currentTarget.checked))} />
        <span>{label}{hint && <small id={`${id}-hint`}>{hint}</small>}</span>
      </label>
    </div>
  );
}

/** The fields of one of several rows; their ids, and the names of their problems, are such as `action-0-owner`. */
export function rowFields<Row>({ rows, prefix, problems, onChange, idOf = (name) => name }: {
  rows: readonly Row[];
  prefix: string;
  problems: Readonly<Record<string, string | undefined>>;
  onChange: (rows: Row[]) => void;
  idOf?: (name: string) => string;
}): Fields<Row>[] {
  return rows.map((values, index) => {
    const start = `${prefix}-${index}-`;
    const own = Object.entries(problems).filter(([name]) => name.startsWith(start)).map(([name, text]) => [name.slice(start.length), text]);
    return {
      values,
      problems: Object.fromEntries(own) as Problems<Row>,
      change: (changes) => onChange(rows.map((row, place) => (place === index ? { ...row, ...changes } : row))),
      idOf: (name) => idOf(start + name),
    };
  });
}

/** "1,200.50" or "$ 1200.5" → 1200.5; null for what is no number. */
export function numberOf(text: string): number | null {
  const plain = text.replace(/[\s,$%]/g, "").replace("−", "-");
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}
