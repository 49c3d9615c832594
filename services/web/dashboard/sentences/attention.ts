import { checkInPath } from "./check_ins.ts";
import { dayWithoutYear } from "./dates.ts";
import { capital, counted, inWords, listed } from "./numbers.ts";

export type AttentionIcon = "challenge" | "person" | "late" | "falling" | "silent";

/** Something that needs somebody, with the place where it is mended. */
export interface AttentionItem {
  readonly key: string;
  readonly icon: AttentionIcon;
  readonly text: string;
  readonly note: string;
  /** One, or one for each partnership that it is about. */
  readonly links: readonly { readonly to: string; readonly text: string }[];
}

/** What the API says needs somebody. */
export interface AttentionSource {
  readonly kind: string;
  readonly message: string;
  readonly since: string;
  readonly daysLate: number;
  readonly subject: string | null;
  readonly side: string | null;
  readonly title: string | null;
  readonly owner: string | null;
  readonly partnership: { readonly id: string; readonly name: string; readonly permissions: readonly string[]; readonly partners: readonly { readonly name: string }[] } | null;
  readonly district: { readonly districtId: string; readonly name: string } | null;
  readonly school: { readonly name: string; readonly district: { readonly districtId: string } } | null;
}

type Words = Omit<AttentionItem, "key" | "links"> & { readonly section: string; readonly linkText: string };

/** Goals below their start are told together; all else by itself, what one person can do today first. */
export function attentionItems(sources: readonly AttentionSource[]): AttentionItem[] {
  const goals = sources.filter(({ kind }) => kind === "GOAL_BEHIND");
  const others = sources.filter(({ kind }) => kind !== "GOAL_BEHIND").map(itemOf);
  return [...others.filter(({ icon }) => icon !== "silent"), ...goalsBehind(goals), ...others.filter(({ icon }) => icon === "silent")];
}

const OF_FEEDS: readonly string[] = ["SILENT_FEED", "INCOMPLETE_REPORTING"];

/** What may be said while records wait: whoever seems to send nothing may only not be counted yet. */
export const saidNow = <Source extends Pick<AttentionSource, "kind">>(sources: readonly Source[], isLoading: boolean): readonly Source[] =>
  isLoading ? sources.filter(({ kind }) => !OF_FEEDS.includes(kind)) : sources;

/** `isLoading`: records still wait to be counted. */
export function attentionAnswer(items: readonly AttentionItem[], isLoading = false): string {
  if (!items.length && isLoading) return "Nothing that is known yet: records still wait to be counted.";
  if (!items.length) return "Nothing. Every promise is kept so far.";
  return `${capital(inWords(items.length))} ${items.length === 1 ? "thing. It ends" : "things. Each ends"} where it can be mended, or says by whom.`;
}

function itemOf(source: AttentionSource): AttentionItem {
  const { section, linkText: mendText, ...words } = wordsOf(source);
  const linkText = mayMend(source) ? mendText : "See it";
  const { partnership, district, school } = source;
  const feed = district?.districtId ?? school?.district.districtId ?? "";
  const to = checkInLink(source) ?? (partnership ? `/partnerships/${partnership.id}#${section}` : `/data-health?district=${encodeURIComponent(feed)}`);
  return { ...words, key: [source.kind, partnership?.id ?? feed, source.subject, source.side, source.title].join(" "), links: [{ to, text: linkText }] };
}

/** Whether the place to which the link leads has a form for the reader. Feeds are mended where they come from. */
const mayMend = ({ partnership }: AttentionSource): boolean => partnership === null || partnership.permissions.includes("EDIT_PARTNERSHIP");

/** Where a late check-in is held, for who may. */
function checkInLink({ kind, partnership, subject }: AttentionSource): string | null {
  const isMine = kind === "OVERDUE_CHECK_IN" && partnership?.permissions.includes("EDIT_PARTNERSHIP");
  return isMine && partnership && subject ? checkInPath(partnership.id, subject) : null;
}

function wordsOf(source: AttentionSource): Words {
  const { kind, daysLate, since, owner, message } = source;
  const name = source.partnership?.name ?? source.title ?? "";
  const title = (source.title ?? "").replace(/\.$/, "");
  const late = `${counted(daysLate, "day")} late`;
  switch (kind) {
    case "EXPIRED":
      return { icon: "late", text: `${name}: its last day has passed`, note: `Since ${dayWithoutYear(since)}`, section: "agreement", linkText: "Renew or close it" };
    case "VACANT_LEAD":
      return { icon: "person", text: `${name}: nobody leads at ${sideName(source)}`, note: `For ${counted(daysLate, "day")}, since ${dayWithoutYear(since)}`, section: "leads", linkText: "Name a lead" };
    case "OVERDUE_CHECK_IN":
      return { icon: "late", text: `${name}: a check-in was not held`, note: late, section: "check-ins", linkText: checkInLink(source) ? "Hold it now" : "See the check-ins" };
    case "OVERDUE_ACTION":
      return { icon: "late", text: `${name}: ${title}`, note: owner ? `${owner} · ${late}` : late, section: "open", linkText: "Mark it done, or agree on another" };
    case "OPEN_CHALLENGE":
      return { icon: "challenge", text: `${name}: ${title}`, note: `Open for ${counted(daysLate, "day")}`, section: "open", linkText: "Say how it was resolved" };
    case "SILENT_FEED":
      return { icon: "silent", text: `${title} sends nothing`, note: `For ${counted(daysLate, "day")}. Left out of the totals on this page. ${SENDER}`, section: "", linkText: "Look at the feed" };
    case "INCOMPLETE_REPORTING":
      return { icon: "silent", text: `${title} does not report on all school days`, note: `What is missing looks like perfect attendance. ${SENDER}`, section: "", linkText: "Look at the feed" };
    default: // of a later version of the server
      return { icon: "challenge", text: name ? `${name}: ${message}` : message, note: `Since ${dayWithoutYear(since)}`, section: "main", linkText: "Look at it" };
  }
}

/** Who mends a feed, for which there is no form here. */
const SENDER = "The district’s data office mends it in its own system";

const sideName = ({ side, partnership }: AttentionSource): string =>
  side === "PARTNER" ? listed(partnership?.partners.map(({ name }) => name) ?? []) || "the partner" : "the districts";

/** So many goals are told by their titles. */
const MOST_TITLES = 3;

function goalsBehind(goals: readonly AttentionSource[]): AttentionItem[] {
  if (!goals.length) return [];
  const partnerships = new Map(goals.map(({ partnership }) => [partnership?.id ?? "", partnership?.name ?? ""]));
  const links = [...partnerships].map(([id, name]) => {
    const own = goals.filter(({ partnership }) => partnership?.id === id).length;
    return { to: `/partnerships/${id}#goals`, text: `See ${own === 1 ? "the goal" : `the ${inWords(own)} goals`} of ${name}` };
  });
  return [
    {
      key: "goals",
      icon: "falling",
      text: goals.length === 1 ? "One goal stands below where it began" : `${capital(inWords(goals.length))} goals stand below where they began`,
      note: goals.length > MOST_TITLES ? "" : listed(goals.map(({ title }) => title ?? "").filter(Boolean)),
      links,
    },
  ];
}

/** What a proposal lacks before it can start; a clause that is to be signed is among the unsigned ones. */
export interface ActivationLack {
  readonly code: string;
  readonly side: string | null;
}

const noLead = ({ side }: { readonly side: string | null }): string => `No ${side === "PARTNER" ? "partner" : "district"} lead`;

/** What needs somebody in one partnership, in a few words; empty: nothing. */
export function openEnds(sources: readonly AttentionSource[], unsigned: number, lacks: readonly ActivationLack[] = []): string {
  const number = (kind: string) => sources.filter((source) => source.kind === kind).length;
  const told = (n: number, text: (n: number) => string) => (n ? text(n) : "");
  return [
    told(number("EXPIRED"), () => "Its last day has passed"),
    told(number("OVERDUE_CHECK_IN"), (n) => `${counted(n, "check-in")} late`),
    ...sources.filter(({ kind }) => kind === "VACANT_LEAD").map(noLead),
    ...lacks.filter(({ code }) => code === "LEAD").map(noLead),
    told(lacks.filter(({ code }) => code === "OUTCOME").length, () => "No outcome written down"),
    told(number("OVERDUE_ACTION"), (n) => `${counted(n, "action")} late`),
    told(unsigned, (n) => `${counted(n, "clause")} unsigned`),
    told(number("OPEN_CHALLENGE"), (n) => counted(n, "open challenge")),
    told(number("GOAL_BEHIND"), (n) => `${counted(n, "goal")} below ${n === 1 ? "its" : "their"} start`),
  ]
    .filter(Boolean)
    .join(" · ");
}
