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
