import { submit } from "../mutations/submission.ts";
import { ReviseGoal, SetGoal } from "../operations/generated.ts";
import { goalNumber } from "../sentences/health.ts";
import { ChangeForm } from "./change_form.tsx";
import { isAbout } from "./changes.ts";
import { FormDisclosure } from "./disclosure.tsx";
import type { Editing, Ends } from "./editing.ts";
import { DayField, type Fields, LongField, NumberField, TextField } from "./fields.tsx";
import { goalInput, goalProblems, type GoalValues, NO_GOAL, revisionInput, revisionOf, revisionProblems, type RevisionValues, type StandingGoal } from "./goal_rules.ts";
import { QuestionFields, usePreview } from "./question_fields.tsx";
import { fewLearnersText, previewText, QUESTION_NAMES } from "./question_rules.ts";

export const goalRow = (goalId: string) => `goal-${goalId}`;

/** The button that opens the form of a new goal. */
export function NewGoal({ editing, isFirst }: { editing: Editing; isFirst: boolean }) {
  return (
    <FormDisclosure name="goal" label={isFirst ? "Set the first goal" : "Set a goal"} rowOf={goalRow} onSaved={editing.onSaved}>
      {(ends) => <GoalForm editing={editing} ends={ends} />}
    </FormDisclosure>
  );
}

function GoalForm({ editing, ends }: { editing: Editing; ends: Ends }) {
  return (
    <ChangeForm<GoalValues>
      name={`goal-${editing.id}`}
      title="Set a goal"
      partnership={editing}
      initial={NO_GOAL}
      check={(values) => goalProblems(values, editing.today)}
      send={(values, submission) => submit(SetGoal, { id: editing.id, input: goalInput(values) }, submission)}
      names={QUESTION_NAMES}
      action="Set it"
      {...ends}
    >
      {(fields) => (
        <>
          <TextField fields={fields} name="title" label="What it is called" />
          <QuestionFields fields={fields} />
          <ValueNow fields={fields} id={editing.id} />
          <div class="quad two-up">
            <NumberField fields={fields} name="baseline" label="Where it begins" />
            <NumberField fields={fields} name="target" label="Where it is to come" />
            <DayField fields={fields} name="due" label="By when" />
          </div>
        </>
      )}
    </ChangeForm>
  );
}

/** The button beside a goal that opens the form to change it. */
export function ChangeGoal({ editing, goal }: { editing: Editing; goal: StandingGoal }) {
  return (
    <FormDisclosure name={`revise-${goal.goalId}`} label="Change" spoken={`Change the goal: ${goal.title}`} rowOf={goalRow} onSaved={editing.onSaved}>
      {(ends) => <RevisionForm editing={editing} goal={goal} ends={ends} />}
    </FormDisclosure>
  );
}

function RevisionForm({ editing, goal, ends }: { editing: Editing; goal: StandingGoal; ends: Ends }) {
  return (
    <ChangeForm<RevisionValues>
      name={`revise-${editing.id}-${goal.goalId}`}
      title="Change a goal"
      partnership={editing}
      initial={revisionOf(goal)}
      check={(values) => revisionProblems(values, goal, editing.today)}
      send={(values, submission) => submit(ReviseGoal, { id: editing.id, input: revisionInput(values, goal) }, submission)}
      touches={isAbout(goal.goalId)}
      action="Change it"
      {...ends}
    >
      {(fields) => (
        <>
          <p class="hint">It began at {goalNumber(goal.question.metric, goal.baseline)}. What it was before stays on record.{goal.state !== "OPEN" && " It was decided; changing it opens it again."}</p>
          <div class="quad two-up">
            <NumberField fields={fields} name="target" label="Where it is to come" />
            <DayField fields={fields} name="due" label="By when" />
          </div>
          <LongField fields={fields} name="why" label="Why it is changed" rows={2} />
        </>
      )}
    </ChangeForm>
  );
}

/** The number now and a year ago, which one can take as the start. */
function ValueNow({ fields, id }: { fields: Fields<GoalValues>; id: string }) {
  const { preview, least, problem } = usePreview(id, fields.values);
  const now = preview?.value.value ?? null;
  const rounded = now === null ? "" : String(Math.round(now * 10) / 10);
  return (
    <>
      <p class="worth" role="status">{preview ? [previewText(fields.values.metric, preview), least === null ? "" : fewLearnersText(preview.value.n, least), ...preview.warnings.map(({ message }) => message)].filter(Boolean).join(" ") : problem}</p>
      {now !== null && fields.values.baseline !== rounded && <button type="button" class="button link" onClick={() => fields.change({ baseline: rounded })}>Begin at {goalNumber(fields.values.metric, now)}</button>}
    </>
  );
}
