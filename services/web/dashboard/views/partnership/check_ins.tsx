import type { Editing } from "../../forms/editing.ts";
import { saveText } from "../../mutations/latest_save.ts";
import { Term } from "../../glossary/term.tsx";
import { Section } from "../../parts/section.tsx";
import { Empty } from "../../parts/states.tsx";
import { checkInPath } from "../../sentences/check_ins.ts";
import { dayText, daysBetween } from "../../sentences/dates.ts";
import { capital, counted, inWords } from "../../sentences/numbers.ts";
import type { Detail } from "./questions.ts";

type CheckIn = Detail["checkIns"]["items"][number];

/** `next`: a cadence that is agreed, but not in force yet. */
export function checkInsAnswer({ due, onTime, missed, cadenceDays }: Pick<Detail["checkIns"], "due" | "onTime" | "missed" | "cadenceDays">, next?: { readonly effective: string; readonly cadenceDays: number }): string {
  const rhythm = ` Both sides agreed to meet every ${counted(cadenceDays, "day")}${next ? `, and every ${counted(next.cadenceDays, "day")} from ${dayText(next.effective)} on` : ""}.`;
  if (!due) return `**None was due yet.**${rhythm}`;
  const first = onTime === due ? (due === 1 ? "**The one that was due was held on time.**" : `**All ${inWords(due)} were held on time.**`) : `**${onTime ? capital(inWords(onTime)) : "None"} of ${inWords(due)} ${onTime === 1 ? "was" : "were"} held on time.**`;
  const late = due - onTime - missed;
  const rest = [late ? `${inWords(late)} ${late === 1 ? "was" : "were"} late` : "", missed ? `${inWords(missed)} ${missed === 1 ? "was" : "were"} not held` : ""].filter(Boolean).join(", ");
  return `${first}${rest ? ` ${capital(rest)}.` : ""}${rhythm}`;
}

function nextCadence(items: readonly CheckIn[], day: string) {
  const agreed = items.flatMap(({ adjustments }) => adjustments.flatMap(({ effective, cadenceDays }) => (cadenceDays && effective > day ? [{ effective, cadenceDays }] : [])));
  return agreed.sort((one, other) => one.effective.localeCompare(other.effective))[0];
}

/** The printed report has these only, so that it fits on two pages (styles/print.css). */
const MOST_PRINTED = 5;

/** What happened at the check-ins, the latest first. */
export function CheckIns({ detail, day, editing }: { detail: Detail; day: string; editing: Editing | null }) {
  const items = [...detail.checkIns.items].filter(({ state }) => state !== "LAPSED" && state !== "CANCELLED").sort((one, other) => (other.held ?? other.due).localeCompare(one.held ?? one.due));
  return (
    <Section id="check-ins" question="What happened at the check-ins?" answer={checkInsAnswer(detail.checkIns, nextCadence(detail.checkIns.items, day))} source={<Term name="onTime">What on time means</Term>}>
      {items.length > MOST_PRINTED && <p class="print-only small muted">The latest {MOST_PRINTED} of {items.length} check-ins; the page on the screen has all of them.</p>}
      {items.length ? <ol class="line evidence">{items.map((item) => <Meeting key={item.checkInId} item={item} day={day} link={editing && canBeHeld(item) ? checkInPath(detail.id, item.checkInId) : null} />)}</ol> : <Empty says="No check-in was planned yet." />}
    </Section>
  );
}

/** The check-in that is to be held next: the first that is late, or else the first that falls due. */
export const nextToHold = <Item extends Pick<CheckIn, "state" | "due">>(items: readonly Item[]): Item | undefined =>
  items.filter(({ state }) => state === "SCHEDULED" || state === "OVERDUE").sort((one, other) => one.due.localeCompare(other.due))[0];

const canBeHeld = ({ state }: CheckIn) => state === "SCHEDULED" || state === "OVERDUE" || state === "MISSED";

function Meeting({ item, day, link }: { item: CheckIn; day: string; link: string | null }) {
  const shown = item.held ?? item.due;
  const saved = saveText(item.checkInId);
  return (
    <li id={`check-in-${item.checkInId}`} tabIndex={-1}>
      <time dateTime={shown}>{dayText(shown)}</time>
      <svg class="m" width="16" height="16" aria-hidden="true"><StateMark state={item.state} /></svg>
      <div class="b">
        <b>{stateText(item, day)}</b> {item.notes && <span class="muted">{item.notes}</span>} {link && <a class="no-print" href={link}>Hold it<span class="sr">: check-in of {dayText(item.due)}</span></a>} {saved && <b class="no-print">{saved}</b>}
        <ul>
          {item.attendees.length > 0 && <li class="no-print">{counted(item.attendees.length, "person", "people")}: {item.attendees.map(({ name }) => name).join(", ")}</li>}
          {item.challenges.map(({ challengeId, text, resolved }) => <li key={challengeId}>Challenge: {text} <b>{resolved ? `Resolved ${dayText(resolved)}` : "Open"}</b></li>)}
          {item.actions.map(({ actionId, text, owner, due, done, overdue }) => <li class="act" key={actionId}>Action: {text} {owner}, {done ? `done ${dayText(done)}` : overdue ? <b>{counted(daysBetween(due, day), "day")} late</b> : `due ${dayText(due)}`}</li>)}
          {item.adjustments.map(({ amendmentId, what, why }) => <li key={amendmentId}>Changed: {what} {why}</li>)}
        </ul>
      </div>
    </li>
  );
}

function stateText({ state, held, due }: CheckIn, day: string): string {
  switch (state) {
    case "HELD":
      return "Held on time";
    case "HELD_LATE":
      return `Held ${counted(daysBetween(due, held ?? due), "day")} late`;
    case "MISSED":
      return "Not held";
    case "OVERDUE":
      return `${counted(daysBetween(due, day), "day")} late`;
    default:
      return "Due";
  }
}

function StateMark({ state }: { state: string }) {
  if (state === "HELD") return <circle cx="8" cy="8" r="6.5" class="f-i" />;
  if (state === "MISSED" || state === "OVERDUE") return <><rect width="16" height="16" class="f-page" /><path d="M3 3l10 10M13 3L3 13" class="s-i" /></>;
  return <circle cx="8" cy="8" r="6.5" class={state === "HELD_LATE" ? "hollow s-i" : "hollow s-e"} />;
}
