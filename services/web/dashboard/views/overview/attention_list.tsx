import { Icon } from "../../parts/icons.tsx";
import { Section } from "../../parts/section.tsx";
import type { Answer } from "../../api/use_query.ts";
import type { AttentionItemsQuery } from "../../operations/generated.ts";
import { Cut, Part } from "../../parts/states.tsx";
import { attentionAnswer, attentionItems, saidNow } from "../../sentences/attention.ts";
import { withNamesOf } from "../../sentences/names.ts";

/** What needs somebody, each with the link to where it is mended. */
export function AttentionList({ answer, partnerships, isLoading }: {
  answer: Answer<AttentionItemsQuery>;
  /** As they are called elsewhere on the page. */
  partnerships: readonly { readonly id: string; readonly name: string }[];
  /** Records still wait to be counted. */
  isLoading: boolean;
}) {
  const items = answer.data && attentionItems(withNamesOf(saidNow(answer.data.attention.nodes, isLoading), partnerships));
  return (
    <Section id="attention" question="What needs attention?" answer={items && attentionAnswer(items, isLoading)}>
      <Part answer={answer} lines={8}>
        {({ attention: { nodes, totalCount } }) => (
          <>
          <ul class="todo evidence">
            {items?.map(({ key, icon, text, note, links }) => (
              <li key={key}>
                <Icon name={icon} />
                {text}
                {note && <small>{note}</small>}
                {links.map(({ to, text: words }) => <a class="do" key={to} href={to}>{words}<span class="sr">: {text}</span></a>)}
              </li>
            ))}
          </ul>
          <Cut shown={nodes.length} total={totalCount} what="things" todo="Choose one district above to see all of its own." />
          </>
        )}
      </Part>
    </Section>
  );
}
