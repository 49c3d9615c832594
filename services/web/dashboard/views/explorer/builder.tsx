import { useState } from "preact/hooks";
import { useQuery } from "../../api/use_query.ts";
import { type CatalogueQuery, DimensionValues } from "../../operations/generated.ts";
import { MoreValues } from "../../parts/more_values.tsx";
import { schoolYearOf, schoolYearText } from "../../sentences/dates.ts";
import { type Asked, boundsOf, columnOf, filtersOf, formulaProblem, havingOf, whereOf } from "../../sentences/questions.ts";

interface BuilderProps {
  readonly asked: Asked;
  readonly catalogue: CatalogueQuery;
  readonly today: string;
  /** What is wrong with a formula, in the server's words. */
  readonly formulaError: string | null;
  readonly onChange: (asked: Asked) => void;
}

/** The question in parts that can be changed; each change is a new address. */
export function Builder(props: BuilderProps) {
  return (
    <form class="build" aria-label="The question" onSubmit={(event) => event.preventDefault()}>
      <Measures {...props} />
      <Groupings {...props} />
      <When {...props} />
      <Compared {...props} />
      <Filters {...props} />
      <Bounds {...props} />
      <Formulas {...props} />
    </form>
  );
}

function Chip({ text, onRemove }: { text: string; onRemove?: (() => void) | undefined }) {
  return <span class="chip">{text}{onRemove && <button type="button" aria-label={`Remove ${text}`} onClick={onRemove}>×</button>}</span>;
}

interface Option { readonly value: string; readonly text: string }

/** A list that adds what is chosen from it. */
function Add({ label, options, onAdd }: { label: string; options: readonly Option[]; onAdd: (value: string) => void }) {
  return (
    <select aria-label={label} value="" onChange={(event) => { if (event.currentTarget.value) onAdd(event.currentTarget.value); event.currentTarget.value = ""; }}>
      <option value="">{label}</option>
      {options.map(({ value, text }) => <option key={value} value={value}>{text}</option>)}
    </select>
  );
}

const labelOf = (items: readonly { readonly name: string; readonly label: string }[], name: string) => items.find((item) => item.name === name)?.label ?? name;

function Measures({ asked, catalogue, onChange }: BuilderProps) {
  const chosen = asked.metrics.map(columnOf);
  const without = (name: string) => onChange({ ...asked, metrics: asked.metrics.filter((pick) => columnOf(pick) !== name), having: undefined, orderBy: undefined });
  return (
    <fieldset>
      <legend>Measure</legend>
      <div class="chips">{chosen.map((name) => <Chip key={name} text={labelOf(catalogue.metrics, name)} onRemove={chosen.length > 1 ? () => without(name) : undefined} />)}</div>
      <p class="evidence">
        <Add label="Add a measure" options={catalogue.metrics.filter(({ name }) => !chosen.includes(name)).map(({ name, label }) => ({ value: name, text: label }))} onAdd={(name) => onChange({ ...asked, metrics: [...asked.metrics, { metric: { name } }] })} />
      </p>
    </fieldset>
  );
}

/** The dimensions that all chosen measures have. */
function dimensionsOf({ asked, catalogue }: Pick<BuilderProps, "asked" | "catalogue">) {
  const metrics = asked.metrics.flatMap((pick) => ("metric" in pick ? catalogue.metrics.filter(({ name }) => name === pick.metric.name) : []));
  return catalogue.dimensions.filter(({ name }) => metrics.every(({ dimensions }) => dimensions.some((one) => one.name === name)));
}

function Groupings({ asked, catalogue, onChange }: BuilderProps) {
  const groups = asked.groupBy ?? [];
  return (
    <fieldset>
      <legend>One row for each</legend>
      <div class="chips">{groups.map((name) => <Chip key={name} text={labelOf(catalogue.dimensions, name)} onRemove={() => onChange({ ...asked, groupBy: groups.filter((one) => one !== name) })} />)}</div>
      <p class="evidence">
        <Add label="Add a grouping" options={dimensionsOf({ asked, catalogue }).filter(({ name }) => !groups.includes(name)).map(({ name, label }) => ({ value: name, text: label }))} onAdd={(name) => onChange({ ...asked, groupBy: [...groups, name] })} />
      </p>
    </fieldset>
  );
}

const STEPS: readonly Option[] = [
  { value: "", text: "In one piece" },
  { value: "DAY", text: "By day" },
  { value: "WEEK", text: "By week" },
  { value: "MONTH", text: "By month" },
  { value: "TERM", text: "By term" },
  { value: "GRADING_PERIOD", text: "By grading period" },
  { value: "SCHOOL_YEAR", text: "By school year" },
];

function When({ asked, today, onChange }: BuilderProps) {
  const { time } = asked;
  const year = schoolYearOf(today);
  const value = "schoolYear" in time ? `year ${time.schoolYear}` : "last" in time ? `last ${time.last.n}` : "between";
  const years = [...new Set([year, year - 1, ...("schoolYear" in time ? [time.schoolYear] : [])])];
  const set = (choice: string) => {
    const [kind, number] = choice.split(" ");
    if (kind === "year") onChange({ ...asked, time: { schoolYear: Number(number) } });
    else if (kind === "last") onChange({ ...asked, time: { last: { n: Number(number), unit: "MONTH", includeCurrent: true } } });
    else onChange({ ...asked, time: { between: { from: `${year - 1}-07-01`, to: today } } });
  };
  const day = (name: "from" | "to") => "between" in time && (
    <label class="field">{name === "from" ? "From" : "To"}<input type="date" value={time.between[name]} onChange={(event) => event.currentTarget.value && onChange({ ...asked, time: { between: { ...time.between, [name]: event.currentTarget.value } } })} /></label>
  );
  return (
    <fieldset>
      <legend>When</legend>
      <select aria-label="Period" value={value} onChange={(event) => set(event.currentTarget.value)}>
        {years.map((one) => <option key={one} value={`year ${one}`}>School year {schoolYearText(one)}{one === year ? " so far" : ""}</option>)}
        {[3, 12].map((months) => <option key={months} value={`last ${months}`}>Last {months} months</option>)}
        <option value="between">From a day to a day</option>
      </select>
      {day("from")}{day("to")}
      <p class="field">
        <select aria-label="In steps of" value={asked.granularity ?? ""} onChange={(event) => onChange({ ...asked, granularity: event.currentTarget.value || undefined as never })}>
          {STEPS.map((step) => <option key={step.value} value={step.value}>{step.text}</option>)}
        </select>
      </p>
    </fieldset>
  );
}

function Compared({ asked, onChange }: BuilderProps) {
  const value = asked.compare?.priorYear ? "year" : asked.compare?.previousPeriod ? "before" : "";
  const set = (choice: string) => onChange({ ...asked, compare: choice === "year" ? { priorYear: true } : choice === "before" ? { previousPeriod: true } : (undefined as never) });
  return (
    <fieldset>
      <legend>Compared with</legend>
      <select aria-label="Comparison" value={value} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">Nothing</option>
        <option value="year">The same days a year before</option>
        <option value="before">The period just before</option>
      </select>
    </fieldset>
  );
}

function Filters({ asked, catalogue, onChange }: BuilderProps) {
  const filters = filtersOf(asked.where);
  const [dimension, setDimension] = useState("");
  const [search, setSearch] = useState("");
  const values = useQuery(DimensionValues, dimension ? { search: search || null } : null);
  const found = values.data?.dimensions.find(({ name }) => name === dimension)?.values;
  const nodes = found?.nodes ?? [];
  if (filters === null) return <fieldset><legend>Only learners with</legend><div class="chips"><Chip text="A filter of its own" onRemove={() => onChange({ ...asked, where: undefined })} /></div></fieldset>;
  const add = (value: string) => {
    const others = filters.filter((filter) => filter.dimension !== dimension);
    const own = filters.find((filter) => filter.dimension === dimension)?.values ?? [];
    onChange({ ...asked, where: whereOf([...others, { dimension, values: [...new Set([...own, value])] }]) });
    setDimension("");
    setSearch("");
  };
  return (
    <fieldset>
      <legend>Only learners with</legend>
      <div class="chips">{filters.map((filter) => <Chip key={filter.dimension} text={`${labelOf(catalogue.dimensions, filter.dimension)}: ${filter.values.join(" or ")}`} onRemove={() => onChange({ ...asked, where: whereOf(filters.filter((one) => one !== filter)) })} />)}</div>
      <p class="evidence"><select aria-label="Filter by" value={dimension} onChange={(event) => setDimension(event.currentTarget.value)}><option value="">Add a filter</option>{dimensionsOf({ asked, catalogue }).map(({ name, label }) => <option key={name} value={name}>{label}</option>)}</select></p>
      {dimension && <p class="field"><Add label={values.data ? "Choose a value" : "Loading values"} options={nodes.filter(({ value }) => value !== null).map(({ value, label }) => ({ value: value ?? "", text: label ?? value ?? "" }))} onAdd={add} /></p>}
      {dimension && found && <MoreValues shown={nodes.length} total={found.totalCount} search={search} onSearch={setSearch} />}
    </fieldset>
  );
}

function Bounds({ asked, catalogue, onChange }: BuilderProps) {
  const bounds = boundsOf(asked.having);
  const [metric, setMetric] = useState("");
  if (bounds === null) return <fieldset><legend>Only rows with</legend><div class="chips"><Chip text="A condition of its own" onRemove={() => onChange({ ...asked, having: undefined })} /></div></fieldset>;
  const add = (text: string) => {
    if (text === "" || !Number.isFinite(Number(text))) return;
    onChange({ ...asked, having: havingOf([...bounds.filter(({ name }) => name !== metric), { name: metric, gte: Number(text) }]) });
    setMetric("");
  };
  return (
    <fieldset>
      <legend>Only rows with</legend>
      <div class="chips">{bounds.map((bound) => <Chip key={bound.name} text={`${labelOf(catalogue.metrics, bound.name)} at least ${bound.gte}`} onRemove={() => onChange({ ...asked, having: havingOf(bounds.filter((one) => one !== bound)) })} />)}</div>
      <p class="evidence"><select aria-label="Condition on" value={metric} onChange={(event) => setMetric(event.currentTarget.value)}><option value="">Add a condition</option>{asked.metrics.map(columnOf).map((name) => <option key={name} value={name}>{labelOf(catalogue.metrics, name)}</option>)}</select></p>
      {metric && <label class="field">At least<input type="number" step="any" onChange={(event) => add(event.currentTarget.value)} /></label>}
    </fieldset>
  );
}

function Formulas({ asked, formulaError, onChange }: BuilderProps) {
  const derived = asked.metrics.flatMap((pick, index) => ("derived" in pick ? [{ ...pick.derived, index }] : []));
  const set = (index: number, changes: { readonly as?: string; readonly formula?: string }) =>
    onChange({ ...asked, metrics: asked.metrics.map((pick, at) => (at === index && "derived" in pick ? { derived: { ...pick.derived, ...changes } } : pick)) });
  const problem = formulaError === null ? null : formulaProblem(formulaError);
  return (
    <fieldset>
      <legend>Your own measure</legend>
      {derived.map(({ as, formula, index }, order) => {
        const isBad = problem !== null && order === derived.length - 1;
        return (
          <div key={index}>
            <label class="field">Name<input type="text" value={as} onChange={(event) => set(index, { as: event.currentTarget.value.trim() || as })} /></label>
            <div class={isBad ? "field bad" : "field"}>
              <label for={`formula-${index}`}>Formula</label>
              <input type="text" class="formula" id={`formula-${index}`} value={formula} spellcheck={false} aria-invalid={isBad} aria-describedby={isBad ? `problem-${index}` : undefined} onChange={(event) => set(index, { formula: event.currentTarget.value })} />
              {isBad && problem.column !== null && <p class="caret" aria-hidden="true">{" ".repeat(Math.max(0, problem.column - 1))}▲</p>}
              {isBad && <p class="err" id={`problem-${index}`}>{problem.column === null ? "" : `Column ${problem.column}: `}{problem.text}</p>}
            </div>
          </div>
        );
      })}
      {problem && <p class="hint">The answer is still the last one that could be computed.</p>}
      <p class="evidence"><button type="button" class="add" onClick={() => onChange({ ...asked, metrics: [...asked.metrics, { derived: { as: `own_measure_${derived.length + 1}`, formula: "absences / members" } }] })}>Add a formula</button></p>
    </fieldset>
  );
}
