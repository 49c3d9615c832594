import { useEffect, useState } from "preact/hooks";

/** What the URL says: the path, and the parameters that hold the state of a view. */
export interface Address {
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly hash: string;
}

export function addressOf(url: URL | Location): Address {
  return { path: url.pathname, parameters: new URLSearchParams(url.search), hash: url.hash.slice(1) };
}

/** The URL with some parameters changed; null takes one away. What equals its default is left out by the caller. */
export function withParameters(address: Address, changes: Readonly<Record<string, string | null>>): string {
  const parameters = new URLSearchParams(address.parameters);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  const search = parameters.toString();
  return `${address.path}${search ? `?${search}` : ""}${address.hash ? `#${address.hash}` : ""}`;
}

/** The parts of a path that a pattern such as `/partnerships/{id}` names; null if the path is another one. */
export function match(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const names = pattern.split("/");
  const parts = path.replace(/(.)\/+$/, "$1").split("/");
  if (names.length !== parts.length) return null;
  const found: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? "";
    if (name.startsWith("{")) {
      const decoded = decodedPart(part);
      if (!decoded) return null;
      found[name.slice(1, -1)] = decoded;
    } else if (name !== part) return null;
  }
  return found;
}

function decodedPart(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

const MOVED = "tandem:moved";

/** Goes to a URL of this site without loading the page again. `replace`: the back button goes to the page before. */
export function go(url: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  dispatchEvent(new Event(MOVED));
}

/** The address of the page, kept current. */
export function useAddress(): Address {
  const [address, setAddress] = useState(() => addressOf(location));
  useEffect(() => {
    const update = () => setAddress(addressOf(location));
    addEventListener("popstate", update);
    addEventListener(MOVED, update);
    return () => {
      removeEventListener("popstate", update);
      removeEventListener(MOVED, update);
    };
  }, []);
  return address;
}

/** Takes clicks on links to views of this dashboard, so that they need no new page. Others stay as they are. */
export function followLinks(isView: (path: string) => boolean): void {
  addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || link.target || link.hasAttribute("download") || !isView(url.pathname)) return;
    if (url.pathname === location.pathname && url.search === location.search && url.hash) return; // within the page
    event.preventDefault();
    go(url.pathname + url.search + url.hash);
  });
}
