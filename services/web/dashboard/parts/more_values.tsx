import { Cut } from "./states.tsx";

/** Beside a choice of a dimension's values: says that it has the first ones only, and looks for others by their names. */
export function MoreValues({ shown, total, search, onSearch }: { shown: number; total: number; search: string; onSearch: (search: string) => void }) {
  if (!search && shown >= total) return null;
  const onEnter = (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the form around it is not sent
    onSearch(event.currentTarget.value.trim());
  };
  return (
    <>
      <Cut shown={shown} total={total} what="values" todo="Look for others by a part of their name." />
      <label class="field">Only values with<input type="text" value={search} onChange={(event) => onSearch(event.currentTarget.value.trim())} onKeyDown={onEnter} /></label>
    </>
  );
}
