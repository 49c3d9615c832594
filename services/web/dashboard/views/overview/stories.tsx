import { Section } from "../../parts/section.tsx";
import { Empty } from "../../parts/states.tsx";
import { dayText } from "../../sentences/dates.ts";
import { evidenceText } from "../../sentences/evidence.ts";
import { Rich } from "../../parts/rich.tsx";
import type { StoryCardFragment } from "../../operations/generated.ts";

export interface ToldStory {
  readonly story: StoryCardFragment;
  /** The name of its partnership. */
  readonly partnership: string;
}

/** All stories of partnerships, each once, the latest first; `others`: such as those that are for everybody. */
export function storiesOf(partnerships: readonly { readonly name: string; readonly stories: readonly StoryCardFragment[] }[], others: readonly ToldStory[] = []): ToldStory[] {
  const own = partnerships.flatMap(({ name, stories }) => stories.map((story) => ({ story, partnership: name })));
  const byId = new Map([...others, ...own].map((told) => [told.story.id, told]));
  return [...byId.values()].sort((one, other) => other.story.published.localeCompare(one.story.published));
}

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
            <Rich text={evidenceText(told.story.question, told.story.evidence)} />
            {` · ${told.partnership} · ${dayText(told.story.published)}${AUDIENCES[told.story.audience] ?? ""}`}
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
