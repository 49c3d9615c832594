import { useEffect, useState } from "preact/hooks";
import { Arrival as ArrivalOperation } from "../operations/generated.ts";
import { type Arrival, isArriving } from "../sentences/arrival.ts";
import { useQuery } from "./use_query.ts";
import { useRepeated } from "./use_repeated.ts";

/** While records wait, it is asked more often, so that the page does not go on saying so. */
const SOON_MS = 3_000;

let latest: Arrival | undefined;
const listeners = new Set<(arrival: Arrival | undefined) => void>();

/** Asks again and again how far what was sent has arrived: once on a page, by its frame. */
export function useAskedArrival(): Arrival | undefined {
  const asked = useQuery(ArrivalOperation, {});
  useRepeated(asked.again);
  const arrival = asked.data?.dataHealth;
  useEffect(() => {
    latest = arrival;
    listeners.forEach((listener) => listener(arrival));
    if (!isArriving(arrival)) return undefined;
    const timer = setTimeout(asked.again, SOON_MS);
    return () => clearTimeout(timer);
  }, [arrival]);
  return arrival;
}

/** What the frame of the page knows of it. */
export function useArrival(): Arrival | undefined {
  const [arrival, setArrival] = useState(latest);
  useEffect(() => {
    listeners.add(setArrival);
    setArrival(latest);
    return () => void listeners.delete(setArrival);
  }, []);
  return arrival;
}
