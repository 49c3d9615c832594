import { useState } from "preact/hooks";
import { useQuery } from "../api/use_query.ts";
import { DimensionValues, ParticipantMetrics, PreviewOfQuestion } from "../operations/generated.ts";
import { MoreValues } from "../parts/more_values.tsx";
import { ChoiceField, type Choices, type Fields } from "./fields.tsx";
import { dimensionChoices, hasPhases, metricChoices, type Preview, questionInput, questionProblems, type QuestionValues, valueChoices } from "./question_rules.ts";
import { sentence } from "./refusals.ts";
import { useSettled } from "./settled.ts";

const PHASES: Choices = [["DURING", "While taking part"], ["BEFORE", "Before they joined"], ["AFTER", "After they left"], ["", "The whole school year"]];

/** Which number of which of the learners who take part. */
export function QuestionFields<Values extends QuestionValues>({ fields: all }: { fields: Fields<Values> }) {
  const fields = all as unknown as Fields<QuestionValues>;
  const { metric, dimension } = fields.values;
  const metrics = useQuery(ParticipantMetrics, {}).data?.metrics ?? [];
  const known = metrics.find(({ name }) => name === metric);
  const [search, setSearch] = useState("");
  const found = useQuery(DimensionValues, dimension ? { search: search || null } : null).data?.dimensions.find(({ name }) => name === dimension)?.values;
  const change: typeof fields.change = (changes) => {
    if (changes.dimension !== undefined) setSearch("");
    const next = metrics.find(({ name }) => name === changes.metric);
    fields.change({ ...changes, ...(changes.dimension === undefined ? {} : { value: "" }), ...(next && !hasPhases(next) ? { phase: "" } : {}) });
  };
  const own = { ...fields, change };
  return (
    <div class="quad two-up">
      <ChoiceField fields={own} name="metric" label="Which number" choices={metrics.length ? metricChoices(metrics) : [[metric, ""]]} />
      {(!known || hasPhases(known)) && <ChoiceField fields={own} name="phase" label="Of which days" choices={PHASES} />}
      <ChoiceField fields={own} name="dimension" label="Of which learners or days" choices={dimensionChoices(known)} />
      {dimension && <ChoiceField fields={own} name="value" label="Only" choices={valueChoices(found?.nodes ?? [], fields.values.value)} />}
      {dimension && found && <MoreValues shown={found.nodes.length} total={found.totalCount} search={search} onSearch={setSearch} />}
    </div>
  );
}

export interface Previewed {
  readonly preview: Preview | null;
  /** The least n that applies to the partnership; null until it is known. */
  readonly least: number | null;
  /** Why there is none. */
  readonly problem: string | null;
}

/** What the question answers now, while one chooses it. */
export function usePreview(id: string, values: QuestionValues): Previewed {
  const wanted = JSON.stringify(questionInput(values));
  const settled = useSettled(wanted);
  const isComplete = !Object.keys(questionProblems(values)).length;
  const answer = useQuery(PreviewOfQuestion, isComplete && settled === wanted ? { id, question: questionInput(values) } : null);
  if (!isComplete || answer.isWaiting || settled !== wanted) return { preview: null, least: null, problem: null };
  return { preview: answer.data?.partnership?.preview ?? null, least: answer.data?.partnership?.minimumN ?? null, problem: answer.problem ? sentence(answer.problem.message) : null };
}
