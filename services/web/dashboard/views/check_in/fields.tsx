import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { FormProblem, Side } from "./form.ts";

interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly "aria-invalid"?: "true";
  readonly "aria-describedby"?: string;
}

/** A labelled field with its hint, and with what is wrong in the words of the summary. */
export function Field({ id, label, hint, problems = [], children }: {
  id: string;
  label: string;
  hint?: string | undefined;
  problems?: readonly FormProblem[];
  children: (control: ControlProps) => ComponentChildren;
}) {
  const problem = problems.find(({ field }) => field === id);
  const described = [hint ? `${id}-hint` : "", problem ? `${id}-problem` : ""].filter(Boolean).join(" ");
  const control = { id, name: id, ...(problem ? { "aria-invalid": "true" as const } : {}), ...(described ? { "aria-describedby": described } : {}) };
  return (
    <div class={problem ? "field bad" : "field"}>
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {problem && <p class="err" id={`${id}-problem`}>{problem.words}</p>}
      {children(control)}
    </div>
  );
}

export function SideField({ id, label = "Side", value, partner, onChange }: { id: string; label?: string; value: Side; partner: string; onChange: (side: Side) => void }) {
  return (
    <Field id={id} label={label}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => onChange(event.currentTarget.value as Side)}>
          <option value="DISTRICT">Districts</option>
          <option value="PARTNER">{partner}</option>
        </select>
      )}
    </Field>
  );
}

/** What has to be mended, each with a link to its field. It takes the focus whenever it has something new to say. */
export function ProblemSummary({ problems, refusal }: { problems: readonly FormProblem[]; refusal: string | null }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), [problems, refusal]);
  if (!problems.length && refusal === null) return null;
  return (
    <div class="problem" role="alert" tabIndex={-1} ref={place}>
      <h2>There is a problem</h2>
      <ul>
        {problems.map(({ field, words, of }) => (
          <li key={field + words}>
            <a href={`#${field}`} onClick={(event) => { event.preventDefault(); document.getElementById(field)?.focus(); }}>{of ? `${of}: ${words}` : words}</a>
          </li>
        ))}
        {refusal !== null && <li>{refusal}</li>}
      </ul>
    </div>
  );
}

/** The list with one item replaced. */
export const replaced = <Item,>(items: readonly Item[], index: number, changes: Partial<Item>): Item[] =>
  items.map((item, place) => (place === index ? { ...item, ...changes } : item));
