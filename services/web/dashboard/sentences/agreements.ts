import { dayText } from "./dates.ts";
import { listed } from "./numbers.ts";

/** What sentences need to know of a data-sharing agreement. */
export interface AgreementFacts {
  readonly status: string;
  readonly begin: string;
  readonly end: string;
  readonly awaits: readonly string[];
  readonly ended: { readonly side: string; readonly endedAt: string; readonly reason: string } | null;
}

const FAMILIES: Readonly<Record<string, string>> = { ATTENDANCE: "attendance", GRADES: "grades", ENGAGEMENT: "engagement" };

/** "attendance and grades". */
export const familiesText = (families: readonly string[]): string => listed(families.map((family) => FAMILIES[family] ?? family.toLowerCase()));

/** Who receives, in words: "the consortium", "the partner mercy", "the district 255902". */
export function recipientText(kind: string, id: string | null): string {
  if (kind === "CONSORTIUM" || id === null) return "the consortium";
  return `the ${kind === "PARTNER" ? "partner" : "district"} ${id}`;
}

const sideText = (side: string): string => (side === "DISTRICT" ? "the district" : "the recipient");

/** What has become of an agreement, in a sentence. */
export function statusText({ status, begin, end, awaits, ended }: AgreementFacts): string {
  if (ended) return `Ended by ${sideText(ended.side)} on ${dayText(ended.endedAt.slice(0, 10))}: ${ended.reason}`;
  switch (status) {
    case "IN_FORCE":
      return `**In force** until ${dayText(end)}.`;
    case "NOT_BEGUN":
      return `Signed by both sides. It begins on ${dayText(begin)}.`;
    case "EXPIRED":
      return `It was over after ${dayText(end)}.`;
    default:
      return `It waits for ${listed(awaits.map(sideText))} to sign.`;
  }
}

/** The sentence that leads the page: how many are in force, and how many wait for somebody. */
export function agreementsLead(statuses: readonly string[]): string {
  if (!statuses.length) return "**No district has drafted an agreement.** Without one, nobody outside a district sees numbers of its learners.";
  const [inForce, waiting] = ["IN_FORCE", "AWAITS_SIGNATURES"].map((wanted) => statuses.filter((status) => status === wanted).length) as [number, number];
  const force = inForce === 1 ? "**One agreement is in force**" : `**${inForce || "No"} agreements are in force**`;
  return waiting ? `${force}, and ${waiting === 1 ? "one waits" : `${waiting} wait`} for a signature.` : `${force}.`;
}

/** Whether somebody can still sign it or end it. */
export const isOpen = (status: string): boolean => status !== "ENDED" && status !== "EXPIRED";
