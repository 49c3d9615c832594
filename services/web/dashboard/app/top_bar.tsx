import { useEffect } from "preact/hooks";
import { useAskedArrival } from "../api/arrival.ts";
import { useFreshness } from "../api/freshness.ts";
import { useLostConnection } from "../api/live.ts";
import { useViewer } from "../api/viewer.ts";
import { Mark } from "../parts/icons.tsx";
import { Account } from "./account.tsx";
import { announce } from "./announcer.tsx";
import { hasWholeBar } from "./audience.ts";
import { Search } from "./search.tsx";
import { freshText } from "../sentences/arrival.ts";

const ENTRIES = [
  ["/", "Overview"],
  ["/partnerships", "Partnerships"],
  ["/districts", "Districts"],
  ["/explorer", "Explorer"],
  ["/stories", "Stories"],
] as const;

export function TopBar({ entry, path }: { entry: string; path: string }) {
  const lostSince = useLostConnection();
  useEffect(() => {
    if (lostSince) announce("There is no connection to the server. It is tried again and again.");
  }, [lostSince]);
  if (!hasWholeBar(useViewer(), path)) return <PublicBar entry={entry} />;
  return (
    <header class="top">
      <div>
        <a class="brand" href="/"><Mark />Tandem</a>
        <nav class="nav" aria-label="Main"><Entries entry={entry} /></nav>
        <Search />
        <a class="fresh" href="/data-health">
          <svg width="10" height="10" aria-hidden="true"><circle cx="5" cy="5" r={lostSince ? 3.5 : 5} class={lostSince ? "hollow s-i" : "f-i"} /></svg>
          <Freshness lostSince={lostSince} />
        </a>
        <Account />
        <details class="menu">
          <summary>Menu</summary>
          <nav aria-label="Main, small screen" onClick={(event) => (event.currentTarget.parentElement as HTMLDetailsElement).removeAttribute("open")}>
            <Entries entry={entry} />
            <a href="/data-health" aria-current={entry === "/data-health" ? "page" : undefined}>Data health</a>
          </nav>
        </details>
      </div>
    </header>
  );
}

/** How fresh the numbers of the page are; only for who may know. */
function Freshness({ lostSince }: { lostSince: string | null }) {
  const arrival = useAskedArrival();
  return <span>{freshText(lostSince, useFreshness(), arrival)}</span>;
}

/** For who sees nothing but stories. */
function PublicBar({ entry }: { entry: string }) {
  return (
    <header class="top">
      <div>
        <span class="brand"><Mark />Tandem</span>
        <nav class="nav public" aria-label="Main"><a href="/stories" aria-current={entry === "/stories" ? "page" : undefined}>Success stories</a></nav>
        <Account />
      </div>
    </header>
  );
}

function Entries({ entry }: { entry: string }) {
  return <>{ENTRIES.map(([href, text]) => <a key={href} href={href} aria-current={entry === href ? "page" : undefined}>{text}</a>)}</>;
}
