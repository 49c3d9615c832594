import { useState } from "preact/hooks";

/** Copies a text, and says so for a moment. */
export function CopyButton({ text, children }: { text: () => string; children: string }) {
  const [said, setSaid] = useState<string>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setSaid("Copied");
    } catch {
      setSaid("Copy it from the address bar");
    }
    setTimeout(() => setSaid(undefined), 1600);
  };
  return <button type="button" class="button quiet" onClick={copy}><span aria-live="polite">{said ?? children}</span></button>;
}

export const CopyLink = () => <CopyButton text={() => location.href}>Copy link</CopyButton>;
