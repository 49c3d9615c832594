import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Answer } from "../api/use_query.ts";
import { NO_CONNECTION, OLD_PAGE, type Problem } from "../api/problem.ts";
import { Term } from "../glossary/term.tsx";
import { cutText } from "../sentences/numbers.ts";
import { problemText, whyMissing } from "../sentences/problems.ts";

/** A part of the page that has its own answer: it waits, fails and recovers alone. */
export function Part<Data>({ answer, lines = 3, thing, children }: {
  answer: Answer<Data>;
  /** What the address of the page names, where that is what the part asks for. */
  thing?: Thing;
  /** How high the place is that is kept until the answer comes, in lines. */
  lines?: number;
  children: (data: Data) => ComponentChildren;
}) {
  return (
    <>
      {answer.problem && <Failed problem={answer.problem} again={answer.again} hasOlder={answer.data !== undefined} {...(thing ? { thing } : {})} />}
      {answer.data !== undefined ? children(answer.data) : !answer.problem && <Skeleton lines={lines} />}
    </>
  );
}

const [SHOW_AFTER, SLOW_AFTER] = [400, 5_000];

/** The place of what is to come. It shows after a moment only, and says when it takes long. */
export function Skeleton({ lines }: { lines: number }) {
  return <Placeholder lines={lines} isShown={useDelay(SHOW_AFTER)} isSlow={useDelay(SLOW_AFTER)} />;
}

/** A skeleton at one moment. */
export function Placeholder({ lines, isShown, isSlow }: { lines: number; isShown: boolean; isSlow: boolean }) {
  return (
    <div class="skeleton" aria-busy="true">
      {isShown && <p class={isSlow ? "hint" : "sr"} role="status">{isSlow ? "Still counting. Large questions take up to ten seconds." : "Loading"}</p>}
      <div class={isShown ? "skel" : "skel unseen"} aria-hidden="true">{Array.from({ length: lines }, (_, index) => <span key={index} />)}</div>
    </div>
  );
}

function useDelay(milliseconds: number): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return isOver;
}

/** Codes of an address that nothing has: asking again never helps. */
const NOWHERE: readonly string[] = ["INVALID_ID", "NOT_FOUND"];

export type Thing = "partnership" | "check-in" | "district" | "school" | "story";

/** Why a link to a thing leads nowhere, and the list in which the others are. */
const LISTS: Readonly<Record<Thing, { readonly why: string; readonly path: string; readonly name: string }>> = {
  partnership: { why: "It was never proposed, or it is not yours to see.", path: "/partnerships", name: "All partnerships" },
  "check-in": { why: "It was moved to another day, or its partnership is not yours to see.", path: "/partnerships", name: "All partnerships" },
  district: { why: "It has sent nothing yet, or it is not yours to see.", path: "/districts", name: "All districts" },
  school: { why: "Its district has not described it, or it is not yours to see.", path: "/districts", name: "All districts" },
  story: { why: "It was taken back, or it is not for everybody.", path: "/stories", name: "All stories" },
};

/** The end of a link that was cut short, or to what the reader may not see. */
export function NoSuch({ thing }: { thing: Thing }) {
  const { why, path, name } = LISTS[thing];
  return (
    <div class="empty">
      <h1 class="name">There is no such {thing}.</h1>
      <p>{why} The link may also have been cut short. <a href={path}>{name}</a></p>
    </div>
  );
}

/** `thing`: what the address of the page names. */
export function Failed({ problem, again, hasOlder, thing }: { problem: Problem; again: () => void; hasOlder: boolean; thing?: Thing }) {
  if (!hasOlder && thing && NOWHERE.includes(problem.code)) return <NoSuch thing={thing} />;
  const isOld = problem.code === OLD_PAGE;
  return (
    <div class={problem.code === NO_CONNECTION ? "notice plain" : "notice"} role="status">
      <b>{isOld ? "This page is older than the server." : hasOlder ? "This part could not be brought up to date." : "This part could not be loaded."}</b>{" "}
      {isOld ? "Load it again to go on." : hasOlder ? "It shows the last answer." : "The rest of the page is complete."}{" "}
      <button type="button" class="button link" onClick={isOld ? () => location.reload() : again}>{isOld ? "Load the page again" : "Try again"}</button>
      <br />
      <span class="small muted">{problemText(problem.code, problem.message)}</span>
    </div>
  );
}

/** A number, or in words why there is none. Hidden numbers keep the width of a number. */
export function Known({ value, status, children }: { value: number | null | undefined; status: string; children: (value: number) => ComponentChildren }) {
  if (value !== null && value !== undefined) return <>{children(value)}</>;
  if (status === "SUPPRESSED") return <Term name="hidden"><span class="hid">hidden</span></Term>;
  return <span class="quietcell" title={whyMissing(status)}>–<span class="sr">{whyMissing(status)}</span></span>;
}

/** The place of a figure that is on its way; so nobody takes it for one that is not known. */
export const Waiting = () => <dd class="n pending" aria-busy="true"><span class="sr">Loading</span> </dd>;

export function Empty({ says, children }: { says: string; children?: ComponentChildren }) {
  return <div class="empty"><p class="say">{says}</p>{children}</div>;
}

/** Says how much of a list is shown where it is not all of it, and what to do about it. */
export function Cut({ shown, total, what, todo }: { shown: number; total: number; what: string; todo: ComponentChildren }) {
  return shown < total ? <p class="notice plain" role="status">{cutText(shown, total, what)} {todo}</p> : null;
}
