import { type MetricAnswer, keyOf, valueOf } from "../../api/metrics.ts";
import { ChartTable, written } from "../../charts/chart_table.tsx";
import { Axis } from "../../charts/dumbbell.tsx";
import { scaleOf, share } from "../../charts/scale.ts";
import { Spans, SpansTable } from "../../charts/spans.tsx";
import { Tandem } from "../../charts/tandem.tsx";
import { Track, type TrackNumbers, TrackTable } from "../../charts/track.tsx";
import type { Editing } from "../../forms/editing.ts";
import { ChangeGoal, goalRow, NewGoal } from "../../forms/goal_form.tsx";
import { Term } from "../../glossary/term.tsx";
import { Folded } from "../../parts/folded.tsx";
import { Section } from "../../parts/section.tsx";
import { Empty, Known } from "../../parts/states.tsx";
import { dayText, daysBetween, monthAndYear, monthText } from "../../sentences/dates.ts";
import { goalNumber, goalsAnswer, goalState, partName, reasonSentence, strategiesAnswer, toldParts } from "../../sentences/health.ts";
import { lastHeld } from "../../sentences/check_ins.ts";
import { balanceText, kindText } from "../../sentences/investment.ts";
import { capital, count, counted, inWords, money, percent } from "../../sentences/numbers.ts";
import { chronicText, participantsAnswer } from "../../sentences/participants.ts";
import { whyNone } from "../../sentences/problems.ts";
import { leadsAnswer } from "../../sentences/leads.ts";
import { STRATEGIES, STRATEGY_NAMES } from "../../sentences/strategies.ts";
import { Contributions } from "./contributions.tsx";
import { ClauseForms, clauseRow, NewClause, NewLead, postRow } from "./people.tsx";
import type { Detail } from "./questions.ts";

export function FiveStrategies({ detail }: { detail: Detail }) {
  const known = STRATEGIES.flatMap((name) => detail.health.strategies.filter((one) => one.strategy === name));
  return (
    <Section id="strategies" question="How well do both sides keep the five strategies?" answer={strategiesAnswer(known.map((one) => ({ ...one, parts: toldParts(one.parts, detail.goals, detail.minimumN) })), lastHeld(detail.checkIns.items))} source={<><Term name="health">Health</Term> is the mean of the five scores; <Term name="adapt">days to adapt</Term> and <Term name="onTime">check-ins on time</Term> are among their parts.</>}>
      <div class="five">
        {known.map(({ strategy, score, parts }) => (
          <section key={strategy} aria-labelledby={`s-${strategy}`}>
            <div class="head">
              <h3 id={`s-${strategy}`}>{STRATEGY_NAMES[strategy]}</h3>
              <p class="score">{score === null ? "–" : Math.round(score)}<small> of 100</small></p>
            </div>
            <ul class="parts">
              {parts.map((part) => (
                <li key={part.name}>
                  <b>{partName(part.name)} <span>{part.score === null ? "–" : Math.round(part.score)}</span></b>
                  <svg width="100%" height="5" aria-hidden="true"><rect width="100%" height="5" class="f-k" /><rect width={share(part.score ?? 0)} height="5" class="f-i" /></svg>
                  {reasonSentence(part, lastHeld(detail.checkIns.items))}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Section>
  );
}

const PHASES: readonly [string, string][] = [["before", "Before joining"], ["during", "While taking part"], ["after", "After leaving"]];
const COHORTS: readonly [string, string][] = [["participant", "Participants"], ["peer", "Peers"]];

export function Participants({ minimumN, phases, cohorts }: { minimumN: number; phases: MetricAnswer | undefined; cohorts: MetricAnswer | undefined }) {
  const of = (answer: MetricAnswer | undefined, dimension: string, key: string, metric = "attendance_rate") =>
    valueOf(answer?.rows.nodes.find((row) => keyOf(row, dimension) === key), metric);
  const cohort = (key: string, metric?: string) => of(cohorts, "cohort", key, metric);
  const answer = participantsAnswer(of(phases, "phase", "before"), of(phases, "phase", "during"), cohort("participant"), cohort("peer"), minimumN);
  const chronic = chronicText(cohort("participant", "chronic_absence_rate"), cohort("peer", "chronic_absence_rate"), minimumN);
  return (
    <Section
      id="participants"
      question="Do participants come to school more?"
      answer={phases && cohorts ? [answer, chronic].filter(Boolean).join(" ") : undefined}
      source={<><Term name="attendance">Attendance rate</Term> by <Term name="phase">phase</Term> since the school year in which it began, and by cohort in this school year, in percent. <Term name="hidden">Hidden</Term> where few learners stand behind it.</>}
    >
      <div class="half evidence">
        <div>
          <h3 class="small">Against their own past</h3>
          <Rates label="Against their own past" rows={PHASES.map(([key, label]) => ({ key, label, value: of(phases, "phase", key) }))} />
        </div>
        <div>
          <h3 class="small">Against <Term name="peers">peers</Term>, this school year</h3>
          <Rates label="Against peers" rows={COHORTS.map(([key, label]) => ({ key, label, value: cohort(key) }))} />
        </div>
      </div>
    </Section>
  );
}

const HOLLOW = new Set(["before", "after"]);

export function Rates({ label, rows }: { label: string; rows: readonly { readonly key: string; readonly label: string; readonly value: ReturnType<typeof valueOf> }[] }) {
  const values = rows.map(({ value }) => value.value).filter((value) => value !== null);
  if (!values.length) return <Empty says={whyNone(rows.map(({ value }) => value))} />;
  const scale = scaleOf([...values, Math.min(...values) - 1, Math.max(...values) + 1], { count: 3, most: 101 });
  return (
    <>
      {rows.map(({ key, label, value }) => (
        <div class="row" key={key}>
          <div class="l">{label}<small>{value.n === null ? "" : counted(value.n, "learner")}</small></div>
          <svg width="100%" height="40" aria-hidden="true">
            {scale.ticks.map((tick) => <line key={tick} x1={share(scale.at(tick))} x2={share(scale.at(tick))} y1="0" y2="40" class="grid" />)}
            {value.value !== null && (key === "peer"
              ? <line x1={share(scale.at(value.value))} x2={share(scale.at(value.value))} y1="12" y2="28" class="s-e fat" />
              : <circle cx={share(scale.at(value.value))} cy="20" r="6" class={HOLLOW.has(key) ? "hollow s-t" : "f-t"} />)}
          </svg>
          <div class="r"><Known value={value.value} status={value.status}>{percent}</Known></div>
        </div>
      ))}
      <Axis scale={scale} unit="%" />
      <ChartTable label={label} columns={["Whose days", "Attendance rate", "Learners"].map((name) => ({ name }))} rows={rows.map(({ key, label: name, value }) => ({ key, cells: [name, value.value === null ? (value.status === "SUPPRESSED" ? "hidden" : "–") : percent(value.value), written(value.n, count)] }))} />
    </>
  );
}

export function Goals({ detail, editing }: { detail: Detail; editing: Editing | null }) {
  const { goals } = detail;
  return (
    <Section id="goals" question="How far are the goals?" answer={goalsAnswer(goals, detail.minimumN)}>
      {goals.length ? (
        <div class="evidence">
          {goals.map((goal) => <Goal key={goal.goalId} goal={goal} editing={editing} />)}
          <TrackTable tracks={goals.map((goal) => ({ title: goal.title, ...trackOf(goal) }))} />
        </div>
      ) : (
        <Empty says="No goal was set yet."><p>A goal says where a number of the participants is to be by a day. Both sides see how far it has come.</p></Empty>
      )}
      {editing && <NewGoal editing={editing} isFirst={!goals.length} />}
    </Section>
  );
}

/** The numbers of a goal's way; a total that begins each year at zero has this day last year beside it. */
const trackOf = ({ question, baseline, target, progress, accumulates, pace }: Detail["goals"][number]): TrackNumbers => ({
  start: baseline,
  target,
  now: progress.value.value,
  pace: accumulates ? pace.lastYear.value : null,
  text: (value) => goalNumber(question.metric, value),
});

function Goal({ goal, editing }: { goal: Detail["goals"][number]; editing: Editing | null }) {
  const { phase, where } = goal.question;
  const track = trackOf(goal);
  const { text, now: value, pace } = track;
  const { n, status } = goal.progress.value;
  const about = [n === null ? "" : counted(n, "learner"), phase === "DURING" ? "while taking part" : "", ...where.map(({ dimension, values }) => `${dimension.replaceAll("_", " ")}: ${values.join(", ")}`)].filter(Boolean);
  const raised = goal.revisions.length > 1 ? goal.revisions.at(-1) : undefined;
  const spoken = `Start ${text(goal.baseline)}, ${value === null ? "no value" : `now ${text(value)}`}, target ${text(goal.target)}`;
  return (
    <article class="goal" id={goalRow(goal.goalId)} tabIndex={-1}>
      <div>
        <h3>{goal.title}</h3>
        <p><Term name="goal">Target</Term> {text(goal.target)} by {dayText(goal.due)} · {goalState(goal)}</p>
        <p>{about.join(", ")}.</p>
        {pace !== null && <p>{text(pace)} on <Term name="pace">this day last year</Term>. The school year begins at zero.</p>}
        {raised && <p>Raised or changed on {dayText(raised.since)}{raised.why && `: ${raised.why}`}</p>}
        {editing && <ChangeGoal editing={editing} goal={goal} />}
      </div>
      {status === "SUPPRESSED" ? <Known value={null} status={status}>{() => null}</Known> : <Track {...track} description={`${goal.title}: ${spoken}`} />}
    </article>
  );
}

/** "Jul–Sep 2026", from the first day of a quarter. */
function quarterText(period: string): string {
  const end = `${period.slice(0, 5)}${String(Number(period.slice(5, 7)) + 2).padStart(2, "0")}-01`;
  return `${monthText(period)}–${monthAndYear(end)}`;
}

export function Investment({ detail, day, editing }: { detail: Detail; day: string; editing: Editing | null }) {
  const { total, byPeriod, pledges } = detail.investment;
  const current = pledges.filter(({ end }) => end >= day);
  const unvalued = total.unvalued ? ` ${counted(total.unvalued, "contribution")} ${total.unvalued === 1 ? "has" : "have"} no dollar value yet and ${total.unvalued === 1 ? "counts" : "count"} nothing here.` : "";
  return (
    <Section
      id="investment"
      question="What do both sides put in?"
      answer={`**The ${partnerWord(detail)} put in ${money(total.partner)}, the districts ${money(total.district)}.** ${balanceText(total.district, total.partner)}${unvalued}`}
      source={<><code>Partnership.investment</code> · hours valued by published rates of their date · <Term name="balance">balance</Term> {total.balance === null ? "not known" : Math.round(total.balance)} · <Term name="noValue">no value yet</Term></>}
    >
      <div class="half evidence">
        <div>
          <h3 class="small">By quarter</h3>
          {byPeriod.length > 0 && <Tandem description="Put in by quarter and side" partnerLabel={capital(partnerWord(detail))} rows={byPeriod.map((period) => ({ label: quarterText(period.period ?? ""), district: period.district, partner: period.partner }))} />}
        </div>
        {current.length > 0 && (
          <div>
            <h3 class="small"><Term name="promised">Promised</Term> for now, and delivered</h3>
            <p class="small muted">The mark is the day: how much of the agreed time has passed.</p>
            {current.map((pledge) => <Pledge key={pledge.pledgeId} pledge={pledge} day={day} partner={capital(partnerWord(detail))} />)}
          </div>
        )}
      </div>
      <Contributions detail={detail} editing={editing} />
    </Section>
  );
}

function Pledge({ pledge, day, partner }: { pledge: Detail["investment"]["pledges"][number]; day: string; partner: string }) {
  const byQuantity = pledge.quantity !== null;
  const [done, whole] = byQuantity ? [pledge.deliveredQuantity, pledge.quantity ?? 0] : [pledge.deliveredAmount, pledge.amount ?? 0];
  const time = Math.max(0, (daysBetween(pledge.begin, day) / Math.max(1, daysBetween(pledge.begin, pledge.end))) * 100);
  const text = byQuantity ? count : money;
  return (
    <div class="row" id={`pledge-${pledge.pledgeId}`} tabIndex={-1}>
      <div class="l">{kindText(pledge.kind)}<small>{pledge.side === "PARTNER" ? partner : "Districts"}{pledge.begin > day && `, from ${dayText(pledge.begin)}`}</small></div>
      <svg width="100%" height="30" role="img" aria-label={`${kindText(pledge.kind)}: ${text(done)} of ${text(whole)} delivered, ${Math.round(time)}% of the time has passed`}>
        <rect width="100%" y="10" height="10" class="f-k" />
        <rect width={share(Math.min(100, (done / (whole || 1)) * 100))} y="10" height="10" class={pledge.side === "PARTNER" ? "f-p" : "f-d"} />
        <line x1={share(Math.min(100, time))} x2={share(Math.min(100, time))} y1="4" y2="26" class="s-i" />
      </svg>
      <div class="r">{text(done)} <small>of {text(whole)}</small></div>
    </div>
  );
}

const PARTNER_WORDS: Readonly<Record<string, string>> = { HOSPITAL: "hospital", COLLEGE: "college", EMPLOYER: "employer", NON_PROFIT: "non-profit", GOVERNMENT: "authority" };

/** What the partner is called in a sentence: the hospital, the college, the partners. */
export const partnerWord = ({ partners }: { readonly partners: readonly { readonly kind: string }[] }): string => (partners.length === 1 ? PARTNER_WORDS[partners[0]?.kind ?? ""] : undefined) ?? "partners";

const CLAUSES: Readonly<Record<string, string>> = { EXPECTATION: "What each side expects", PROCESS: "How both work", OUTCOME: "What is to come of it" };

export function Vision({ detail, editing }: { detail: Detail; editing: Editing | null }) {
  const { clauses } = detail.vision;
  const signed = clauses.filter(({ endorsedByBoth }) => endorsedByBoth).length;
  const answer = signed === clauses.length ? `**All ${inWords(clauses.length)} clauses are signed by both sides.**` : `**Both sides signed ${inWords(signed)} of ${inWords(clauses.length)} clauses.**`;
  return (
    <Section id="vision" question="What did both sides sign?" answer={clauses.length ? answer : undefined} source={<Term name="signed">What a signature means</Term>}>
      {clauses.length ? (
        <ul class="clauses evidence">
          {clauses.map((clause) => {
            const { clauseId, kind, text, wordings, endorsements } = clause;
            const by = (side: string) => endorsements.find((one) => one.side === side);
            const names = endorsements.map(({ name, date }) => `${name}, ${dayText(date)}`).join(" and ");
            return (
              <li key={clauseId} id={clauseRow(clauseId)} tabIndex={-1}>
                <q>{text}</q>
                <span class="signed">
                  <svg width="34" height="16" aria-hidden="true"><circle cx="8" cy="8" r="6.5" class={by("DISTRICT") ? "f-d" : "hollow s-d"} /><circle cx="25" cy="8" r="6.5" class={by("PARTNER") ? "f-p" : "hollow s-p"} /></svg>
                  <span>{by("DISTRICT") && by("PARTNER") ? "signed by both" : by("DISTRICT") ? `${partnerWord(detail)} has not signed` : by("PARTNER") ? "districts have not signed" : "nobody has signed"}</span>
                </span>
                <small>{CLAUSES[kind]}{names && ` · ${names}`}{wordings > 1 && ` · wording ${wordings}`}</small>
                {clause.history.length > 1 && <EarlierWordings clause={clause} />}
                {editing && <ClauseForms clause={clause} partner={capital(partnerWord(detail))} editing={editing} />}
              </li>
            );
          })}
        </ul>
      ) : <Empty says="Nothing was written down yet."><p>A clause says what each side expects, how both work, or what is to come of it.</p></Empty>}
      {editing && <NewClause editing={editing} />}
    </Section>
  );
}

/** What a clause said before, the latest first. */
function EarlierWordings({ clause: { clauseId, history } }: { clause: Detail["vision"]["clauses"][number] }) {
  return (
    <Folded label={`wordings ${clauseId}`} kind="no-print" summary="Earlier wordings">
      <ul class="rows">
        {history.slice(0, -1).reverse().map(({ text, drafted, endorsedByBoth }) => <li key={drafted + text}><span>“{text}” Since {dayText(drafted)}, {endorsedByBoth ? "signed by both" : "not signed by both"}.</span></li>)}
      </ul>
    </Folded>
  );
}

const POSTS: readonly [("DISTRICT" | "PARTNER"), ("LEAD" | "OVERSIGHT")][] = [["DISTRICT", "LEAD"], ["DISTRICT", "OVERSIGHT"], ["PARTNER", "LEAD"], ["PARTNER", "OVERSIGHT"]];

export function Leads({ detail, day, editing }: { detail: Detail; day: string; editing: Editing | null }) {
  const from = [detail.begin, ...detail.leadHistory.map(({ since }) => since)].sort()[0] ?? detail.begin;
  const label = (side: string, duty: string) => `${side === "PARTNER" ? capital(partnerWord(detail)) : "Districts"}: ${duty === "LEAD" ? "lead" : "oversight"}`;
  const posts = POSTS.map(([side, duty]) => {
    const held = detail.leadHistory.filter((lead) => lead.side === side && lead.duty === duty);
    const spans = held.map(({ name, since }, index) => ({ name, from: since, to: held[index + 1]?.since ?? day }));
    return { side, duty, label: label(side, duty), spans };
  }).filter(({ spans }) => spans.length);
  return (
    <Section id="leads" question="Who answers for it?" answer={leadsAnswer(detail.leadHistory, partnerWord(detail), day)}>
      <div class="gantt evidence">
        {posts.map(({ side, duty, label: post, spans }) => {
          const spoken = spans.map(({ name, from: since }) => `${name ?? "nobody"} since ${dayText(since)}`).join(", then ");
          return [
            <div class="lab" key={`${side}${duty}l`} id={postRow(`${side}-${duty}`)} tabIndex={-1}>{post}</div>,
            <Spans key={`${side}${duty}`} spans={spans} from={from} to={day} side={side} description={`${post}: ${spoken}`} />,
          ];
        })}
        <div />
        <svg width="100%" height="18" aria-hidden="true"><text x="0" y="13">{monthAndYear(from)}</text><text x="100%" y="13" text-anchor="end">{dayText(day)}</text></svg>
      </div>
      {posts.length > 0 && <SpansTable posts={posts} last={day} />}
      {editing && <NewLead posts={detail.leadHistory} partner={capital(partnerWord(detail))} editing={editing} />}
    </Section>
  );
}
