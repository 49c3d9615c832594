import type { ComponentChildren } from "preact";
import { addressOf, go, withParameters } from "../app/router.ts";

const PARAMETER = "open";

/** What is unfolded on the page, by the URL. */
export const unfoldedOf = (parameters: URLSearchParams): readonly string[] => parameters.get(PARAMETER)?.split(",").filter(Boolean) ?? [];

/** The parameter with one more, or one less, unfolded; null: nothing is. */
export function unfoldedParameter(unfolded: readonly string[], key: string, isOpen: boolean): string | null {
  const others = unfolded.filter((one) => one !== key);
  return [...others, ...(isOpen ? [key] : [])].join(",") || null;
}

/** "Health by month" → "health-by-month". */
export const keyOf = (label: string): string => label.toLowerCase().replaceAll(/[^\p{L}\d]+/gu, "-").replaceAll(/^-|-$/g, "");

/** A part of the page that is folded until somebody wants it. The URL says so, and whoever gets the link sees the same. */
export function Folded({ label, kind, summary, children }: {
  /** Names it on the page, where no other has this name. */
  label: string;
  kind: string;
  summary: ComponentChildren;
  children: ComponentChildren;
}) {
  const key = keyOf(label);
  const unfolded = typeof location === "undefined" ? [] : unfoldedOf(addressOf(location).parameters);
  const onToggle = (event: Event) => {
    const address = addressOf(location);
    const before = unfoldedOf(address.parameters);
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (open !== before.includes(key)) go(withParameters(address, { [PARAMETER]: unfoldedParameter(before, key, open) }), { replace: true });
  };
  return (
    <details class={kind} open={unfolded.includes(key)} onToggle={onToggle}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
