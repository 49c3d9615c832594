import type { ComponentChildren } from "preact";
import { Rich } from "./rich.tsx";

/** A question, its answer in a sentence, the evidence, and where that comes from. */
export function Section({ id, question, answer, action, children, source }: {
  id: string;
  question: string;
  answer?: string | undefined;
  /** What one can do about it, beside the question. */
  action?: ComponentChildren;
  children?: ComponentChildren;
  source?: ComponentChildren;
}) {
  return (
    <section class="q" id={id} aria-labelledby={`h-${id}`} tabIndex={-1}>
      <div class="q-head"><h2 id={`h-${id}`}>{question}</h2>{action}</div>
      {answer && <p class="answer"><Rich text={answer} /></p>}
      {children}
      {source && <p class="source">{source}</p>}
    </section>
  );
}
