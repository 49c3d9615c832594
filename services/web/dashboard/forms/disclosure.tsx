import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { changedBy, changeText } from "./changes.ts";
import type { Saved } from "./change_form.tsx";

const PATIENCE_MS = 5_000;

/** A button that opens a form in its place, and says there what became of it. */
export function FormDisclosure({ name, id, label, spoken, isOver = false, rowOf, onSaved, children }: {
  name: string;
  /** The id of the button, which an address can name. */
  id?: string;
  label: string;
  /** The label for who does not see beside what it stands. It begins with the label. */
  spoken?: string;
  /** Nothing is left to do here; what became of the form is still said. */
  isOver?: boolean;
  /** The id of the element on the page that shows a thing, which gets the focus when that is saved. */
  rowOf: (subject: string) => string;
  /** Asks for the page's numbers again. */
  onSaved: () => void;
  children: (ends: { readonly onSaved: (saved: Saved) => void; readonly onCancel: () => void }) => ComponentChildren;
}) {
  const [isOpen, setOpen] = useState(false);
  const [saved, setSaved] = useState<Saved>();
  const button = useRef<HTMLButtonElement>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpen) place.current?.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onSavedHere = (next: Saved) => {
    close();
    setSaved(next);
    onSaved();
    if (next.subject) focusRow(rowOf(next.subject), button.current);
  };
  const toggle = () => {
    setSaved(undefined);
    setOpen(!isOpen);
  };
  return (
    <div class="disclosure no-print">
      {!isOver && <button ref={button} id={id} type="button" class="button quiet" aria-label={spoken} aria-expanded={isOpen} aria-controls={isOpen ? `form-${name}` : undefined} onClick={toggle}>{label}</button>}
      <div role="status">{saved && <SavedNotice saved={saved} />}</div>
      {isOpen && <div id={`form-${name}`} ref={place}>{children({ onSaved: onSavedHere, onCancel: close })}</div>}
    </div>
  );
}

function SavedNotice({ saved }: { saved: Saved }) {
  return (
    <div class="notice plain">
      <b>{saved.isShown ? "Saved. Both sides see it now." : "Saved. It will show in a moment. You can leave this page."}</b>
      {saved.changes.length > 0 && <> {changedBy(saved.changes)} Yours left that alone.<ul class="diff">{saved.changes.map((one, index) => <li key={index}>{changeText(one)}</li>)}</ul></>}
    </div>
  );
}

/** Gives the focus to a row as soon as it is on the page, unless the person has gone elsewhere meanwhile. */
function focusRow(id: string, from: HTMLElement | null): void {
  const begin = performance.now();
  const look = () => {
    if (document.activeElement !== from && document.activeElement !== document.body) return;
    const row = document.getElementById(id);
    if (row) row.focus();
    else if (performance.now() - begin < PATIENCE_MS) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
