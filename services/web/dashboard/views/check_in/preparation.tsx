import type { MetricAnswer } from "../../api/metrics.ts";
import { Track, type TrackNumbers, TrackTable } from "../../charts/track.tsx";
import { Term } from "../../glossary/term.tsx";
import { Rich } from "../../parts/rich.tsx";
import { Known } from "../../parts/states.tsx";
import { attendanceText, goalAim, goalNowAndThen, promiseText } from "../../sentences/check_ins.ts";
import { dayWithoutYear } from "../../sentences/dates.ts";
import { goalNumber } from "../../sentences/health.ts";
import { count, listed } from "../../sentences/numbers.ts";
import { waitingNote } from "../../sentences/places_taken.ts";
import { attendanceOf, lastHeld, openActions, openChallenges, type Prepared } from "./questions.ts";

/** What both sides need to know before they meet: goals then and now, what is open, and the last notes. */
export function Preparation({ prepared, attendance, today }: { prepared: Prepared; attendance: MetricAnswer | undefined; today: string }) {
  const last = lastHeld(prepared);
  const goals = prepared.goals.filter(({ state }) => state === "OPEN");
  return (
    <aside aria-labelledby="h-preparation">
      <h2 id="h-preparation">{last ? `Since ${dayWithoutYear(last.held ?? last.due)}` : "Before the first check-in"}</h2>
      <p class="small muted">Prepared by itself from what both sides recorded. Both sides see the same.</p>
      <h3><Term name="goal">Goals</Term></h3>
      {goals.length ? goals.map((goal) => <Goal key={goal.goalId} goal={goal} prepared={prepared} />) : <p class="then">No goal is open.</p>}
      {goals.length > 0 && <TrackTable tracks={goals.map((goal) => ({ title: goal.title, ...trackOf(goal, prepared) }))} paceName="Before" />}
      <h3>Learners: <Term name="attendance" learners={attendance ? attendanceOf(attendance, "participant").n : null}>attendance</Term> and <Term name="places">places</Term></h3>
      {attendance && <Attendance answer={attendance} minimumN={prepared.minimumN} />}
      <Places prepared={prepared} />
      <h3>Still open</h3>
      <Open prepared={prepared} today={today} />
      <h3>Last time’s notes</h3>
      <p class="then muted">{last?.notes || "Nothing was noted."}</p>
    </aside>
  );
}

type PreparedGoal = Prepared["goals"][number];

/** The goal's number at the last check-in. */
const valueThen = ({ goalId }: PreparedGoal, prepared: Prepared): number | null => lastHeld(prepared)?.progress.find((one) => one.goalId === goalId)?.progress.value.value ?? null;

const trackOf = (goal: PreparedGoal, prepared: Prepared): TrackNumbers => ({
  start: goal.baseline,
  target: goal.target,
  now: goal.progress.value.value,
  pace: goal.accumulates ? goal.pace.lastYear.value : valueThen(goal, prepared),
  text: (value) => goalNumber(goal.question.metric, value),
});

function Goal({ goal, prepared }: { goal: PreparedGoal; prepared: Prepared }) {
  const track = trackOf(goal, prepared);
  const { text, now } = track;
  const spoken = `${goal.title}: start ${text(goal.baseline)}, ${now === null ? "no value" : `now ${text(now)}`}, target ${text(goal.target)}`;
  return (
    <div class="then">
      <b>{goal.title}</b>
      <span><Rich text={goalNowAndThen(goal, valueThen(goal, prepared), prepared.minimumN)} /></span>
      {now !== null && <Track {...track} description={spoken} />}
      <span class="muted">{goalAim(goal)}</span>
    </div>
  );
}

function Attendance({ answer, minimumN }: { answer: MetricAnswer; minimumN: number }) {
  const text = attendanceText(attendanceOf(answer, "participant"), attendanceOf(answer, "peer"), minimumN);
  return text ? <p class="then"><span><Rich text={text} /></span></p> : null;
}

function Places({ prepared: { places } }: { prepared: Prepared }) {
  const { capacity, taken, waiting } = places;
  return (
    <p class="then">
      <span>
        <Known value={taken.value} status={taken.status}>{count}</Known>{capacity !== null && ` of ${count(capacity)}`} places taken
        {waitingNote(waiting) && `, ${waitingNote(waiting)}`}
      </span>
    </p>
  );
}

function Open({ prepared, today }: { prepared: Prepared; today: string }) {
  const vacancies = prepared.leads.filter(({ name }) => name === null);
  const actions = openActions(prepared);
  const challenges = openChallenges(prepared);
  if (!vacancies.length && !actions.length && !challenges.length) return <p class="then">Nothing is open.</p>;
  const at = (side: string) => (side === "PARTNER" ? listed(prepared.partners.map(({ name }) => name)) : "the districts");
  return (
    <ul>
      {vacancies.map(({ side, duty, since }) => (
        <li class="then" key={`${side} ${duty}`}>
          <b>{duty === "LEAD" ? "Nobody leads" : "Nobody oversees what is put in"} at {at(side)}</b>
          <span class="muted">Since {dayWithoutYear(since)}. <a href={`/partnerships/${prepared.id}#leads`}>Name somebody</a></span>
        </li>
      ))}
      {actions.map((action) => <li class="then" key={action.actionId}><b>{action.text}</b><span class="muted">{promiseText(action, today)}</span></li>)}
      {challenges.map(({ challengeId, text, raised }) => <li class="then" key={challengeId}><b>{text}</b><span class="muted">Challenge since {dayWithoutYear(raised)}</span></li>)}
    </ul>
  );
}
