import { keyOf, type MetricAnswer, valueOf } from "../../api/metrics.ts";
import { useLiveVersions } from "../../api/live_rows.ts";
import { announce } from "../../app/announcer.tsx";
import { go, withParameters } from "../../app/router.ts";
import { usePageTitle } from "../../app/title.ts";
import type { ViewProps } from "../../app/views.ts";
import type { Editing } from "../../forms/editing.ts";
import { NewPlaces } from "../../forms/places_form.tsx";
import { proposalLead } from "../../forms/proposal_rules.ts";
import { StartSteps } from "../../forms/start_form.tsx";
import { NewStory } from "../../forms/story_form.tsx";
import { Term } from "../../glossary/term.tsx";
import { CopyLink } from "../../parts/copy_button.tsx";
import { Section } from "../../parts/section.tsx";
import { Empty, Failed, Known, NoSuch, Skeleton, Waiting } from "../../parts/states.tsx";
import { checkInPath, lastHeld } from "../../sentences/check_ins.ts";
import { dayOf, dayText, pastDay } from "../../sentences/dates.ts";
import { ATTENDANCE_EFFECT, difference } from "../../sentences/difference.ts";
import { partnershipLead, toldParts } from "../../sentences/health.ts";
import { capital, count, listed, money, percent, signed } from "../../sentences/numbers.ts";
import { waitingText } from "../../sentences/places_taken.ts";
import { StoryCards, storyRow } from "../overview/stories.tsx";
import { Agreement } from "./agreement.tsx";
import { AsOf } from "./as_of.tsx";
import { CheckIns, nextToHold } from "./check_ins.tsx";
import { FiveStrategies, Goals, Investment, Leads, Participants, partnerWord, Vision } from "./parts.tsx";
import { OpenMatters } from "./open_matters.tsx";
import { type Detail, todayOf, usePartnership } from "./questions.ts";

/** One partnership: do both keep their word, do learners gain, what is next? */
export function Partnership({ address, names }: ViewProps) {
  const parameter = (name: string) => pastDay(address.parameters.get(name), dayOf(new Date()));
  const moment = { asOf: parameter("asOf"), knownAt: parameter("knownAt") };
  const id = names.id ?? "";
  const asked = usePartnership(id, moment);
  const shown = asked.detail.data?.partnership;
  useLiveVersions(!shown || moment.asOf || moment.knownAt ? [] : [{ id, version: shown.version }], () => {
    Object.values(asked).forEach(({ again }) => again());
    announce("This partnership was updated.");
  });
  usePageTitle(asked.detail.data?.partnership?.name ?? "Partnership");
  if (asked.detail.problem && !asked.detail.data) return <Failed problem={asked.detail.problem} again={asked.detail.again} hasOlder={false} thing="partnership" />;
  if (!asked.detail.data) return <Skeleton lines={8} />;
  const detail = asked.detail.data.partnership;
  const move = (changes: Readonly<Record<string, string | null>>) => go(withParameters(address, changes), { replace: true });
  if (!detail) return <NotKnown moment={moment} onBack={() => move({ asOf: null, knownAt: null })} />;
  const today = todayOf(detail);
  const day = moment.asOf ?? today;
  const again = () => Object.values(asked).forEach((answer) => answer.again());
  const isToday = !moment.asOf && !moment.knownAt;
  /** What one may do here today with a permission; null: nothing, so nothing is offered. */
  const may = (permission: Detail["permissions"][number]): Editing | null => (isToday && detail.permissions.includes(permission) ? { id, version: detail.version, today, onSaved: again } : null);
  const editing = may("EDIT_PARTNERSHIP");
  const publishing = may("PUBLISH_STORY");
  const placing = may("PLACE_PARTICIPANTS");
  const points = (asked.past.data?.partnership?.health.history ?? []).map(({ date, score }) => ({ day: date, score })).filter((point) => point.day >= detail.begin);
  return (
    <div class={moment.asOf || moment.knownAt ? "past" : ""}>
      <Head detail={detail} mayEdit={editing !== null} />
      {detail.status === "PROPOSED" && isToday && <StartSteps proposal={detail} editing={editing} partner={capital(partnerWord(detail))} />}
      <AsOf detail={detail} points={points} moment={moment} today={today} onMove={move} />
      <p class="lead">{detail.status === "PROPOSED" ? proposalLead(detail.activationLacks.length) : partnershipLead(detail.health.score, toldParts(detail.health.strategies.flatMap(({ parts }) => parts), detail.goals, detail.minimumN), lastHeld(detail.checkIns.items), detail.health.absence)}</p>
      <Figures detail={detail} phases={asked.phases.data?.metricQuery} isCounting={detail.begin <= day && !asked.phases.data && !asked.phases.problem} />
      {detail.status !== "PROPOSED" && <FiveStrategies detail={detail} />}
      <Participants minimumN={detail.minimumN} phases={asked.phases.data?.metricQuery} cohorts={asked.cohorts.data?.metricQuery} />
      {placing && detail.districts.length > 0 && <NewPlaces editing={placing} districts={detail.districts} />}
      <Goals detail={detail} editing={editing} />
      <div class="page-2"><Investment detail={detail} day={day} editing={editing} /></div>
      <Vision detail={detail} editing={editing} />
      <CheckIns detail={detail} day={day} editing={editing} />
      <OpenMatters detail={detail} day={day} editing={editing} />
      <div class="ends">
        <Leads detail={detail} day={day} editing={editing} />
        <Next detail={detail} />
      </div>
      <Agreement detail={detail} day={day} editing={editing} />
      <div class="no-print">
        <Section id="stories" question="What can be told?">
          {detail.stories.length ? <StoryCards stories={detail.stories.map((story) => ({ story, partnership: detail.name }))} /> : <Empty says="No story was published yet." />}
          {publishing && <NewStory editing={publishing} rowOf={storyRow} />}
        </Section>
      </div>
      <p class="print-only report-foot">Tandem report of {dayText(day)}{moment.asOf && ` (participants: those who had joined by then)`}{moment.knownAt && `, as known on ${dayText(moment.knownAt)} (numbers of learners: as known today)`} · Numbers of fewer than {detail.minimumN} learners are hidden outside their district · Each number can be recomputed: tandem verify</p>
    </div>
  );
}

const STATUS: Readonly<Record<string, string>> = { PROPOSED: "Proposed", ACTIVE: "Active", PAUSED: "Paused", CLOSED: "Closed", WITHDRAWN: "Withdrawn" };

function Head({ detail, mayEdit }: { detail: Detail; mayEdit: boolean }) {
  const next = mayEdit ? nextToHold(detail.checkIns.items) : undefined;
  return (
    <>
      <p class="crumb"><a href="/">Overview</a> / <a href="/partnerships">Partnerships</a></p>
      <div class="q-head">
        <h1 class="name">{detail.name}</h1>
        <div class="actions no-print"><CopyLink /> <button type="button" class="button quiet" onClick={() => print()}>Board report</button>{next && <> <a class="button" href={checkInPath(detail.id, next.checkInId)}>Prepare check-in</a></>}</div>
      </div>
      <p class="sub">
        <b>{listed(detail.partners.map(({ name }) => name))}</b> with {listed(detail.districts.map(({ name }) => name))}. {STATUS[detail.status]}, {dayText(detail.begin)}{detail.end ? ` to ${dayText(detail.end)}` : ", without an end"}.
      </p>
    </>
  );
}

function NotKnown({ moment, onBack }: { moment: { readonly asOf: string | null; readonly knownAt: string | null }; onBack: () => void }) {
  const when = moment.knownAt ?? moment.asOf;
  if (!when) return <NoSuch thing="partnership" />;
  return (
    <Empty says="Nothing was known then.">
      <p>On {dayText(when)} nothing of this partnership was known yet. <button type="button" class="button link" onClick={onBack}>Back to today</button></p>
    </Empty>
  );
}

/** `isCounting`: the answer by phases is still on its way. */
function Figures({ detail, phases, isCounting }: { detail: Detail; phases: MetricAnswer | undefined; isCounting: boolean }) {
  const { places, investment, checkIns } = detail;
  const phase = (key: string) => valueOf(phases?.rows.nodes.find((row) => keyOf(row, "phase") === key), "attendance_rate");
  const [before, during] = [phase("before"), phase("during")];
  const kind = difference(during, before, ATTENDANCE_EFFECT, detail.minimumN);
  const isKnown = kind !== "unknown" && kind !== "too few";
  return (
    <dl class="figures">
      <div>
        <dt><Term name="places">Learners taking part</Term></dt>
        <dd class="n"><Known value={places.taken.value} status={places.taken.status}>{count}</Known> {places.capacity !== null && <small>of {count(places.capacity)}</small>}</dd>
        <dd>{waitingText(places.waiting.value)}</dd>
      </div>
      <div>
        <dt><Term name="putIn">Put in by both sides</Term></dt>
        <dd class="n">{money(investment.total.total)}</dd>
        <dd>{money(investment.total.district)} districts, {money(investment.total.partner)} {partnerWord(detail)}</dd>
      </div>
      <div>
        <dt><Term name="onTime">Check-ins on time</Term></dt>
        <dd class="n">{checkIns.due ? <>{checkIns.onTime} <small>of {checkIns.due}</small></> : "–"}</dd>
        <dd>{checkIns.nextDue ? `Next by ${dayText(checkIns.nextDue)}` : "None is planned"}</dd>
      </div>
      <div>
        <dt><Term name="attendance" learners={during.n}>Attendance since joining</Term></dt>
        {isCounting ? <Waiting /> : <>
        <dd class="n">{isKnown ? <>{signed((during.value ?? 0) - (before.value ?? 0))} <small>points</small></> : "–"}</dd>
        <dd>{isKnown ? `${percent(before.value ?? 0)} before, ${percent(during.value ?? 0)} while taking part` : "Too few learners, or nothing reported"}</dd>
        </>}
      </div>
    </dl>
  );
}

/** What comes next, for the printed report. */
function Next({ detail }: { detail: Detail }) {
  const actions = detail.actions.filter(({ done }) => !done).map(({ due, text, owner }) => ({ day: due, text: `${text} (${owner})` }));
  const meeting = detail.checkIns.nextDue ? [{ day: detail.checkIns.nextDue, text: "Next check-in" }] : [];
  const items = [...actions, ...meeting].sort((one, other) => one.day.localeCompare(other.day));
  return (
    <section class="q print-only next" aria-labelledby="h-next">
      <h2 id="h-next">What comes next?</h2>
      <ul class="evidence">{items.map(({ day, text }) => <li key={day + text}><b>{dayText(day)}</b> {text}</li>)}</ul>
    </section>
  );
}
