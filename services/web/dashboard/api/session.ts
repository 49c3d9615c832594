import { useEffect, useState } from "preact/hooks";

/** Who is signed in, as `/sign-in/session` says. */
export interface Session {
  readonly name: string;
  /** Nobody has to sign in here. */
  readonly development: boolean;
  /** By a session that can be signed out of. */
  readonly signedIn: boolean;
}

/** The server answers nothing without a credential, and this browser has none. */
export const SIGNED_OUT = "signed out";
type State = Session | typeof SIGNED_OUT | undefined;

let state: State;
let asked = false;
const listeners = new Set<(state: State) => void>();

function note(next: State): void {
  state = next;
  listeners.forEach((listener) => listener(next));
}

/** Takes note of an answer with status 401, whatever was asked for. */
export const noteSignedOut = (): void => note(SIGNED_OUT);

/** Who is signed in; asked once on a page. Undefined until it is known. */
export function useSession(): State {
  const [shown, setShown] = useState(state);
  useEffect(() => {
    listeners.add(setShown);
    setShown(state);
    if (!asked) void ask();
    return () => void listeners.delete(setShown);
  }, []);
  return shown;
}

async function ask(): Promise<void> {
  asked = true;
  try {
    const response = await fetch("/sign-in/session", { headers: { Accept: "application/json" } });
    if (response.status === 401) note(SIGNED_OUT);
    else if (response.ok) note((await response.json()) as Session);
  } catch {
    asked = false; // the server cannot be reached, which other parts of the page say
  }
}

/** Ends the session, here and at the provider. */
export async function signOut(): Promise<void> {
  const response = await fetch("/sign-out", { method: "POST", headers: { Accept: "application/json" } });
  const { location: next } = (await response.json()) as { readonly location: string };
  location.assign(next);
}

/** Where to sign in, and to come back from to this page. */
export const signInAddress = (): string => `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`;
