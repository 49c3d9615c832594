import { Section } from "../../parts/section.tsx";
import { Empty } from "../../parts/states.tsx";
import { dayText } from "../../sentences/dates.ts";
import { evidenceText } from "../../sentences/evidence.ts";
import { Rich } from "../../parts/rich.tsx";
import type { OverviewPartnership } from "./partnerships.ts";

type OverviewStory = OverviewPartnership["stories"][number];

export interface ToldStory {
  readonly story: OverviewStory;
  readonly partnership: Pick<OverviewPartnership, "id" | "name">;
}

/** All stories, the latest first. */
export const storiesOf = (partnerships: readonly OverviewPartnership[]): ToldStory[] =>
  partnerships
    .flatMap((partnership) => partnership.stories.map((story) => ({ story, partnership })))
    .sort((one, other) => other.story.published.localeCompare(one.story.published));

const AUDIENCES: Readonly<Record<string, string>> = { PUBLIC: "", PARTNERS: " · partners only", DISTRICT: " · districts only" };

export const storyLink = ({ story }: ToldStory): string => `/stories/${story.id}`;

export const storyRow = (storyId: string): string => `story-${storyId}`;

/** Stories with their numbers. `heading`: the level that their titles have on the page. */
export function StoryCards({ stories, heading: Title = "h3" }: { stories: readonly ToldStory[]; heading?: "h2" | "h3" }) {
  return (
    <div class="stories">
      {stories.map((told) => (
        <article key={storyLink(told)} id={storyRow(told.story.storyId)} tabIndex={-1}>
          <Title><a href={storyLink(told)}>{told.story.title}</a></Title>
          <p>{told.story.text}</p>
          <p class="proof">
            <Rich text={evidenceText(told.story.question.metric, told.story.question.phase, told.story.evidence)} />
            {` · ${told.partnership.name} · ${dayText(told.story.published)}${AUDIENCES[told.story.audience] ?? ""}`}
          </p>
        </article>
      ))}
    </div>
  );
}

export function Stories({ stories }: { stories: readonly ToldStory[] }) {
  return (
    <Section id="stories" question="What can we tell the community?" source={stories.length > 3 ? <a href="/stories">All {stories.length} stories</a> : undefined}>
      {stories.length ? <StoryCards stories={stories.slice(0, 3)} /> : <Empty says="No story was published yet."><p>A story tells what happened, with one number that anybody can check.</p></Empty>}
    </Section>
  );
}
