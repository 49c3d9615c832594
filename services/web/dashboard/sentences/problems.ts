/** Why a number is missing, by its status. */
export function whyMissing(status: string): string {
  switch (status) {
    case "SUPPRESSED":
      return "Too few learners stand behind this number. Their districts can see it.";
    case "DIVIDE_BY_ZERO":
      return "Nothing is counted yet that this could be a share of.";
    case "CODED":
      return "Told as a range only.";
    default:
      return "Nothing was reported for these days.";
  }
}

interface Missing {
  readonly value: number | null;
  readonly status: string;
}

/** Why none of several numbers is shown: a hidden one is not taken for one that was not reported. */
export const whyNone = (values: readonly Missing[]): string =>
  values.some(({ status }) => status === "SUPPRESSED") ? "Too few learners stand behind these numbers. Their districts can see them." : "Nothing was reported yet.";

/** Why no learner is counted with ten school days, from which chronic absence is told; empty where some are. */
export const noneEligible = ({ value, status }: Missing): string => (value === null ? whyMissing(status) : value === 0 ? "No learner has ten school days yet." : "");

/** What a number is compared with is missing: why. */
export function whyNotCompared({ status, baselineStatus }: { readonly status: string; readonly baselineStatus: string | null }): string {
  if (status === "SUPPRESSED") return "Hidden numbers are not compared";
  return baselineStatus === "SUPPRESSED" ? "What it is compared with is hidden: too few learners" : "Nothing to compare with";
}

const WORDS: Readonly<Record<string, string>> = {
  NO_CONNECTION: "The server cannot be reached. Numbers come back as soon as it answers.",
  TIME_BUDGET_EXCEEDED: "The question took longer than ten seconds. Ask by month, or take an export.",
  TOO_EXPENSIVE: "The question reads too much at once. Ask for fewer schools, or by month.",
  DOCUMENT_NOT_FOUND: "The server was renewed while this page was open.",
  INVALID_ID: "Nothing has this address.",
  NOT_FOUND: "Nothing has this address, or it is not yours to see.",
};

/** What to say about a problem, with its code for who helps. */
export const problemText = (code: string, message: string): string => `${code} · ${WORDS[code] ?? message}`;
