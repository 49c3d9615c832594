import { dayWithoutYear, daysBetween } from "./dates.ts";
import { capital, counted, inWords, listed } from "./numbers.ts";

export type AttentionIcon = "challenge" | "person" | "late" | "falling" | "silent";

/** Something that needs somebody, with the place where it is mended. */
export interface AttentionItem {
  readonly key: string;
  readonly icon: AttentionIcon;
  readonly text: string;
  readonly note: string;
  readonly link: string;
  readonly linkText: string;
}

export interface AttentionSource {
  readonly id: string;
  readonly name: string;
  readonly partners: readonly { readonly name: string }[];
  readonly vacancies: readonly { readonly side: string; readonly duty: string; readonly since: string }[];
  readonly checkIns: { readonly items: readonly { readonly checkInId: string; readonly due: string }[] };
  readonly actions: readonly { readonly actionId: string; readonly text: string; readonly owner: string; readonly due: string; readonly overdue: boolean }[];
  readonly challenges: readonly { readonly challengeId: string; readonly text: string; readonly raised: string; readonly resolved: string | null }[];
  readonly goals: readonly { readonly progress: { readonly percent: number | null } }[];
}

/** A district whose feed sends nothing, with why in words. */
export interface SilentDistrict {
  readonly id: string;
  readonly name: string;
  readonly since: string;
}

/** What needs somebody: first what one person can do today, last what both sides have to talk about. */
export function attentionItems(partnerships: readonly AttentionSource[], silent: readonly SilentDistrict[], today: string): AttentionItem[] {
  return [
    ...partnerships.flatMap((partnership) => lateCheckIns(partnership, today)),
    ...partnerships.flatMap((partnership) => vacancies(partnership, today)),
    ...partnerships.flatMap((partnership) => lateActions(partnership, today)),
    ...partnerships.flatMap((partnership) => challenges(partnership, today)),
    ...goalsBehind(partnerships),
    ...silent.map(silentFeed),
  ];
}

export function attentionAnswer(items: readonly AttentionItem[]): string {
  if (!items.length) return "Nothing. Every promise is kept so far.";
  return `${capital(inWords(items.length))} ${items.length === 1 ? "thing. It ends" : "things. Each ends"} where it can be mended.`;
}

const place = (partnership: AttentionSource, section: string) => `/partnerships/${partnership.id}#${section}`;

const lateCheckIns = (partnership: AttentionSource, today: string): AttentionItem[] =>
  partnership.checkIns.items.map(({ checkInId, due }) => ({
    key: `${partnership.id} check-in ${checkInId}`,
    icon: "late",
    text: `${partnership.name}: the check-in of ${dayWithoutYear(due)} was not held`,
    note: `${counted(daysBetween(due, today), "day")} late`,
    link: place(partnership, "check-ins"),
    linkText: "Hold it now",
  }));

const vacancies = (partnership: AttentionSource, today: string): AttentionItem[] =>
  partnership.vacancies.map(({ side, duty, since }) => ({
    key: `${partnership.id} ${side} ${duty}`,
    icon: "person",
    text: `${partnership.name}: nobody ${duty === "LEAD" ? "leads" : "oversees what is put in"} at ${sideName(partnership, side)}`,
    note: `For ${counted(daysBetween(since, today), "day")}, since ${dayWithoutYear(since)}`,
    link: place(partnership, "leads"),
    linkText: duty === "LEAD" ? "Name a lead" : "Name somebody",
  }));

const sideName = (partnership: AttentionSource, side: string) =>
  side === "PARTNER" ? listed(partnership.partners.map(({ name }) => name)) : "the districts";

const lateActions = (partnership: AttentionSource, today: string): AttentionItem[] =>
  partnership.actions
    .filter(({ overdue }) => overdue)
    .map(({ actionId, text, owner, due }) => ({
      key: `${partnership.id} action ${actionId}`,
      icon: "late",
      text: `${partnership.name}: ${unstopped(text)}`,
      note: `${owner} · ${counted(daysBetween(due, today), "day")} late`,
      link: place(partnership, "check-ins"),
      linkText: "Mark it done, or set a new date",
    }));

const challenges = (partnership: AttentionSource, today: string): AttentionItem[] =>
  partnership.challenges
    .filter(({ resolved }) => resolved === null)
    .map(({ challengeId, text, raised }) => ({
      key: `${partnership.id} challenge ${challengeId}`,
      icon: "challenge",
      text: `${partnership.name}: ${unstopped(text)}`,
      note: `Open for ${counted(daysBetween(raised, today), "day")}`,
      link: place(partnership, "check-ins"),
      linkText: "Say how it was resolved",
    }));

function goalsBehind(partnerships: readonly AttentionSource[]): AttentionItem[] {
  const behind = partnerships
    .map((partnership) => ({ partnership, count: partnership.goals.filter(({ progress }) => (progress.percent ?? 0) < 0).length }))
    .filter(({ count }) => count);
  const goals = behind.reduce((sum, { count }) => sum + count, 0);
  const first = behind[0];
  if (!first) return [];
  return [
    {
      key: "goals",
      icon: "falling",
      text: goals === 1 ? "One goal stands below where it began" : `${capital(inWords(goals))} goals stand below where they began`,
      note: listed(behind.map(({ partnership }) => partnership.name)),
      link: place(first.partnership, "goals"),
      linkText: goals === 1 ? "See the goal" : `See the ${behind.length === 1 ? "goals" : "first of them"}`,
    },
  ];
}

const silentFeed = ({ id, name, since }: SilentDistrict): AttentionItem => ({
  key: `${id} silent`,
  icon: "silent",
  text: `${name} has sent nothing ${since}`,
  note: "Left out of all totals on this page",
  link: `/data-health?district=${encodeURIComponent(id)}`,
  linkText: "Look at the feed",
});

/** Without the full stop, since more follows. */
const unstopped = (text: string): string => text.replace(/\.$/, "");

export interface OpenEnds extends AttentionSource {
  readonly vision: { readonly clauses: readonly { readonly endorsedByBoth: boolean }[] };
}

/** What needs somebody in one partnership, in a few words; empty: nothing. */
export function openEnds(partnership: OpenEnds): string {
  const unsigned = partnership.vision.clauses.filter(({ endorsedByBoth }) => !endorsedByBoth).length;
  const late = partnership.actions.filter(({ overdue }) => overdue).length;
  const open = partnership.challenges.filter(({ resolved }) => resolved === null).length;
  const behind = partnership.goals.filter(({ progress }) => (progress.percent ?? 0) < 0).length;
  const missed = partnership.checkIns.items.length;
  return [
    missed ? `${counted(missed, "check-in")} late` : "",
    ...partnership.vacancies.map(({ side, duty }) => `No ${side === "PARTNER" ? "partner" : "district"} ${duty === "LEAD" ? "lead" : "oversight"}`),
    late ? `${counted(late, "action")} late` : "",
    unsigned ? `${counted(unsigned, "clause")} unsigned` : "",
    open ? `${counted(open, "open challenge")}` : "",
    behind ? `${behind === partnership.goals.length ? (behind === 1 ? "The goal" : behind === 2 ? "Both goals" : "All goals") : counted(behind, "goal")} below ${behind === 1 ? "its" : "their"} start` : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
