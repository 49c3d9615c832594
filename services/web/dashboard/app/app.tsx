import { type ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { SIGNED_OUT, signInAddress, useSession } from "../api/session.ts";
import { useViewer } from "../api/viewer.ts";
import { Glossary } from "../glossary/term.tsx";
import { Skeleton } from "../parts/states.tsx";
import { SignedOut } from "./account.tsx";
import { Announcer } from "./announcer.tsx";
import { KEYS, Keys } from "./keys.tsx";
import { type Address, useAddress } from "./router.ts";
import { TopBar } from "./top_bar.tsx";
import { usePageTitle } from "./title.ts";
import { viewOf, type ViewProps } from "./views.ts";

/** The frame of every page, and in it the view that the URL names. */
export function App() {
  const address = useAddress();
  const found = viewOf(address.path);
  const isSignedOut = useSession() === SIGNED_OUT && found?.view.entry !== "/stories"; // stories are for everybody
  useMovedFocus(address);
  return (
    <>
      <a class="skip" href="#main">Skip to content</a>
      <TopBar entry={found?.view.entry ?? ""} path={address.path} />
      <main id="main" tabIndex={-1}>
        {/* Another object is another view: what was begun for one must never be sent to the other. */}
        {isSignedOut ? <SignedOut /> : found ? <Loaded key={JSON.stringify([found.view.pattern, found.names])} load={found.view.load} props={{ address, names: found.names }} /> : <NoSuchPage path={address.path} />}
      </main>
      <Footer />
      <Glossary />
      <Keys />
      <Announcer />
    </>
  );
}

function Loaded({ load, props }: { load: () => Promise<ComponentType<ViewProps>>; props: ViewProps }) {
  const [view, setView] = useState<{ readonly Component: ComponentType<ViewProps> } | "failed">();
  useEffect(() => {
    load().then((Component) => setView({ Component }), () => setView("failed"));
  }, [load]);
  if (view === "failed") {
    return <div class="notice" role="alert"><b>This page could not be loaded.</b> <button type="button" class="button link" onClick={() => location.reload()}>Load it again</button></div>;
  }
  return view ? <view.Component {...props} /> : <Skeleton lines={6} />;
}

function NoSuchPage({ path }: { path: string }) {
  usePageTitle("No such page");
  return (
    <>
      <h1 class="name">There is no such page</h1>
      <p class="sub">Nothing is at {path}. The link may be older than this server, or cut short. <a href="/">Go to the overview</a></p>
    </>
  );
}

function Footer() {
  const viewer = useViewer();
  return (
    <footer class="foot no-print">
      {viewer?.development && <p>Nobody has to sign in here: this server is for trying things out, and listens on this machine only. <a href={signInAddress()}>Sign in as somebody of one role</a></p>}
      <p>Differences are shown, causes are not claimed. Numbers of few learners are hidden outside their districts. Every number can be asked for at <a href="/graphql">/graphql</a>. <button type="button" class="button link" popovertarget={KEYS}>Keys</button></p>
    </footer>
  );
}

/** After going to another view: to its beginning, for the eye and for who listens; or to the section that the URL names. */
function useMovedFocus({ path, hash }: Address): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== path && !hash) {
      scrollTo(0, 0);
      document.getElementById("main")?.focus({ preventScroll: true });
    }
    before.current = path;
    if (hash) return showSection(hash);
    return undefined;
  }, [path, hash]);
}

const PATIENCE_MS = 5_000;

/** Scrolls to a section as soon as it is on the page, unless the reader has scrolled meanwhile. */
function showSection(id: string): () => void {
  const begin = performance.now();
  let frame = 0;
  const look = () => {
    const section = document.getElementById(id);
    if (section) {
      section.scrollIntoView();
      section.focus({ preventScroll: true });
    } else if (performance.now() - begin < PATIENCE_MS) frame = requestAnimationFrame(look);
  };
  look();
  return () => cancelAnimationFrame(frame);
}
