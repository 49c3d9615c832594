/** What every form of a partnership needs to know of it. */
export interface Editing {
  readonly id: string;
  readonly version: number;
  /** The calendar day of the reader. */
  readonly today: string;
  /** Asks for the page's numbers again. */
  readonly onSaved: () => void;
}

export const isBlank = (text: string): boolean => !text.trim();
