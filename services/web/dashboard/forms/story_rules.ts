import type { Audience, StoryInput } from "../operations/generated.ts";
import { schoolYearText } from "../sentences/dates.ts";
import type { Problems } from "./fields.tsx";
import { audienceText, NO_QUESTION, type Preview, questionInput, questionProblems, type QuestionValues, READERS } from "./question_rules.ts";

export interface StoryValues extends QuestionValues {
  readonly title: string;
  readonly text: string;
  readonly audience: Audience;
  readonly consent: boolean;
}

export const NO_STORY: StoryValues = { ...NO_QUESTION, title: "", text: "", audience: "PUBLIC", consent: false };

/** `preview` is what the question answers now; null where that is not known, and then the server decides. */
export function storyProblems(values: StoryValues, preview: Preview | null): Problems<StoryValues> {
  const problems: Problems<StoryValues> = { ...questionProblems(values) };
  const chosen = preview?.audiences.find(({ audience }) => audience === values.audience);
  if (!values.title.trim()) problems.title = "Give it a title.";
  if (!values.text.trim()) problems.text = "Say what happened.";
  if (chosen && !chosen.publishable) problems[chosen.code === "EVIDENCE_SUPPRESSED" ? "audience" : "metric"] = audienceText(values.metric, chosen);
  if (!values.consent) problems.consent = "Without it a story cannot be published.";
  return problems;
}

export const storyInput = (values: StoryValues): StoryInput => ({
  title: values.title.trim(),
  text: values.text.trim(),
  question: questionInput(values),
  audience: values.audience,
  consent: values.consent,
});

/** What a story shows besides its number, before it is sent. `schoolYear`: the one that its evidence is about. */
export function amountsText(audience: Audience, schoolYear: number): string {
  return `${READERS[audience]} will also see what both sides put in in the school year ${schoolYearText(schoolYear)}: the dollars of each side, and of which kinds. The number is frozen, these amounts are not: they stay up to date, so a later contribution or correction changes them in the story, too.`;
}
