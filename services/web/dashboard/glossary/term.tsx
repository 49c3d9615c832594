import type { ComponentChildren } from "preact";
import { TERMS, type TermName, type TermText } from "./terms.ts";

/** A word that explains itself: Enter or a click opens its text beside it, Escape closes it and returns the focus. */
export function Term({ name, children }: { name: TermName; children: ComponentChildren }) {
  return <button type="button" class="term" popovertarget={`g-${name}`}>{children}</button>;
}

/** The texts of all terms, once on the page. */
export function Glossary() {
  return <>{Object.entries(TERMS).map(([name, term]) => <Explanation key={name} name={name} term={term} />)}</>;
}

function Explanation({ name, term }: { name: string; term: TermText }) {
  return (
    <div popover="auto" id={`g-${name}`} onToggle={place} role="note" aria-label={term.title}>
      <h3>{term.title}</h3>
      <p>{term.text}</p>
      <dl>
        {term.formula && <><dt>Formula</dt><dd>{term.formula}</dd></>}
        <dt>Source</dt><dd>{term.source}</dd>
      </dl>
    </div>
  );
}

/** Puts the text below the word, or above it where there is no room below. */
function place(event: Event & { newState?: string }): void {
  const text = event.currentTarget as HTMLElement;
  if (event.newState !== "open") return;
  const words = [...document.querySelectorAll<HTMLElement>(`[popovertarget="${text.id}"]`)];
  const word = words.find((one) => one === document.activeElement || one.matches(":hover")) ?? words[0];
  if (!word) return;
  const at = word.getBoundingClientRect();
  const left = Math.max(12, Math.min(at.left, innerWidth - text.offsetWidth - 12));
  const isRoomBelow = at.bottom + 8 + text.offsetHeight < innerHeight;
  text.style.left = `${left}px`;
  text.style.top = `${isRoomBelow ? at.bottom + 8 : Math.max(8, at.top - text.offsetHeight - 8)}px`;
}
