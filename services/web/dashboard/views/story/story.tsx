import { useQuery } from "../../api/use_query.ts";
import { usePageTitle } from "../../app/title.ts";
import type { ViewProps } from "../../app/views.ts";
import { Track, TrackTable } from "../../charts/track.tsx";
import { Term } from "../../glossary/term.tsx";
import { termOf, TERMS } from "../../glossary/terms.ts";
import { OneStory, type StoryPageFragment } from "../../operations/generated.ts";
import { CopyButton } from "../../parts/copy_button.tsx";
import { Failed, Known, NoSuch, Skeleton } from "../../parts/states.tsx";
import { Rich } from "../../parts/rich.tsx";
import { longDay } from "../../sentences/dates.ts";
import { countedText, digestedText, groupText, metricParts, metricWords, phaseText } from "../../sentences/evidence.ts";
import { goalNumber } from "../../sentences/health.ts";
import { counted, listed } from "../../sentences/numbers.ts";
import { aimOn, amountsText, goalOf, madePossibleText, outcomesText, type SidePut, spanText, yearGoalText } from "../../sentences/stories.ts";
import { partnerWord } from "../partnership/parts.tsx";

/** A story for the public: what happened, how sure, and how to check it. */
export function Story({ names }: ViewProps) {
  const asked = useQuery(OneStory, { id: names.id ?? "" });
  const told = asked.data?.story ?? asked.data?.memberStory;
  usePageTitle(told?.story.title ?? "Story");
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} hasOlder={false} thing="story" />;
  if (!asked.data) return <Skeleton lines={6} />;
  if (!told) return <NoSuch thing="story" />;
  return <Article told={told} />;
}

/** What a side put in, in the school year of the evidence. */
function putBy(side: "DISTRICT" | "PARTNER", { investmentOfEvidence, contributionsOfEvidence }: StoryPageFragment): SidePut {
  const kinds = contributionsOfEvidence.find((one) => one.side === side)?.kinds ?? [];
  return { worth: side === "PARTNER" ? investmentOfEvidence.partner : investmentOfEvidence.district, kinds };
}

const AUDIENCES: Readonly<Record<string, string>> = { PARTNERS: "For the districts and partners only", DISTRICT: "For the districts only" };

function Article({ told }: { told: StoryPageFragment }) {
  const { story, partnership, partnershipName, partners, districtNames, minimumN, investmentAsOf } = told;
  const { metric, phase } = story.question;
  const goal = goalOf(story.question, partnership?.goals ?? []);
  const aim = goal && aimOn(goal.revisions, story.published);
  const outcomes = partnership?.vision.clauses.filter(({ kind, endorsedByBoth }) => kind === "OUTCOME" && endorsedByBoth).map(({ text }) => text) ?? [];
  const { value, n, status } = story.evidence;
  const parts = value === null ? null : metricParts(metric, value);
  return (
    <article class="story">
      <p class="crumb">Success story · {longDay(story.published)}{AUDIENCES[story.audience] && ` · ${AUDIENCES[story.audience]}`}</p>
      <h1>{story.title}</h1>
      <p class="sub">{partnershipName}: <b>{listed(partners.map(({ name }) => name))}</b> with {listed(districtNames)}</p>
      <p class="text">{story.text}</p>
      <div class="big">
        <p class="n"><Known value={value} status={status}>{() => parts?.number}</Known></p>
        <p>
          {parts && <><b>{parts.of}</b>{groupText(story.question)}{phaseText(phase)}.<br /></>}
          <span class="muted">{n === null ? "" : `${counted(n, "learner")}, `}{spanText(story.schoolYear, story.published)}</span>
        </p>
      </div>
      {goal && aim && value !== null && (goal.accumulates ? <p class="evidence">{yearGoalText(metric, goal.title, aim.target)}</p> : <GoalTrack metric={metric} goal={{ ...aim, title: goal.title }} value={value} />)}
      <section class="q" aria-labelledby="h-who">
        <h2 id="h-who">Who made it possible?</h2>
        <p class="answer"><Rich text={`${madePossibleText(story.schoolYear, partnerWord({ partners }), putBy("DISTRICT", told), putBy("PARTNER", told))} ${outcomesText(outcomes)}`.trim()} /></p>
        <p class="answer evidence">{amountsText(investmentAsOf)}</p>
      </section>
      <section class="q" aria-labelledby="h-how">
        <h2 id="h-how">How do we know?</h2>
        <p class="answer"><MetricWords metric={metric} /> counted {phase === "DURING" ? <>only on days <Term name="phase">in the partnership</Term></> : countedText(phase)}{groupText(story.question)}. The number was frozen when the story was published and does not change. It shows a difference, not its cause.</p>
        <p class="answer evidence">No learner is named without consent. A number of <Term name="hidden">fewer than {minimumN} learners</Term> is not published.</p>
      </section>
      <Check story={story} />
      <p class="print-only report-foot">Published {longDay(story.published)} by {partnershipName} with Tandem</p>
    </article>
  );
}

/** Where the number stood on the way of its goal when the story was published. */
function GoalTrack({ metric, goal: { title, baseline, target }, value }: { metric: string; goal: { readonly title: string; readonly baseline: number; readonly target: number }; value: number }) {
  const text = (number: number) => goalNumber(metric, number);
  const track = { start: baseline, target, now: value, pace: null, text };
  return (
    <>
      <Track {...track} description={`${title}: began at ${text(baseline)}, ${text(value)} when the story was published, target ${text(target)}`} />
      <TrackTable tracks={[{ title, ...track }]} nowName="Published" />
    </>
  );
}

/** What the number is, in the words of the glossary where it has them. */
function MetricWords({ metric }: { metric: string }) {
  const name = termOf(metric);
  if (!name) return <>The number is {metricWords(metric)},</>;
  const { title, text } = TERMS[name];
  return <><Term name={name}>{title}</Term>: {text.split(". ")[0]?.replace(/\.$/, "").replace(/^./, (letter) => letter.toLowerCase())}. Here it is</>;
}

/** The evidence as it was digested, so that anybody can compute the digest again. */
function Check({ story: { evidenceText, digest, evidence: { value }, question: { metric } } }: { story: StoryPageFragment["story"] }) {
  if (!evidenceText || !digest) return null;
  return (
    <section class="q" aria-labelledby="h-check">
      <h2 id="h-check">Check it yourself</h2>
      <ol class="proof-steps evidence">
        <li>This line is the whole evidence:<p class="digest">{evidenceText}</p>{value !== null && digestedText(metric, value)}</li>
        <li>Its SHA-256 digest was published with the story:<p class="digest">{digest}</p></li>
        <li>Compute it with any tool, for example <code>printf '%s' '…' | sha256sum</code>. If both agree, nobody has changed the number since.</li>
      </ol>
      <p class="no-print evidence actions"><CopyButton text={() => evidenceText}>Copy the evidence</CopyButton> <button type="button" class="button quiet" onClick={() => print()}>Print</button></p>
    </section>
  );
}
