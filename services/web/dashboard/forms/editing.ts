import type { Saved } from "./change_form.tsx";

/** What every form of a partnership needs to know of it. */
export interface Editing {
  readonly id: string;
  readonly version: number;
  /** The calendar day where the partnership is. */
  readonly today: string;
  /** Asks for the page's numbers again. */
  readonly onSaved: () => void;
}

/** How a form ends: saved, or closed with its draft kept. */
export interface Ends {
  readonly onSaved: (saved: Saved) => void;
  readonly onCancel: () => void;
}
