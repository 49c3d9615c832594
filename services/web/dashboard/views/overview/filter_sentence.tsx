import { zoneText } from "../../sentences/dates.ts";
import { CopyLink } from "../../parts/copy_button.tsx";
import { type Choice, compareChoices, type Selection, yearChoices } from "./selection.ts";

/** The filters, which read as a sentence and are in the URL. */
export function FilterSentence({ selection, today, zone, districts, onChange }: {
  selection: Selection;
  today: string;
  /** Where today is; null: the districts lie in several time zones. */
  zone: string | null | undefined;
  districts: readonly { readonly districtId: string; readonly name: string }[];
  onChange: (changes: Readonly<Record<string, string | null>>) => void;
}) {
  const year = selection.year === null ? "recent" : selection.isCurrentYear ? "" : String(selection.year);
  const compare = selection.compare === "year" ? "" : selection.compare;
  const years = yearChoices(today);
  const known = years.some(({ value }) => value === year) ? years : [...years, { value: year, text: `School year ${year}` }];
  return (
    <form class="ask no-print" aria-label="What this page is about" onSubmit={(event) => event.preventDefault()}>
      <Choices label="Period" name="year" value={year} choices={known} onChange={onChange} />
      compared with
      <Choices label="Comparison" name="compare" value={compare} choices={compareChoices(selection)} onChange={onChange} />
      in
      <Choices
        label="Districts"
        name="district"
        value={selection.district ?? ""}
        choices={[{ value: "", text: "all districts" }, ...districts.map(({ districtId, name }) => ({ value: districtId, text: name }))]}
        onChange={onChange}
      />
      <span class="grow" />
      <CopyLink />
      {zone !== undefined && zoneText(zone) && <small class="zone">{zoneText(zone)}</small>}
    </form>
  );
}

export function Choices({ label, name, value, choices, onChange }: {
  label: string;
  name: string;
  value: string;
  choices: readonly Choice[];
  onChange: (changes: Readonly<Record<string, string | null>>) => void;
}) {
  return (
    <label>
      <span class="sr">{label}</span>
      <select name={name} value={value} onChange={(event) => onChange({ [name]: event.currentTarget.value || null })}>
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.text}</option>)}
      </select>
    </label>
  );
}
