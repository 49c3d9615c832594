import { useEffect, useRef } from "preact/hooks";
import { type Change, changedBy, changeText } from "./changes.ts";

export const NOT_YOURS = "This partnership is not yours to see any more.";

/** What somebody else changed meanwhile. It takes the focus, since it has to be decided before one goes on. */
export function ConflictNotice({ changes, own, onSave, onLook }: {
  changes: readonly Change[];
  /** What the person has written in the same fields. */
  own: readonly string[];
  onSave: () => void;
  onLook: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), [changes]);
  return (
    <div class="notice" tabIndex={-1} ref={place}>
      <b>{changedBy(changes)}</b>
      <ul class="diff">{changes.map((one, index) => <li key={index}>{changeText(one)}</li>)}</ul>
      {own.length > 0 && <p>You wrote: {own.join(", ")}.</p>}
      Yours may be about the same thing. <button type="button" class="button link" onClick={onSave}>Save mine too</button> or <button type="button" class="button link" onClick={onLook}>look at it first</button>
    </div>
  );
}
