import { useEffect, useRef, useState } from "preact/hooks";
import { request } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import { Intention } from "../mutations/intention.ts";
import { outcomeOf } from "../mutations/submission.ts";
import { PlaceParticipants, type PlaceParticipantsMutation } from "../operations/generated.ts";
import { areApart, type Change, touchesPlaces } from "./changes.ts";
import { changesSince } from "./changes_since.ts";
import { ConflictNotice, NOT_YOURS } from "./conflict_notice.tsx";
import { FormDisclosure } from "./disclosure.tsx";
import type { Editing } from "./editing.ts";
import { ChoiceField, DayField, type Fields, LongField, type Problems } from "./fields.tsx";
import { giveText, type Line, type LineProblem, placesText, problemsByLine, studentsOf } from "./places_rules.ts";
import { ProblemSummary, type SummaryItem } from "./problem_summary.tsx";
import { problemsOfRefusal } from "./refusals.ts";

interface District {
  readonly districtId: string;
  readonly name: string;
}

/** The button that opens the form in which learners get places. */
export function NewPlaces({ editing, districts }: { editing: Editing; districts: readonly District[] }) {
  return (
    <FormDisclosure name="places" label="Give learners a place" rowOf={(subject) => subject} onSaved={editing.onSaved}>
      {({ onCancel }) => <PlacesForm editing={editing} districts={districts} onCancel={onCancel} />}
    </FormDisclosure>
  );
}

interface PlacesValues {
  readonly district: string;
  readonly students: string;
  readonly start: string;
}

type Answer = PlaceParticipantsMutation["placeParticipants"];

interface Checked {
  readonly answer: Answer;
  readonly lines: readonly Line[];
  readonly problems: readonly LineProblem[];
  /** The version of the partnership of which this was said. */
  readonly version: number | null;
}

const NAMES = { studentIds: "students" } as const;
const NO_ANSWER = "The server did not answer. Send it again: nobody gets a second place.";

/** Checks first, then sends. No id is kept on the device, and none is shown once it was sent. */
function PlacesForm({ editing, districts, onCancel }: { editing: Editing; districts: readonly District[]; onCancel: () => void }) {
  const [values, setValues] = useState<PlacesValues>({ district: districts[0]?.districtId ?? "", students: "", start: editing.today });
  const [problems, setProblems] = useState<Problems<PlacesValues>>({});
  const [items, setItems] = useState<readonly SummaryItem[]>([]);
  const [checked, setChecked] = useState<Checked>();
  const [isSending, setSending] = useState(false);
  const [conflict, setConflict] = useState<readonly Change[]>();
  const intention = useRef(new Intention());
  const idOf = (name: string) => `places-${name}`;
  const show = (next: Problems<PlacesValues>, general: string | null = null) => {
    setProblems(next);
    setItems([...(general === null ? [] : [{ id: null, text: general }]), ...Object.entries(next).map(([name, text]) => ({ id: idOf(name), text: text ?? "" }))]);
  };
  const change = (changes: Partial<PlacesValues>) => {
    setValues((before) => ({ ...before, ...changes }));
    setChecked(undefined);
    setConflict(undefined);
  };
  /** What others did to the places meanwhile is shown; whatever else they did is apart, and it is sent again. */
  const meet = async (version: number) => {
    const since = await changesSince(editing.id, version);
    if (!since) return show({}, NOT_YOURS);
    setChecked((before) => before && { ...before, version: since.version });
    if (areApart(since.changes, touchesPlaces)) return send(false, since.version);
    setConflict(since.changes);
  };
  const send = async (dryRun: boolean, expectedVersion: number | null): Promise<void> => {
    const read = studentsOf(values.students, values.start);
    if (!read.lines.length && !read.problems.length) return show({ students: "Say who, one learner a line." });
    show({});
    setConflict(undefined);
    setSending(true);
    try {
      const input = { district: values.district, students: read.lines.map(({ student }) => student) };
      const { placeParticipants: answer } = await request(PlaceParticipants, { id: editing.id, input, dryRun, ...(dryRun ? {} : { idempotencyKey: intention.current.keyOf(input), expectedVersion }) });
      const all = [...read.problems, ...problemsByLine(answer, read.lines)].sort((one, other) => one.line - other.line);
      setChecked({ answer, lines: read.lines, problems: all, version: answer.partnership?.version ?? expectedVersion });
      if (answer.status === "APPLIED") {
        intention.current.end();
        setValues((before) => ({ ...before, students: "" }));
        editing.onSaved();
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const outcome = outcomeOf(error);
      if (outcome.kind === "conflict" && expectedVersion !== null) return await meet(expectedVersion);
      if (outcome.kind !== "refused") show({}, NO_ANSWER);
      else {
        const refused = problemsOfRefusal(outcome, values, NAMES);
        show(refused.problems, refused.general);
      }
    } finally {
      setSending(false);
    }
  };
  const fields: Fields<PlacesValues> = { values, problems, change, idOf };
  const isReady = checked !== undefined && checked.answer.status !== "APPLIED" && checked.answer.changed + checked.answer.waitlisted > 0;
  return (
    <form class="mini" aria-label="Give learners a place" noValidate onSubmit={(event) => { event.preventDefault(); if (!isSending) void send(!isReady, checked?.version ?? null); }}>
      <h3>Give learners a place</h3>
      <ProblemSummary items={items} />
      {conflict && <ConflictNotice changes={conflict} own={[]} onSave={() => void send(false, checked?.version ?? null)} onLook={() => void send(true, null)} />}
      <ChoiceField fields={fields} name="district" label="District" choices={districts.map(({ districtId, name }) => [districtId, name] as const)} />
      <LongField fields={fields} name="students" label="Student ids, one a line" rows={5} hint="The district’s own ids, and the first day where it differs: 604831, 2026-12-01. They turn into keys at once and are never shown again." />
      <FileOfStudents onRead={(students) => change({ students })} />
      <DayField fields={fields} name="start" label="First day" />
      {checked && <Result checked={checked} />}
      <p class="actions">
        <button type="submit" class="button" aria-disabled={isSending ? "true" : undefined}>{isReady ? giveText(checked.answer) : "Check first"}</button>{" "}
        <button type="button" class="button quiet" onClick={onCancel}>Close</button>
      </p>
    </form>
  );
}

function FileOfStudents({ onRead }: { onRead: (text: string) => void }) {
  const read = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file) onRead(await file.text());
    input.value = "";
  };
  return (
    <div class="field">
      <label for="places-file">Or a CSV file</label>
      <input id="places-file" type="file" accept=".csv,.txt,text/csv,text/plain" onChange={(event) => void read(event.currentTarget)} />
    </div>
  );
}

/** What would become of the lines, or did; it takes the focus, since one decides by it. */
function Result({ checked: { answer, problems } }: { checked: Checked }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), [answer]);
  return (
    <div class="notice plain" tabIndex={-1} ref={place} role="status">
      <b>{answer.status === "ACCEPTED" ? "It has begun, and is not finished. Send it again; nobody gets a second place." : placesText(answer)}</b>
      {problems.length > 0 && <ul class="diff">{problems.map(({ line, text }) => <li key={`${line} ${text}`}>Line {line}: {text}</li>)}</ul>}
    </div>
  );
}
