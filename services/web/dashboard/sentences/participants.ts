import { ATTENDANCE_EFFECT, COUNT_EFFECT, difference, type Group } from "./difference.ts";
import { percent } from "./numbers.ts";

const WORDS = { more: "more", "about the same": "about as much", less: "less" } as const;

/** Whether participants come to school more: than before they joined, and than their peers this year. */
export function participantsAnswer(before: Group, during: Group, participants: Group, peers: Group): string {
  const past = difference(during, before, ATTENDANCE_EFFECT);
  const others = difference(participants, peers, ATTENDANCE_EFFECT);
  const told = [
    past in WORDS ? `${WORDS[past as keyof typeof WORDS]} ${past === "about the same" ? "as" : "than"} before they joined` : "",
    others in WORDS ? `${WORDS[others as keyof typeof WORDS]} ${others === "about the same" ? "as" : "than"} their peers this year` : "",
  ].filter(Boolean);
  if (!told.length) return "Nothing can be said yet: too few learners stand behind the numbers.";
  const sentence = told.join("; ");
  return `**${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.** These are differences, not proof of a cause.`;
}

/** What chronic absence says beside it; empty where nothing can be said. */
export function chronicText(participants: Group, peers: Group): string {
  const kind = difference(participants, peers, COUNT_EFFECT);
  if (kind === "unknown" || kind === "too few") return "";
  const numbers = `Chronic absence is ${percent(participants.value ?? 0)} against ${percent(peers.value ?? 0)} among peers`;
  if (kind === "about the same") return `${numbers}, which one or two learners could make.`;
  return kind === "more" ? `${numbers}, so it belongs on the next check-in.` : `${numbers}.`;
}
