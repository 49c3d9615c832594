import { timeText } from "../sentences/dates.ts";
import { listed } from "../sentences/numbers.ts";

/** What somebody said of a partnership since it was shown. */
export interface Change {
  readonly type: string;
  readonly actor: string | null;
  readonly source: string;
  readonly receivedAt: string;
  readonly subject: string | null;
  readonly title: string | null;
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
};

/** "raised a challenge: “No bus on Fridays”". */
export function changeText({ type, title }: Change): string {
  const verb = VERBS[type] ?? `said ${type.replaceAll(/[._]/g, " ")}`;
  return title ? `${verb}: “${title}”` : verb;
}

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
