import { timeText } from "./dates.ts";
import { capital, counted } from "./numbers.ts";

/** How far what was sent has arrived in the numbers. */
export interface Arrival {
  /** Records that are not in the numbers yet. */
  readonly waiting: number;
  /** Whether all numbers are computed anew. */
  readonly rebuilding: boolean;
}

/** Whether the numbers of the page still change by what was sent before. */
export const isArriving = (arrival: Arrival | undefined): boolean => arrival !== undefined && (arrival.waiting > 0 || arrival.rebuilding);

/** What the top of every page says of its numbers. `arrival`: undefined until it is known, and then nothing is claimed. */
export function freshText(lostSince: string | null | undefined, moment: string | undefined, arrival: Arrival | undefined): string {
  if (lostSince) return `No connection since ${timeText(lostSince)}`;
  if (isArriving(arrival)) return "Being brought up to date";
  return arrival && moment ? `Up to date · ${timeText(moment)}` : "Data health";
}

/** How many records are not in the numbers yet, as a sentence; empty: none. */
export const waitingText = (waiting: number): string => (waiting ? `${capital(counted(waiting, "record"))} ${waiting === 1 ? "waits" : "wait"} to be counted.` : "");

/** What is said while all numbers are computed anew; empty: they are not. */
export const rebuildText = (isRebuilding: boolean): string => (isRebuilding ? "All numbers are being computed anew; the old ones are shown until that is done." : "");

/** Why the numbers of a page still change; empty: they do not. */
export function arrivingText(arrival: Arrival | undefined): string {
  if (!arrival || !isArriving(arrival)) return "";
  const parts = [waitingText(arrival.waiting), rebuildText(arrival.rebuilding)];
  return `**The numbers are still being brought up to date.** ${parts.filter(Boolean).join(" ")}`;
}

/** What the numbers hold. `sent`: the moment up to which all is in them, in words; null: nothing is. */
export function heldText(sent: string | null, arrival: Arrival): string {
  if (sent === null) return "Nothing is in the numbers yet.";
  return isArriving(arrival) ? `The numbers hold what was sent up to ${sent}, and not yet what waits.` : `Everything that was sent up to ${sent} is in the numbers.`;
}
