/** What went wrong with a request, by a code that does not change; the words for people are in sentences/problems.ts. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** Values of `extensions` of the error, such as the argument that it is about (`at`). */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** The server could not be reached, or answered what no GraphQL server answers. */
export const NO_CONNECTION = "NO_CONNECTION";
/** The server is of another version than this page: it does not know the page's documents. */
export const OLD_PAGE = "DOCUMENT_NOT_FOUND";
