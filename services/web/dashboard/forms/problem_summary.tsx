import { useEffect, useRef } from "preact/hooks";

/** Something that has to be mended, with the id of its field on the page; null where no field is at fault. */
export interface SummaryItem {
  readonly id: string | null;
  readonly text: string;
}

/** What has to be mended, each with a link to its field. It takes the focus whenever it has something new to say. */
export function ProblemSummary({ items }: { items: readonly SummaryItem[] }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), [items]);
  if (!items.length) return null;
  const follow = (event: Event, id: string) => {
    event.preventDefault();
    document.getElementById(id)?.focus();
  };
  return (
    <div class="problem" role="alert" tabIndex={-1} ref={place}>
      <p class="head">There is a problem</p>
      <ul>{items.map(({ id, text }) => <li key={text}>{id === null ? text : <a href={`#${id}`} onClick={(event) => follow(event, id)}>{text}</a>}</li>)}</ul>
    </div>
  );
}
