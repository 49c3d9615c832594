import { SIGNED_OUT, signInAddress, signOut, useSession } from "../api/session.ts";
import { usePageTitle } from "./title.ts";

/** Who is signed in, and the way out. Nothing where nobody has to sign in and nobody did. */
export function Account() {
  const session = useSession();
  if (!session || session === SIGNED_OUT || !session.signedIn) return null;
  return (
    <span class="account">
      <span title={session.name}>{session.name}</span>
      <button type="button" class="button link" title={`You are signed in as ${session.name}`} onClick={() => void signOut()}>Sign out</button>
    </span>
  );
}

/** The place of every view while nobody is signed in. */
export function SignedOut() {
  usePageTitle("Sign in");
  return (
    <div class="empty">
      <h1 class="name">Sign in to see this page</h1>
      <p>You are not signed in, or your session has ended.</p>
      <p><a href={signInAddress()}>Sign in</a></p>
    </div>
  );
}
