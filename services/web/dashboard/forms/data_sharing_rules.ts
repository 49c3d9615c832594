import type { DataSharingTermsInput } from "../operations/generated.ts";
import type { Choices, Problems } from "./fields.tsx";

/** What is written in the form of a new agreement. */
export interface TermsValues {
  readonly district: string;
  readonly title: string;
  readonly kind: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly ATTENDANCE: boolean;
  readonly GRADES: boolean;
  readonly ENGAGEMENT: boolean;
  readonly begin: string;
  readonly end: string;
  readonly destruction: string;
}

const FAMILIES = ["ATTENDANCE", "GRADES", "ENGAGEMENT"] as const;

export const RECIPIENTS: Choices = [["CONSORTIUM", "The consortium"], ["PARTNER", "A partner"], ["DISTRICT", "Another district"]];

export function termsProblems(values: TermsValues): Problems<TermsValues> {
  const problems: Problems<TermsValues> = {};
  if (!values.district) problems.district = "Say which district shares.";
  if (!values.title.trim()) problems.title = "Give it a name.";
  if (values.kind !== "CONSORTIUM" && !values.recipient.trim()) problems.recipient = "Say who receives, by the id in its partnerships.";
  if (!values.purpose.trim()) problems.purpose = "Say what the numbers may be used for.";
  if (!FAMILIES.some((family) => values[family])) problems.ATTENDANCE = "Choose what is shared, at least one kind of number.";
  if (!values.begin) problems.begin = "Say from when.";
  if (!values.end) problems.end = "Say until when.";
  else if (values.end < values.begin) problems.end = "That is before it begins.";
  if (!values.destruction) problems.destruction = "Say by when the recipient destroys what it received.";
  else if (values.end && values.destruction < values.end) problems.destruction = "That is before the agreement ends.";
  return problems;
}

/** What is sent. Line breaks of the purpose become spaces: it is one paragraph. */
export const termsInput = (values: TermsValues): DataSharingTermsInput => ({
  title: values.title.trim(),
  recipient: { kind: values.kind, ...(values.kind === "CONSORTIUM" ? {} : { id: values.recipient.trim() }) } as DataSharingTermsInput["recipient"],
  purpose: values.purpose.trim().replaceAll(/\s+/g, " "),
  families: FAMILIES.filter((family) => values[family]) as unknown as DataSharingTermsInput["families"],
  begin: values.begin,
  end: values.end,
  destruction: values.destruction,
});

export interface SignatureValues {
  readonly side: string;
  readonly signedBy: string;
}

export const signatureProblems = ({ signedBy }: SignatureValues): Problems<SignatureValues> => (signedBy.trim() ? {} : { signedBy: "Say who signs." });

export interface AgreementEndValues {
  readonly side: string;
  readonly reason: string;
}

export const agreementEndProblems = ({ reason }: AgreementEndValues): Problems<AgreementEndValues> => (reason.trim() ? {} : { reason: "Say why it ends." });
