import { isEqual, keyOf, type MetricAnswer, type MetricValue, valueOf } from "../../api/metrics.ts";
import { useLiveRow } from "../../api/live_rows.ts";
import { type CheckInPreparationQuery, type MetricQuery } from "../../operations/generated.ts";
import { schoolYearOf } from "../../sentences/dates.ts";
import type { CheckInForm, Person } from "./form.ts";

export type Prepared = NonNullable<CheckInPreparationQuery["partnership"]>;
export type Meeting = Prepared["checkIns"]["items"][number];

/** How often participants and their peers have come to school in this school year. */
export function useAttendance(partnershipId: string | undefined, today: string): MetricAnswer | undefined {
  const where = partnershipId === undefined ? null : isEqual("partnership", partnershipId);
  const query = { metrics: [{ metric: { name: "attendance_rate" } }], groupBy: ["cohort"], time: { schoolYear: schoolYearOf(today) }, where } as MetricQuery;
  return useLiveRow(where && query).data?.metricQuery;
}

export const attendanceOf = (answer: MetricAnswer, cohort: "participant" | "peer"): MetricValue =>
  valueOf(answer.rows.nodes.find((row) => keyOf(row, "cohort") === cohort), "attendance_rate");

/** The states in which a check-in can still be held. */
export const isOpen = ({ state }: Pick<Meeting, "state">): boolean => state !== "HELD" && state !== "HELD_LATE" && state !== "CANCELLED";

/** The latest check-in that was held. */
export const lastHeld = ({ checkIns }: Prepared): Meeting | undefined =>
  checkIns.items.filter(({ held }) => held !== null).sort((one, other) => (one.held ?? "").localeCompare(other.held ?? "")).at(-1);

export const openActions = ({ actions }: Prepared) => actions.filter(({ done }) => done === null);

export const openChallenges = ({ challenges }: Prepared) => challenges.filter(({ resolved }) => resolved === null);

/** Somebody who may have been there, and why they are asked for. */
export interface Invited extends Person {
  readonly note: string;
  /** Whether they have a duty; they are expected to be there. */
  readonly isExpected: boolean;
}

const isSame = (one: Person, other: Person) => one.name === other.name && one.side === other.side;

/** Who has a duty now, and then who was there last time. */
export function invitedOf(prepared: Prepared, partner: string): Invited[] {
  const sideText = (side: string) => (side === "PARTNER" ? partner : "Districts");
  const invited: Invited[] = [];
  for (const { name, side, duty, role } of prepared.leads) {
    if (name === null || invited.some((person) => isSame(person, { name, side }))) continue;
    const note = [`${sideText(side)}, ${duty === "LEAD" ? "lead" : "oversight"}`, role ?? ""].filter(Boolean).join(" · ");
    invited.push({ name, side, note, isExpected: true });
  }
  for (const { name, side } of lastHeld(prepared)?.attendees ?? []) {
    if (!invited.some((person) => isSame(person, { name, side }))) invited.push({ name, side, note: `${sideText(side)} · was there last time`, isExpected: false });
  }
  return invited;
}

/** The texts of what the form finishes, but somebody else has finished or taken back meanwhile, by id. */
export function finishedMeanwhile(form: CheckInForm, before: Prepared, now: Prepared): ReadonlyMap<string, string> {
  const open = new Set([...openActions(now).map(({ actionId }) => actionId), ...openChallenges(now).map(({ challengeId }) => challengeId)]);
  const texts = new Map([...before.actions.map(({ actionId, text }) => [actionId, text] as const), ...before.challenges.map(({ challengeId, text }) => [challengeId, text] as const)]);
  return new Map([...form.done, ...Object.keys(form.resolved)].filter((id) => !open.has(id)).map((id) => [id, texts.get(id) ?? id]));
}
