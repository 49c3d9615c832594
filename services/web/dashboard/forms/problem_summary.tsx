import type { Problems } from "./fields.tsx";

/** All that is wrong with a form, each with a link to its field. */
export function ProblemSummary<Values>({ problems, general, idOf }: { problems: Problems<Values>; general?: string | undefined; idOf: (field: string) => string }) {
  const entries = Object.entries(problems) as [string, string][];
  if (!entries.length && !general) return null;
  const focus = (event: Event, field: string) => {
    event.preventDefault();
    document.getElementById(idOf(field))?.focus();
  };
  return (
    <div class="problem" role="alert">
      <h4>There is a problem</h4>
      {general && <p>{general}</p>}
      {entries.length > 0 && <ul>{entries.map(([field, text]) => <li key={field}><a href={`#${idOf(field)}`} onClick={(event) => focus(event, field)}>{text}</a></li>)}</ul>}
    </div>
  );
}
