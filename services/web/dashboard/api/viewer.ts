import { useEffect, useState } from "preact/hooks";
import { WhoIsHere, type WhoIsHereQuery } from "../operations/generated.ts";
import { request } from "./client.ts";

export type Viewer = WhoIsHereQuery["viewer"];

let asked: Promise<Viewer> | undefined;

/** Who looks at the page; asked once. Undefined until it is known, and where the server does not say. */
export function useViewer(): Viewer | undefined {
  const [viewer, setViewer] = useState<Viewer>();
  useEffect(() => {
    asked ??= request(WhoIsHere, {}).then((data) => data.viewer);
    asked.then(setViewer, () => void (asked = undefined));
  }, []);
  return viewer;
}
