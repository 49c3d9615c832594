import { useQuery } from "../../api/use_query.ts";
import { usePageTitle } from "../../app/title.ts";
import type { ViewProps } from "../../app/views.ts";
import { Track, TrackTable } from "../../charts/track.tsx";
import { Term } from "../../glossary/term.tsx";
import { termOf, TERMS } from "../../glossary/terms.ts";
import { PublicStory, type PublicStoryQuery, StoriesOfPartnerships, type StoriesOfPartnershipsQuery, type StoryTextFragment } from "../../operations/generated.ts";
import { CopyButton } from "../../parts/copy_button.tsx";
import { Empty, Failed, Known, Skeleton } from "../../parts/states.tsx";
import { Rich } from "../../parts/rich.tsx";
import { longDay, schoolYearOf } from "../../sentences/dates.ts";
import { metricParts, phaseText } from "../../sentences/evidence.ts";
import { goalNumber } from "../../sentences/health.ts";
import { counted, listed } from "../../sentences/numbers.ts";
import { madePossibleText, outcomesText } from "../../sentences/stories.ts";
import { partnerWord } from "../partnership/parts.tsx";

interface Told {
  readonly story: StoryTextFragment;
  readonly partnership: string;
  readonly partners: readonly { readonly name: string; readonly kind: string }[];
  readonly districts: readonly string[];
  /** Of the school year in which it was published. */
  readonly investment: { readonly district: number; readonly partner: number };
  /** That both sides signed, for who may see the partnership. */
  readonly outcomes: readonly string[];
  readonly goal?: { readonly title: string; readonly baseline: number; readonly target: number } | undefined;
}

/** A story for the public: what happened, how sure, and how to check it. */
export function Story({ names }: ViewProps) {
  const id = names.id ?? "";
  const open = useQuery(PublicStory, { id });
  const inside = useQuery(StoriesOfPartnerships, open.data ? {} : null);
  const told = toldOf(id, open.data?.story, inside.data?.partnerships.nodes);
  usePageTitle(told?.story.title ?? "Story");
  if (open.problem) return <Failed problem={open.problem} again={open.again} hasOlder={false} />;
  if (!told && (!open.data || (!inside.data && !inside.problem))) return <Skeleton lines={6} />;
  if (!told) return <Empty says="There is no such story."><p>It was taken back, or it is not for everybody. <a href="/stories">All stories</a></p></Empty>;
  return <Article told={told} />;
}

/** The public story; or one that this reader sees as a member of a partnership. With the goal that its number belongs to. */
function toldOf(
  id: string,
  open: PublicStoryQuery["story"] | undefined,
  partnerships: readonly InsidePartnership[] | undefined,
): Told | null {
  const partnership = partnerships?.find(({ stories }) => stories.some((story) => story.id === id));
  const story = open?.story ?? partnership?.stories.find((one) => one.id === id);
  if (!story) return null;
  const goal = partnership?.goals.find(({ question }) => question.metric === story.question.metric && question.phase === story.question.phase);
  const outcomes = partnership?.vision.clauses.filter(({ kind, endorsedByBoth }) => kind === "OUTCOME" && endorsedByBoth).map(({ text }) => text) ?? [];
  if (open) return { story, goal, outcomes, partnership: open.partnershipName, partners: open.partners, districts: open.districtNames, investment: open.investmentOfSchoolYear };
  if (!partnership) return null;
  const begin = `${schoolYearOf(story.published) - 1}-07-01`;
  const investment = partnership.investment.byPeriod.find(({ period }) => period === begin) ?? { district: 0, partner: 0 };
  return { story, goal, outcomes, partnership: partnership.name, partners: partnership.partners, districts: partnership.districts.map(({ name }) => name), investment };
}

type InsidePartnership = StoriesOfPartnershipsQuery["partnerships"]["nodes"][number];

const AUDIENCES: Readonly<Record<string, string>> = { PARTNERS: "For the districts and partners only", DISTRICT: "For the districts only" };

function Article({ told: { story, partnership, partners, districts, investment, outcomes, goal } }: { told: Told }) {
  const { metric, phase } = story.question;
  const { value, n, status } = story.evidence;
  const parts = value === null ? null : metricParts(metric, value);
  return (
    <article class="story">
      <p class="crumb">Success story · {longDay(story.published)}{AUDIENCES[story.audience] && ` · ${AUDIENCES[story.audience]}`}</p>
      <h1>{story.title}</h1>
      <p class="sub">{partnership}: <b>{listed(partners.map(({ name }) => name))}</b> with {listed([...districts])}</p>
      <p class="text">{story.text}</p>
      <div class="big">
        <p class="n"><Known value={value} status={status}>{() => parts?.number}</Known></p>
        <p>
          {parts && <><b>{parts.of}</b>{phaseText(phase)}.<br /></>}
          <span class="muted">{n === null ? "" : `${counted(n, "learner")}, `}as of {longDay(story.published)}</span>
        </p>
      </div>
      {goal && value !== null && <GoalTrack metric={metric} goal={goal} value={value} />}
      <section class="q" aria-labelledby="h-who">
        <h2 id="h-who">Who made it possible?</h2>
        <p class="answer"><Rich text={`${madePossibleText(schoolYearOf(story.published), partnerWord({ partners }), investment)} ${outcomesText(outcomes)}`.trim()} /></p>
      </section>
      <section class="q" aria-labelledby="h-how">
        <h2 id="h-how">How do we know?</h2>
        <p class="answer"><MetricWords metric={metric} />, counted {phase === "DURING" ? <>only on days <Term name="phase">in the partnership</Term></> : "for the learners who take part"}. It was frozen when the story was published and does not change. It shows a difference, not its cause.</p>
        <p class="answer evidence">No learner is named without consent. A number of <Term name="hidden">few learners</Term> is never published.</p>
      </section>
      <Check story={story} />
      <p class="print-only report-foot">Published {longDay(story.published)} by {partnership} with Tandem</p>
    </article>
  );
}

/** Where the number stood on the way of its goal when the story was published. */
function GoalTrack({ metric, goal: { title, baseline, target }, value }: { metric: string; goal: NonNullable<Told["goal"]>; value: number }) {
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
  if (!name) return <>The number is <code>{metric}</code></>;
  const { title, text } = TERMS[name];
  return <><Term name={name}>{title}</Term>: {text.split(".")[0]?.replace(/^./, (letter) => letter.toLowerCase())}. Here it is</>;
}

/** The evidence as it was digested, so that anybody can compute the digest again. */
function Check({ story: { evidenceText, digest } }: { story: StoryTextFragment }) {
  if (!evidenceText || !digest) return null;
  return (
    <section class="q" aria-labelledby="h-check">
      <h2 id="h-check">Check it yourself</h2>
      <ol class="proof-steps evidence">
        <li>This line is the whole evidence:<p class="digest">{evidenceText}</p></li>
        <li>Its SHA-256 digest was published with the story:<p class="digest">{digest}</p></li>
        <li>Compute it with any tool, for example <code>printf '%s' '…' | sha256sum</code>. If both agree, nobody has changed the number since.</li>
      </ol>
      <p class="no-print evidence actions"><CopyButton text={() => evidenceText}>Copy the evidence</CopyButton> <button type="button" class="button quiet" onClick={() => print()}>Print</button></p>
    </section>
  );
}
