import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useFreshness } from "../api/freshness.ts";
import { dayOf, dayText, timeText } from "../sentences/dates.ts";
import { counted } from "../sentences/numbers.ts";
import { TERMS, type TermName, type TermText } from "./terms.ts";

/**
 * A word that explains itself: Enter or a click opens its text beside it, Escape closes it and returns the focus.
 * `learners` stand behind the number beside it.
 */
export function Term({ name, learners, children }: { name: TermName; learners?: number | null; children: ComponentChildren }) {
  return <button type="button" class="term" popovertarget={`g-${name}`} data-learners={learners ?? undefined}>{children}</button>;
}

/** What a metric of the catalogue says of itself. */
export interface CatalogueMetric {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly formula: string;
  readonly source: string;
}

/** The name of a metric, which explains itself in the words of the API's catalogue. */
export function MetricTerm({ metric, learners }: { metric: CatalogueMetric; learners?: number | null }) {
  const id = `metric-${metric.name}`;
  const term = { title: metric.label, text: metric.description, formula: metric.formula, source: `${metric.name} · ${metric.source}` };
  return (
    <>
      <button type="button" class="term" popovertarget={`g-${id}`} data-learners={learners ?? undefined}>{metric.label}</button>
      <Explanation name={id} term={term} />
    </>
  );
}

/** The texts of all terms, once on the page. */
export function Glossary() {
  return <>{Object.entries(TERMS).map(([name, term]) => <Explanation key={name} name={name} term={term} />)}</>;
}

function Explanation({ name, term }: { name: string; term: TermText }) {
  const moment = useFreshness();
  const [learners, setLearners] = useState<string>();
  const open = (event: ToggledEvent) => setLearners(place(event)?.dataset.learners);
  return (
    <div popover="auto" id={`g-${name}`} onToggle={open} role="note" aria-label={term.title}>
      <h3>{term.title}</h3>
      <p>{term.text}</p>
      <dl>
        {term.formula && <><dt>Formula</dt><dd>{term.formula}</dd></>}
        <dt>Source</dt><dd>{term.source}</dd>
        {moment && <><dt>As of</dt><dd>{timeText(moment)} on {dayText(dayOf(new Date(moment)))}, unless the page is about another day</dd></>}
        {learners && <><dt>Behind this number</dt><dd>{counted(Number(learners), "learner")}</dd></>}
      </dl>
    </div>
  );
}

type ToggledEvent = Event & { readonly newState?: string };

/** Puts the text below the word that opened it, or above it where there is no room below. */
function place(event: ToggledEvent): HTMLElement | undefined {
  const text = event.currentTarget as HTMLElement;
  if (event.newState !== "open") return undefined;
  const words = [...document.querySelectorAll<HTMLElement>(`[popovertarget="${text.id}"]`)];
  const word = words.find((one) => one === document.activeElement || one.matches(":hover")) ?? words[0];
  if (!word) return undefined;
  const at = word.getBoundingClientRect();
  const left = Math.max(12, Math.min(at.left, innerWidth - text.offsetWidth - 12));
  const isRoomBelow = at.bottom + 8 + text.offsetHeight < innerHeight;
  text.style.left = `${left}px`;
  text.style.top = `${isRoomBelow ? at.bottom + 8 : Math.max(8, at.top - text.offsetHeight - 8)}px`;
  return word;
}
