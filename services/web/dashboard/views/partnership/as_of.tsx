import { Rail, type RailEvent, RailKey, type RailPoint, RailTable } from "../../charts/rail.tsx";
import { Term } from "../../glossary/term.tsx";
import { dayText, monthAndYear, zoneText } from "../../sentences/dates.ts";
import type { Detail, Moment } from "./questions.ts";

/** Moves the page to a day, and says what was known of it then. */
export function AsOf({ detail, points, moment, today, onMove }: {
  detail: Detail;
  points: readonly RailPoint[];
  moment: Moment;
  today: string;
  onMove: (changes: { readonly asOf?: string | null; readonly knownAt?: string | null }) => void;
}) {
  const day = moment.asOf ?? today;
  const index = Math.max(0, points.findLastIndex((point) => point.day <= day));
  const move = (next: string) => onMove(next >= today || !next ? { asOf: null, knownAt: null } : { asOf: next, ...(moment.knownAt ? { knownAt: next } : {}) });
  const known = moment.knownAt === null ? "" : moment.knownAt === day ? "then" : "other";
  const score = detail.health.score;
  return (
    <form class="asof no-print" aria-label="As it was on a day" onSubmit={(event) => event.preventDefault()}>
      <div class="ask">
        <label><Term name="asOf">As it was on</Term> <input type="date" name="asOf" value={day} min={detail.begin} max={today} onChange={(event) => move(event.currentTarget.value)} /></label>
        <label>
          as known on{" "}
          <select name="knownAt" value={known} onChange={(event) => event.currentTarget.value !== "other" && onMove({ knownAt: event.currentTarget.value ? day : null })}>
            <option value="">today</option>
            {(day !== today || known === "then") && <option value="then">that day</option>}
            {known === "other" && moment.knownAt && <option value="other">{dayText(moment.knownAt)}</option>}
          </select>
        </label>
        <small>{zoneText(detail.timeZone)}</small>
        <span class="grow" />
        {(moment.asOf || moment.knownAt) && <button type="button" class="button link" onClick={() => onMove({ asOf: null, knownAt: null })}>Back to today</button>}
        <span class="small" role="status">Health {score === null ? "not known" : Math.round(score)} on {dayText(day)}</span>
      </div>
      {moment.asOf && <p class="notice plain">{joinedText(moment.asOf)}</p>}
      {moment.knownAt && <p class="notice plain">{knownText(moment.knownAt)}</p>}
      {points.length > 1 && (
        <div class="rail">
          <Rail points={points} events={railEvents(detail)} description={`Health by month from ${monthAndYear(points[0]?.day ?? day)} to today, with check-ins and changes of leads`} begin={monthAndYear(points[0]?.day ?? day)} end="Today" />
          <input
            type="range"
            min="0"
            max={points.length - 1}
            value={index}
            step="1"
            aria-label="Day, by the ends of months"
            aria-valuetext={dayText(day)}
            onChange={(event) => move(points[Number(event.currentTarget.value)]?.day ?? today)}
          />
        </div>
      )}
      <RailKey />
      {points.length > 1 && <RailTable points={points} events={railEvents(detail)} />}
    </form>
  );
}

/** Whose numbers stand beside a day that is past. */
export const joinedText = (day: string): string => `Participants are those who had joined by ${dayText(day)}. Whoever joined later counts among their peers.`;

/** What is as it was known on a day, and what is not: answers about learners have only what is known now. */
export const knownText = (day: string): string =>
  `Agreements, contributions, check-ins and goals are as known on ${dayText(day)}, a goal with the value that the last check-in had seen. Who took part by then, attendance and chronic absence of learners, and the line of health, are as known today: what was known of learners before is not kept.`;

function railEvents({ checkIns, leadHistory }: Detail): RailEvent[] {
  const held: RailEvent[] = checkIns.items.flatMap(({ state, held, due }): RailEvent[] => {
    if (state === "HELD") return [{ day: held ?? due, kind: "on time" }];
    if (state === "HELD_LATE") return [{ day: held ?? due, kind: "late" }];
    return state === "MISSED" || state === "OVERDUE" ? [{ day: due, kind: "not held" }] : [];
  });
  const known = new Set<string>();
  const leads: RailEvent[] = leadHistory.flatMap(({ side, duty, name, since }): RailEvent[] => {
    const isFirst = !known.has(`${side} ${duty}`);
    known.add(`${side} ${duty}`);
    if (name === null) return [{ day: since, kind: "leaves", side }];
    return isFirst ? [] : [{ day: since, kind: "replaced", side }];
  });
  return [...held, ...leads];
}
