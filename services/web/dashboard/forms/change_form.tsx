import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { request } from "../api/client.ts";
import { type Outcome, onVersion, type Submission } from "../mutations/submission.ts";
import { ChangesSince } from "../operations/generated.ts";
import { areApart, type Change, changedBy, changeText } from "./changes.ts";
import { deviceShelf, draftOf, dropDraft, keepDraft } from "./draft.ts";
import type { Fields, Problems } from "./fields.tsx";
import { ProblemSummary } from "./problem_summary.tsx";

const KEEP_EVERY_MS = 2_000;

/** What a mutation of a partnership answers, whatever its field is called. */
export type Answer = Readonly<Record<string, { readonly status: string; readonly subject: string | null }>>;

export interface ChangeFormProps<Values extends object> {
  /** Names the form and its draft; forms of other partnerships, or of another thing, have other names. */
  readonly name: string;
  readonly title: string;
  readonly partnership: { readonly id: string; readonly version: number };
  readonly initial: Values;
  readonly check: (values: Values) => Problems<Values>;
  readonly send: (values: Values, submission: Submission) => Promise<Outcome<Answer>>;
  /** The field that a refusal of the server is about, and what to say there. */
  readonly refusal?: (code: string, message: string) => Problems<Values>;
  /** Whether a change by somebody else is about what this form changes. */
  readonly touches: (change: Change) => boolean;
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
  readonly isShown: boolean;
  /** What others had changed meanwhile, which this change left alone. */
  readonly changes: readonly Change[];
}

interface Trouble<Values> {
  readonly problems: Problems<Values>;
  /** What is wrong with no field of it. */
  readonly general?: string;
}

/** A form that changes one thing of a partnership. It loses nothing, counts once, and overwrites nobody unseen. */
export function ChangeForm<Values extends object>(props: ChangeFormProps<Values>) {
  const { name, partnership, initial, check } = props;
  const [draft, setDraft] = useState(() => draftOf(deviceShelf(), name, initial, partnership.version));
  const [trouble, setTrouble] = useState<Trouble<Values>>({ problems: {} });
  const [conflict, setConflict] = useState<Conflict>();
  const [isSending, setSending] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  useKeptDraft(name, draft, draft.values !== initial);

  const tell = (next: Trouble<Values>) => {
    setTrouble(next);
    requestAnimationFrame(() => summary.current?.focus());
  };
  const save = async (submission: Submission, changes: readonly Change[] = []): Promise<void> => {
    const outcome = await props.send(draft.values, submission);
    if (outcome.kind === "saved") {
      dropDraft(deviceShelf(), name);
      const payload = Object.values(outcome.data)[0];
      props.onSaved({ subject: payload?.subject ?? props.subjectOf?.(draft.values) ?? null, isShown: outcome.isShown, changes });
    } else if (outcome.kind === "conflict") await meet(submission, changes);
    else if (outcome.kind === "unknown") tell({ problems: {}, general: NO_ANSWER });
    else tell(refused(outcome.code, outcome.message, props.refusal));
  };
  /** Somebody else was faster: what is apart is sent again at once, for the rest the person decides. */
  const meet = async (submission: Submission, before: readonly Change[]) => {
    const { version, changes } = await changesSince(partnership.id, submission.expectedVersion ?? partnership.version);
    const all = [...before, ...changes];
    const renewed = onVersion(submission, version);
    setDraft((current) => ({ ...current, submission: renewed }));
    if (areApart(changes, props.touches)) return save(renewed, all);
    setConflict({ changes: all, submission: renewed });
    requestAnimationFrame(() => summary.current?.focus());
  };
  const submitWith = async (submission: Submission) => {
    setSending(true);
    setConflict(undefined);
    setTrouble({ problems: {} });
    try {
      await save(submission);
    } catch {
      tell({ problems: {}, general: NO_ANSWER });
    } finally {
      setSending(false);
    }
  };
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (isSending) return;
    const problems = check(draft.values);
    if (Object.keys(problems).length) tell({ problems });
    else void submitWith(draft.submission);
  };
  const idOf = (field: string) => `${name}-${field}`.replace(/[^\w-]/g, "_");
  const change = (changes: Partial<Values>) => setDraft((current) => ({ ...current, values: { ...current.values, ...changes } }));
  const startAfresh = () => {
    dropDraft(deviceShelf(), name);
    setDraft(draftOf<Values>(null, name, initial, partnership.version));
    setTrouble({ problems: {} });
  };
  return (
    <form class="mini" aria-label={props.title} noValidate onSubmit={onSubmit}>
      <h3>{props.title}</h3>
      {draft.isOld && <p class="hint">This is what you began to write. <button type="button" class="button link" onClick={startAfresh}>Start afresh</button></p>}
      <div ref={summary} tabIndex={-1}>
        <ProblemSummary problems={trouble.problems} general={trouble.general} idOf={idOf} />
        {conflict && <ConflictNotice conflict={conflict} onSave={() => void submitWith(conflict.submission)} onLook={props.onCancel} />}
      </div>
      {props.children({ values: draft.values, problems: trouble.problems, change, idOf })}
      <p class="actions">
        <button type="submit" class="button" aria-disabled={isSending ? "true" : undefined}>{isSending ? "Saving" : props.action}</button>{" "}
        <button type="button" class="button quiet" onClick={props.onCancel}>Close</button>
      </p>
    </form>
  );
}

const NO_ANSWER = "The server did not answer. What you wrote is kept on this device; send it again, it counts once.";

const refused = <Values,>(code: string, message: string, refusal: ChangeFormProps<Values & object>["refusal"]): Trouble<Values> => {
  const problems = refusal?.(code, message) ?? {};
  return Object.keys(problems).length ? { problems } : { problems: {}, general: `${message} (${code})` };
};

interface Conflict {
  readonly changes: readonly Change[];
  readonly submission: Submission;
}

function ConflictNotice({ conflict, onSave, onLook }: { conflict: Conflict; onSave: () => void; onLook: () => void }) {
  return (
    <div class="notice">
      <b>{changedBy(conflict.changes)}</b>
      <ul class="diff">{conflict.changes.map((one, index) => <li key={index}>{changeText(one)}</li>)}</ul>
      Yours may be about the same thing. <button type="button" class="button link" onClick={onSave}>Save mine too</button> or <button type="button" class="button link" onClick={onLook}>look at it first</button>
    </div>
  );
}

async function changesSince(id: string, version: number): Promise<{ readonly version: number; readonly changes: readonly Change[] }> {
  const { partnership } = await request(ChangesSince, { id, version });
  return { version: partnership?.version ?? version, changes: partnership?.events.nodes ?? [] };
}

/** Keeps what is written on the device while one writes, and when the form or the page goes. */
function useKeptDraft<Values extends object>(name: string, draft: { readonly values: Values; readonly submission: Submission }, isChanged: boolean): void {
  const latest = useRef({ draft, isChanged, kept: draft.values });
  latest.current = { ...latest.current, draft, isChanged };
  useEffect(() => {
    const keep = () => {
      const { draft, isChanged, kept } = latest.current;
      if (!isChanged || kept === draft.values) return;
      keepDraft(deviceShelf(), name, draft);
      latest.current.kept = draft.values;
    };
    const timer = setInterval(keep, KEEP_EVERY_MS);
    addEventListener("pagehide", keep);
    return () => {
      clearInterval(timer);
      removeEventListener("pagehide", keep);
    };
  }, [name]);
}
