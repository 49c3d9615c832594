import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { request } from "./client.ts";
import type { Operation } from "./operation.ts";
import type { Ask } from "./pages.ts";
import { Problem } from "./problem.ts";

export interface Answer<Data> {
  /** The last answer. It stays while another is on its way, so that nothing jumps. */
  readonly data?: Data;
  readonly problem?: Problem;
  /** Whether an answer is on its way. */
  readonly isWaiting: boolean;
  /** Asks again. */
  readonly again: () => void;
}

/** Asks an operation with these variables, and again when they change. `null` for the variables: not yet. `ask`: how, such as page by page. */
export function useQuery<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables | null, ask: Ask = request): Answer<Data> {
  const answers = useQueries(operation, variables === null ? [] : [variables], ask);
  const data = answers.data?.[0];
  return { ...answers, ...(data === undefined ? { data: undefined } : { data }) } as Answer<Data>;
}

/** Asks one operation with several sets of variables at once; the answers are in their order. */
export function useQueries<Data, Variables>(
  operation: Operation<Data, Variables>,
  variables: readonly Variables[],
  ask: Ask = request,
): Answer<readonly Data[]> {
  const [state, setState] = useState<Omit<Answer<readonly Data[]>, "again">>({ isWaiting: true });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((count) => count + 1), []);
  const key = JSON.stringify(variables);
  const latest = useRef(variables);
  latest.current = variables;
  useEffect(() => {
    if (!latest.current.length) return undefined;
    const controller = new AbortController();
    setState((before) => ({ ...before, isWaiting: true }));
    Promise.all(latest.current.map((one) => ask(operation, one, controller.signal))).then(
      (data) => setState({ data, isWaiting: false }),
      (problem: unknown) => {
        if (controller.signal.aborted) return;
        if (!(problem instanceof Problem)) throw problem;
        setState((before) => ({ ...before, problem, isWaiting: false }));
      },
    );
    return () => controller.abort();
  }, [operation, key, round]);
  return { ...state, again };
}
