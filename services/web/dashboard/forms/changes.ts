import { dayText, timeText } from "../sentences/dates.ts";
import { kindText } from "../sentences/investment.ts";
import { exactMoney, listed } from "../sentences/numbers.ts";

/** One field that was changed, as the API tells it. */
export interface FieldChange {
  readonly subject: string | null;
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What somebody said of a partnership since it was shown. */
export interface Change {
  readonly type: string;
  readonly actor: string | null;
  readonly source: string;
  readonly receivedAt: string;
  readonly subject: string | null;
  readonly title: string | null;
  readonly changes: readonly FieldChange[];
}

const VERBS: Readonly<Record<string, string>> = {
  "contribution.recorded": "recorded a contribution",
  "contribution.corrected": "corrected a contribution",
  "contribution.retracted": "took back a contribution",
  "contribution.pledged": "promised a contribution",
  "challenge.raised": "raised a challenge",
  "challenge.resolved": "resolved a challenge",
  "action.agreed": "agreed on an action",
  "action.done": "finished an action",
  "vision.drafted": "worded a clause",
  "vision.endorsed": "signed a clause",
  "lead.assigned": "named who answers for it",
  "lead.vacated": "told that a lead left",
  "goal.set": "set a goal",
  "goal.revised": "changed a goal",
  "checkin.held": "held a check-in",
  "checkin.recorded": "held a check-in",
  "checkin.scheduled": "planned a check-in",
  "checkin.rescheduled": "moved a check-in",
  "checkin.cancelled": "cancelled a check-in",
  "agreement.amended": "changed the agreement",
  "story.published": "published a story",
  "capacity.set": "set the number of places",
  "need.recorded": "recorded a need",
  "change.withdrawn": "took back a change",
  "participant.placed": "gave a learner a place",
  "participant.waitlisted": "put a learner on the waitlist",
  "participant.released": "took a learner’s place back",
  "partnership.activated": "began the partnership",
  "partnership.renewed": "renewed the partnership",
  "partnership.paused": "paused the partnership",
  "partnership.closed": "closed the partnership",
};

const FIELDS: Readonly<Record<string, string>> = {
  amount: "worth",
  baseline: "start",
  begin: "first day",
  cadenceDays: "days between check-ins",
  date: "day",
  due: "due",
  end: "last day",
  held: "held on",
  kind: "what",
  owner: "who does it",
  raised: "since",
  since: "since",
  text: "words",
  what: "what",
};

const KINDS_OF_CLAUSES: Readonly<Record<string, string>> = { EXPECTATION: "expectation", PROCESS: "way of working", OUTCOME: "outcome" };

/** "2026-11-29" → "Nov 29, 2026"; "1200.50" of an amount → "$1,200.50". */
export function valueText(field: string, value: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return dayText(value);
  if (field === "amount") return exactMoney(Number(value));
  if (field === "side") return value === "DISTRICT" ? "the districts" : "the partner";
  if (field === "kind") return KINDS_OF_CLAUSES[value] ?? kindText(value);
  return field === "text" || value.includes(" ") ? `“${value}”` : value;
}

/** "target from 95 to 97.5"; what is new has no value before. */
function fieldText({ field, before, after }: FieldChange): string {
  const name = FIELDS[field] ?? field;
  if (before === null) return `${name} ${valueText(field, after ?? "")}`;
  return `${name} from ${valueText(field, before)} to ${after === null ? "nothing" : valueText(field, after)}`;
}

/** What came of a check-in, by the field that tells it, of one challenge, action or adjustment. */
const CAME_OF_IT: readonly (readonly [string, string])[] = [
  ["resolved", "resolved a challenge"],
  ["done", "finished an action"],
  ["owner", "agreed on an action"],
  ["raised", "raised a challenge"],
  ["effective", "changed the agreement"],
];

/** What else was done in one go, such as with a check-in: "resolved a challenge", "agreed on an action “Name a deputy”". */
function othersText({ subject, changes }: Change): string {
  const subjects = [...new Set(changes.flatMap((one) => (one.subject !== null && one.subject !== subject ? [one.subject] : [])))];
  const told = subjects.flatMap((other) => {
    const own = changes.filter((one) => one.subject === other);
    const verb = CAME_OF_IT.find(([field]) => own.some((one) => one.field === field && one.before === null))?.[1];
    const words = own.find(({ field, before }) => before === null && (field === "text" || field === "what"))?.after;
    return verb ? [words ? `${verb} “${words}”` : verb] : [];
  });
  return told.length ? `with it ${listed(told)}` : "";
}

/** "changed a goal: “More come”: target from 95 to 97.5, due from Nov 1, 2026 to Dec 1, 2026". */
export function changeText(change: Change): string {
  const { type, title, subject, changes } = change;
  const verb = VERBS[type] ?? `said ${type.replaceAll(/[._]/g, " ")}`;
  const fields = changes.filter((one) => one.subject === subject && !(one.before === null && one.after === title)).map(fieldText);
  const told = [title ? `${verb}: “${title}”` : verb, ...(fields.length ? [fields.join(", ")] : [])].join(": ");
  return [told, othersText(change)].filter(Boolean).join("; ");
}

/** Whether a change is about the thing with this id, alone or among all that came of a check-in. */
export const isAbout = (id: string) => ({ subject, changes }: Change): boolean => subject === id || changes.some((one) => one.subject === id);

/** Whether a change is about who has a place, or about how many there are. */
export const touchesPlaces = ({ type }: Change): boolean => /^(participant\.|capacity\.|partnership\.)/.test(type);

/** What one has written oneself in the fields that others changed, where it is another value than theirs. */
export function ownWords(changes: readonly Change[], values: Readonly<Record<string, unknown>>, touches: (change: Change) => boolean): string[] {
  const latest = new Map(changes.filter(touches).flatMap((change) => change.changes.map((one) => [one.field, one.after] as const)));
  return [...latest].flatMap(([field, theirs]) => {
    const own = values[field];
    if (typeof own !== "string" || own === "" || isSameValue(own, theirs)) return [];
    return [`${FIELDS[field] ?? field} ${valueText(field, own)}`];
  });
}

const isSameValue = (own: string, theirs: string | null): boolean => own === theirs || (theirs !== null && theirs !== "" && Number(own.replaceAll(/[$,\s]/g, "")) === Number(theirs));

const authorOf = ({ actor, source }: Change): string => actor ?? (source === "clock" ? "The calendar" : "Another system");

/** "Ludmila Vance changed this partnership at 2:14 PM." */
export function changedBy(changes: readonly Change[]): string {
  const last = changes.at(-1);
  if (!last) return "Somebody else changed this partnership.";
  return `${listed([...new Set(changes.map(authorOf))])} changed this partnership at ${timeText(last.receivedAt)}.`;
}

/** Whether what others changed leaves alone what this form changes; then both changes can count. */
export function areApart(changes: readonly Change[], touches: (change: Change) => boolean): boolean {
  return changes.length > 0 && !changes.some(touches);
}
