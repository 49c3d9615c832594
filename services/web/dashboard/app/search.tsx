import { useRef, useState } from "preact/hooks";
import { useQuery } from "../api/use_query.ts";
import { SearchedNames } from "../operations/generated.ts";
import { searchedText, searchedWord, searchResults } from "../sentences/search.ts";

export const SEARCH = "search";

/** Goes to a partnership, district or school by its name. `/` opens it, Escape closes it. */
export function Search() {
  const place = useRef<HTMLDetailsElement>(null);
  const [text, setText] = useState("");
  const answer = useQuery(SearchedNames, text.trim() ? { search: searchedWord(text) } : null);
  const results = answer.data && text.trim() ? searchResults(answer.data, text) : undefined;
  const close = () => {
    place.current?.removeAttribute("open");
    setText("");
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    close();
    place.current?.querySelector("summary")?.focus();
  };
  return (
    <details class="search" id={SEARCH} ref={place} onKeyDown={leave} onToggle={(event) => event.currentTarget.open && event.currentTarget.querySelector("input")?.focus()}>
      <summary>Search</summary>
      <search>
        <label>
          Partnership, district or school
          <input type="text" value={text} onInput={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => event.key === "Enter" && place.current?.querySelector<HTMLElement>("li a")?.click()} autocomplete="off" spellcheck={false} />
        </label>
        <p class="small muted" role="status">{results && !answer.isWaiting ? searchedText(results, text.trim()) : ""}</p>
        <ul onClick={close}>
          {results?.shown.map(({ link, name, note }) => <li key={link}><a href={link}>{name}<small>{note}</small></a></li>)}
        </ul>
      </search>
    </details>
  );
}
