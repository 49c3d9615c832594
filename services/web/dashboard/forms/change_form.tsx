import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Outcome, Submission } from "../mutations/submission.ts";
import { areApart, type Change, ownWords } from "./changes.ts";
import { changesSince } from "./changes_since.ts";
import { ConflictNotice, NOT_YOURS } from "./conflict_notice.tsx";
import type { Fields, Problems } from "./fields.tsx";
import { useKeptDraft } from "./kept_draft.ts";
import { ProblemSummary, type SummaryItem } from "./problem_summary.tsx";
import { type FieldNames, problemsOfRefusal, sentence } from "./refusals.ts";

/** What a mutation answers, whatever its field is called; one of a partnership tells what it is about. */
export type Answer = Readonly<Record<string, { readonly status: string; readonly subject?: string | null; readonly partnership?: { readonly id: string } | null }>>;

export interface ChangeFormProps<Values extends object> {
  /** Names the form and its draft; forms of other partnerships, or of another thing, have other names. */
  readonly name: string;
  readonly title: string;
  /** What is changed; null: nothing yet, it is something new. */
  readonly partnership: { readonly id: string; readonly version: number } | null;
  readonly initial: Values;
  readonly check: (values: Values) => Problems<Values>;
  readonly send: (values: Values, submission: Submission) => Promise<Outcome<Answer>>;
  /** Where the form calls a member of the input otherwise than the API does. */
  readonly names?: FieldNames<Values>;
  /** Whether a change by somebody else is about what this form changes; absent: it adds something, so none is. */
  readonly touches?: (change: Change) => boolean;
  /** What the page calls the thing that is saved, where the server gives it no id. */
  readonly subjectOf?: (values: Values) => string;
  readonly action: string;
  readonly onSaved: (saved: Saved) => void;
  readonly onCancel: () => void;
  readonly children: (fields: Fields<Values>) => ComponentChildren;
}

export interface Saved {
  /** The id of the thing that is new or changed. */
  readonly subject: string | null;
  /** The partnership in which it is; null while that does not show it yet. */
  readonly partnership: string | null;
  readonly isShown: boolean;
  /** What others had changed meanwhile, which this change left alone. */
  readonly changes: readonly Change[];
}

interface Trouble<Values> {
  readonly problems: Problems<Values>;
  /** What the list on top of the form says. */
  readonly items: readonly SummaryItem[];
}

const NO_ANSWER = "The server did not answer. What you wrote is kept on this device; send it again, it counts once.";

/** A form that changes one thing of a partnership. It loses nothing, counts once, and overwrites nobody unseen. */
export function ChangeForm<Values extends object>(props: ChangeFormProps<Values>) {
  const { name, partnership, initial, check } = props;
  const draft = useKeptDraft(name, initial, partnership?.version ?? null);
  const [trouble, setTrouble] = useState<Trouble<Values>>({ problems: {}, items: [] });
  const [conflict, setConflict] = useState<Conflict>();
  const [isSending, setSending] = useState(false);
  const Heading = partnership ? "h3" : "h2"; // something new stands in no section of a partnership
  const idOf = (field: string) => `${name}-${field}`.replace(/[^\w-]/g, "_");

  const show = (problems: Problems<Values>, general: string | null = null) => {
    const atFields = Object.entries<string | undefined>(problems).map(([field, text]) => ({ id: idOf(field), text: text ?? "" }));
    setTrouble({ problems, items: general === null ? atFields : [{ id: null, text: general }, ...atFields] });
  };
  const save = async (submission: Submission, changes: readonly Change[] = []): Promise<void> => {
    const outcome = await props.send(draft.values, submission);
    if (outcome.kind === "saved") {
      draft.forget();
      const payload = Object.values(outcome.data)[0];
      props.onSaved({ subject: payload?.subject ?? props.subjectOf?.(draft.values) ?? null, partnership: payload?.partnership?.id ?? null, isShown: outcome.isShown, changes });
    } else if (outcome.kind === "conflict" && !partnership) show({}, `${sentence(outcome.message)} Close the form to look at it.`);
    else if (outcome.kind === "conflict") await meet(submission, changes);
    else if (outcome.kind === "unknown") show({}, NO_ANSWER);
    else {
      const { problems, general } = problemsOfRefusal(outcome, draft.values, props.names);
      show(problems, general);
    }
  };
  /** Somebody else was faster: what is apart is sent again at once, for the rest the person decides. */
  const meet = async (submission: Submission, before: readonly Change[]) => {
    if (!partnership) return;
    const since = await changesSince(partnership.id, submission.expectedVersion ?? partnership.version);
    if (!since) return show({}, NOT_YOURS);
    const touches = props.touches ?? (() => false);
    const all = [...before, ...since.changes];
    const renewed = draft.goOn(since.version);
    if (areApart(since.changes, touches)) return save(renewed, all);
    setConflict({ changes: all, own: ownWords(all, draft.values as Readonly<Record<string, unknown>>, touches), submission: renewed });
  };
  const submitWith = async (submission: Submission) => {
    draft.keep();
    setSending(true);
    setConflict(undefined);
    show({});
    try {
      await save(submission);
    } catch {
      show({}, NO_ANSWER);
    } finally {
      setSending(false);
    }
  };
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (isSending) return;
    const problems = check(draft.values);
    if (Object.keys(problems).length) show(problems);
    else void submitWith(draft.submission);
  };
  const startAfresh = () => {
    draft.startOver();
    show({});
  };
  return (
    <form class="mini" aria-label={props.title} noValidate onSubmit={onSubmit}>
      <Heading>{props.title}</Heading>
      {draft.isRestored && <p class="hint">This is what you began to write. <button type="button" class="button link" onClick={startAfresh}>Start afresh</button></p>}
      <ProblemSummary items={trouble.items} />
      {conflict && <ConflictNotice {...conflict} onSave={() => void submitWith(conflict.submission)} onLook={props.onCancel} />}
      {props.children({ values: draft.values, problems: trouble.problems, change: draft.change, idOf })}
      <p class="actions">
        <button type="submit" class="button" aria-disabled={isSending ? "true" : undefined}>{isSending ? "Saving" : props.action}</button>{" "}
        <button type="button" class="button quiet" onClick={props.onCancel}>Close</button>
      </p>
    </form>
  );
}

interface Conflict {
  readonly changes: readonly Change[];
  /** What the person has written in the same fields. */
  readonly own: readonly string[];
  readonly submission: Submission;
}
