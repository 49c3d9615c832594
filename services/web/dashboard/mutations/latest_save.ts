/** What was saved last on this page, so that the view to which one comes back can say so beside it. */
let latest: { readonly subject: string; readonly isShown: boolean } | undefined;

export const noteSave = (subject: string, isShown: boolean): void => void (latest = { subject, isShown });

/** What to say beside something that was saved just now; null of everything else. */
export function saveText(subject: string): string | null {
  if (latest?.subject !== subject) return null;
  return latest.isShown ? "Saved. Both sides see it now." : "Saved. Both sides see it in a moment.";
}
