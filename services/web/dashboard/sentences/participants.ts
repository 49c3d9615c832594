import { ATTENDANCE_EFFECT, COUNT_EFFECT, type Difference, difference, type Group, whyLevel } from "./difference.ts";
import { capital, percent } from "./numbers.ts";

export const TOO_FEW = "Nothing can be said yet: too few learners stand behind the numbers, or nothing was reported.";

/** Whether participants come to school more: than before they joined, and than their peers this year. `least`: the policy's least n. */
export function participantsAnswer(before: Group, during: Group, participants: Group, peers: Group, least: number): string {
  const told = [
    moreOrLess(difference(during, before, ATTENDANCE_EFFECT, least), "before they joined"),
    moreOrLess(difference(participants, peers, ATTENDANCE_EFFECT, least), "their peers this year"),
  ].filter(Boolean);
  if (!told.length) return TOO_FEW;
  return `**${capital(told.join("; "))}.** These are differences, not proof of a cause.`;
}

function moreOrLess(kind: Difference, what: string): string {
  if (kind === "more" || kind === "less") return `${kind} than ${what}`;
  const why = whyLevel(kind);
  return why && `about as much as ${what} (${why})`;
}

/** What chronic absence says beside it; empty where nothing can be said. */
export function chronicText(participants: Group, peers: Group, least: number): string {
  const kind = difference(participants, peers, COUNT_EFFECT, least);
  if (kind === "unknown" || kind === "too few") return "";
  const numbers = `Chronic absence is ${percent(participants.value ?? 0)} against ${percent(peers.value ?? 0)} among peers`;
  if (kind === "a few learners") return `${numbers}, which one or two learners could make.`;
  if (kind === "close") return `${numbers}, less than half a point apart.`;
  return kind === "more" ? `${numbers}, so it belongs on the next check-in.` : `${numbers}.`;
}
