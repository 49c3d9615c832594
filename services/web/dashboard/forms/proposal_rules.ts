import type { ActivationLackCode, PartnerKind, PartnershipKind, ProposalInput, Side } from "../operations/generated.ts";
import { capital, inWords } from "../sentences/numbers.ts";
import { type Choices, numberOf, type Problems } from "./fields.tsx";

export interface ProposalValues {
  readonly name: string;
  readonly kind: PartnershipKind;
  /** Ids in the source system, in the order in which they were chosen; the first leads. */
  readonly districts: readonly string[];
  readonly partner: string;
  readonly partnerKind: PartnerKind;
  readonly begin: string;
  readonly end: string;
  readonly cadence: string;
}

export const PARTNERSHIP_KINDS: Choices = [
  ["HEALTH_CAREERS", "Ways into the health professions"],
  ["COLLEGE_BRIDGE", "From school to college"],
  ["WORK_BASED_LEARNING", "Learning at work"],
  ["MENTORING", "Mentors and tutors"],
  ["ENRICHMENT", "Beyond the curriculum"],
  ["FAMILY_SUPPORT", "Support of families"],
  ["OTHER", "Something else"],
];

export const PARTNER_KINDS: Choices = [
  ["HOSPITAL", "A hospital or clinic"],
  ["COLLEGE", "A college or university"],
  ["EMPLOYER", "A company"],
  ["NON_PROFIT", "A non-profit organisation"],
  ["GOVERNMENT", "A public body"],
  ["OTHER", "Something else"],
];

export function proposalProblems({ name, districts, partner, begin, end, cadence }: ProposalValues): Problems<ProposalValues> {
  const problems: Problems<ProposalValues> = {};
  if (!name.trim()) problems.name = "Give it a name.";
  if (!districts.length) problems.districts = "Say which district takes part.";
  if (!partner.trim()) problems.partner = "Say who the partner is.";
  if (!begin) problems.begin = "Say when it begins.";
  if (end && end < begin) problems.end = "That is before it begins.";
  if (!/^[1-9]\d*$/.test(cadence.trim())) problems.cadence = "Say after how many days both meet again.";
  return problems;
}

/** An id of letters, digits and hyphens from a name. */
export const slugOf = (name: string): string => name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "partner";

export const proposalInput = ({ name, kind, districts, partner, partnerKind, begin, end, cadence }: ProposalValues): ProposalInput => ({
  name: name.trim(),
  kind,
  districts: [...districts],
  partners: [{ id: slugOf(partner), name: partner.trim(), kind: partnerKind }],
  begin,
  end: end || null,
  cadenceDays: numberOf(cadence) ?? 90,
});

export interface Lack {
  readonly code: ActivationLackCode;
  readonly side: Side | null;
  readonly clauseId: string | null;
}

/** What is to be done about a thing that is missing. */
export function lackText({ code, side }: Lack, partner: string): string {
  const who = side === "PARTNER" ? partner : "the districts";
  if (code === "LEAD") return `Nobody leads for ${who} yet.`;
  if (code === "OUTCOME") return "Nothing says yet what is to come of it.";
  return side === null ? "Both sides have not signed what is to come of it." : `${capital(who)} ${side === "PARTNER" ? "has" : "have"} not signed what is to come of it.`;
}

/** What the page of a proposal begins with. */
export const proposalLead = (lacks: number): string => `A proposal, so it has no health yet. ${lacksText(lacks)}`;

/** "Two things are missing before it can start." */
export function lacksText(count: number): string {
  if (!count) return "Nothing is missing. It can start.";
  return `${capital(inWords(count))} ${count === 1 ? "thing is" : "things are"} missing before it can start.`;
}
