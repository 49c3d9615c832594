import { Icon } from "../../parts/icons.tsx";
import { Section } from "../../parts/section.tsx";
import { attentionAnswer, type AttentionItem } from "../../sentences/attention.ts";

/** What needs somebody, each with the link to where it is mended. */
export function AttentionList({ items }: { items: readonly AttentionItem[] | undefined }) {
  return (
    <Section id="attention" question="What needs attention?" answer={items && attentionAnswer(items)}>
      <ul class="todo evidence">
        {items?.map(({ key, icon, text, note, link, linkText }) => (
          <li key={key}>
            <Icon name={icon} />
            {text}
            <small>{note}</small>
            <a class="do" href={link}>{linkText}<span class="sr">: {text}</span></a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
