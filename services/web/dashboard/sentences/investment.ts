import { capital, counted, listed, money } from "./numbers.ts";

/** What a side put in of one kind. */
export interface Put {
  readonly kind: string;
  readonly district: number;
  readonly partner: number;
}

const KINDS: Readonly<Record<string, string>> = {
  FUNDING: "Funding",
  STAFF_FTE: "Staff, full-time share",
  STAFF_HOURS: "Staff hours",
  TRAINING_HOURS: "Training hours",
  LAB_VISITS: "Visits to a laboratory",
  SITE_VISITS: "Visits to workplaces",
  PROFESSIONAL_DEVELOPMENT: "Training of school staff",
  SOFTWARE: "Software",
  EQUIPMENT: "Equipment",
  FACILITIES: "Rooms and grounds",
  VOLUNTEER_HOURS: "Volunteer hours",
};

/** The same in a sentence about who gives what. */
const GIFTS: Readonly<Record<string, string>> = {
  FUNDING: "money",
  STAFF_FTE: "people",
  STAFF_HOURS: "people",
  TRAINING_HOURS: "training",
  LAB_VISITS: "visits",
  SITE_VISITS: "visits",
  PROFESSIONAL_DEVELOPMENT: "training",
  SOFTWARE: "software",
  EQUIPMENT: "equipment",
  FACILITIES: "rooms",
  VOLUNTEER_HOURS: "volunteers",
};

export const kindText = (kind: string): string => KINDS[kind] ?? capital(kind.toLowerCase().replaceAll("_", " "));

/** The kinds in a sentence about who gives what, each word once: "people, rooms and software". */
export const giftsOf = (kinds: readonly string[]): string => listed([...new Set(kinds.map((kind) => GIFTS[kind] ?? kindText(kind).toLowerCase()))]);

/** Below this share of what a side put in, a kind is not named. */
const WORTH_NAMING = 0.07;

/** "people, rooms and software": what most of a side's worth is, the largest first, three at most. */
export function gifts(rows: readonly Put[], side: "district" | "partner"): string {
  const total = rows.reduce((sum, row) => sum + row[side], 0);
  const byGift = new Map<string, number>();
  for (const row of rows) {
    const gift = GIFTS[row.kind] ?? kindText(row.kind).toLowerCase();
    byGift.set(gift, (byGift.get(gift) ?? 0) + row[side]);
  }
  const named = [...byGift].filter(([, worth]) => total && worth / total >= WORTH_NAMING).sort((a, b) => b[1] - a[1]);
  return listed(named.slice(0, 3).map(([gift]) => gift));
}

/** Cents for the other's dollar, from the side that put in less. */
export function balanceText(district: number, partner: number): string {
  if (!district && !partner) return "Neither side has put in anything of known worth.";
  if (!district) return "So far only the partners have put in something of known worth.";
  if (!partner) return "So far only the districts have put in something of known worth.";
  const cents = Math.round((Math.min(district, partner) / Math.max(district, partner)) * 100);
  if (cents >= 95) return "Both sides put in about the same.";
  const [less, more] = district < partner ? ["Districts", "the partners"] : ["Partners", "the districts"];
  return `${less} put in ${counted(cents, "cent")} for each dollar of ${more}.`;
}

export function investmentAnswer(rows: readonly Put[], unvalued: number): string {
  const [district, partner] = [gifts(rows, "district"), gifts(rows, "partner")];
  const who = [district ? `districts give ${district}` : "", partner ? `partners give ${partner}` : ""].filter(Boolean).join("; ");
  const sum = (side: "district" | "partner") => rows.reduce((total, row) => total + row[side], 0);
  return [
    who ? `**${capital(who)}.**` : "",
    balanceText(sum("district"), sum("partner")),
    unvalued ? `${counted(unvalued, "contribution")} ${unvalued === 1 ? "has" : "have"} no dollar value yet and ${unvalued === 1 ? "counts" : "count"} nothing here.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** What the bar of both sides says to who cannot see it. */
export const sharesText = (district: number, partner: number): string => `Districts ${money(district)}, partners ${money(partner)}`;
