import { useViewer } from "../api/viewer.ts";
import { dayOf } from "../sentences/dates.ts";

/** Today where all districts are that the reader sees; where they lie in several time zones, where the reader is. */
export function useToday(): string {
  return dayOf(new Date(), useViewer()?.timeZone ?? null);
}
