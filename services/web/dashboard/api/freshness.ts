import { useEffect, useState } from "preact/hooks";

/** The latest moment of which any answer on this page says that it is current. */
let latest: string | undefined;
const listeners = new Set<(moment: string) => void>();

/** Takes note of `asOf` wherever an answer of KPIs has one. */
export function noteFreshness(data: unknown): void {
  const moment = (data as { metricQuery?: { asOf?: string } } | null)?.metricQuery?.asOf;
  if (!moment || (latest && moment <= latest)) return;
  latest = moment;
  listeners.forEach((listener) => listener(moment));
}

export function useFreshness(): string | undefined {
  const [moment, setMoment] = useState(latest);
  useEffect(() => {
    listeners.add(setMoment);
    setMoment(latest);
    return () => void listeners.delete(setMoment);
  }, []);
  return moment;
}
