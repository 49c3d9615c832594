import { useRef } from "preact/hooks";
import { submit } from "../mutations/submission.ts";
import { type Audience, PublishStory } from "../operations/generated.ts";
import { schoolYearOf } from "../sentences/dates.ts";
import { ChangeForm } from "./change_form.tsx";
import { FormDisclosure } from "./disclosure.tsx";
import type { Editing, Ends } from "./editing.ts";
import { CheckField, ChoiceField, type Fields, LongField, TextField } from "./fields.tsx";
import { QuestionFields, usePreview } from "./question_fields.tsx";
import { AUDIENCES, audienceText, type Preview, QUESTION_NAMES } from "./question_rules.ts";
import { amountsText, NO_STORY, storyInput, storyProblems, type StoryValues } from "./story_rules.ts";

/** The button that opens the form of a new story. */
export function NewStory({ editing, rowOf }: { editing: Editing; rowOf: (storyId: string) => string }) {
  return (
    <FormDisclosure name="story" label="Publish a story" rowOf={rowOf} onSaved={editing.onSaved}>
      {(ends) => <StoryForm editing={editing} ends={ends} />}
    </FormDisclosure>
  );
}

function StoryForm({ editing, ends }: { editing: Editing; ends: Ends }) {
  const preview = useRef<Preview | null>(null);
  return (
    <ChangeForm<StoryValues>
      name={`story-${editing.id}`}
      title="Publish a story"
      partnership={editing}
      initial={NO_STORY}
      check={(values) => storyProblems(values, preview.current)}
      send={(values, submission) => submit(PublishStory, { id: editing.id, input: storyInput(values) }, submission)}
      names={QUESTION_NAMES}
      action="Publish"
      {...ends}
    >
      {(fields) => (
        <>
          <TextField fields={fields} name="title" label="Title" />
          <LongField fields={fields} name="text" label="What happened" hint="Name no learner who has not agreed." rows={6} />
          <h4 class="small">The number that proves it</h4>
          <QuestionFields fields={fields} />
          <WhoSees fields={fields} id={editing.id} onPreview={(seen) => { preview.current = seen; }} />
          <ChoiceField fields={fields} name="audience" label="Who may read it" choices={(Object.keys(AUDIENCES) as Audience[]).map((one) => [one, AUDIENCES[one]] as const)} />
          <p class="hint">{amountsText(fields.values.audience, schoolYearOf(editing.today))}</p>
          <CheckField fields={fields} name="consent" label="Everyone who can be recognised agreed" hint="Without it a story cannot be published." />
        </>
      )}
    </ChangeForm>
  );
}

/** What each audience will see of the number, before it is sent. */
function WhoSees({ fields, id, onPreview }: { fields: Fields<StoryValues>; id: string; onPreview: (preview: Preview | null) => void }) {
  const { preview, problem } = usePreview(id, fields.values);
  onPreview(preview);
  return (
    <div class="worth" role="status">
      {preview ? <ul>{preview.audiences.map((one) => <li key={one.audience}>{audienceText(fields.values.metric, one)}</li>)}</ul> : problem}
    </div>
  );
}
