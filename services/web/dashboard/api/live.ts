import { useEffect, useRef } from "preact/hooks";
import type { Operation } from "./operation.ts";

const UNUSED_MS = 1_000;

/** Follows operations over one WebSocket (protocol graphql-transport-ws), and connects again after a break. */
export class LiveConnection {
  #socket: WebSocket | undefined;
  #isReady = false;
  #next = 0;
  #failures = 0;
  readonly #followed = new Map<string, { payload: unknown; listener: (data: unknown) => void }>();

  constructor(private readonly url: string) {}

  /** Begins to follow; the function that is returned ends it. */
  follow<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables, listener: (data: Data) => void): () => void {
    const id = String(this.#next++);
    const payload = { documentId: operation.id, variables };
    this.#followed.set(id, { payload, listener: listener as (data: unknown) => void });
    if (this.#isReady) this.#send({ id, type: "subscribe", payload });
    else this.#connect();
    return () => {
      if (this.#followed.delete(id) && this.#isReady) this.#send({ id, type: "complete" });
      setTimeout(() => this.#closeUnused(), UNUSED_MS); // often another view follows at once
    };
  }

  /** Ends the connection when nothing is followed; never before it is open, which browsers take for a failure. */
  #closeUnused(): void {
    if (!this.#followed.size && this.#isReady) this.#socket?.close(1000);
  }

  #connect(): void {
    if (this.#socket) return;
    const socket = new WebSocket(this.url, "graphql-transport-ws");
    this.#socket = socket;
    socket.onopen = () => this.#send({ type: "connection_init" });
    socket.onmessage = (event) => this.#take(JSON.parse(String(event.data)));
    socket.onclose = () => {
      this.#socket = undefined;
      this.#isReady = false;
      if (!this.#followed.size) return;
      const seconds = Math.min(30, 2 ** this.#failures++);
      setTimeout(() => this.#connect(), seconds * 1000);
    };
  }

  #send(message: unknown): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #take(message: { type: string; id?: string; payload?: { data?: unknown } }): void {
    if (message.type === "connection_ack") {
      this.#isReady = true;
      this.#failures = 0;
      this.#followed.forEach(({ payload }, id) => this.#send({ id, type: "subscribe", payload }));
      this.#closeUnused();
    } else if (message.type === "ping") this.#send({ type: "pong" });
    else if (message.type === "next" && message.payload?.data) this.#followed.get(message.id ?? "")?.listener(message.payload.data);
    else if (message.type === "error" || message.type === "complete") this.#followed.delete(message.id ?? "");
  }
}

let connection: LiveConnection | undefined;

function shared(): LiveConnection {
  connection ??= new LiveConnection(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`);
  return connection;
}

/**
 * Calls `onChange` when the answer to an operation changes; not for its first answer, which the page has already.
 * An empty list of variables follows nothing.
 */
export function useLive<Data, Variables>(
  operation: Operation<Data, Variables>,
  variables: readonly Variables[],
  onChange: (data: Data) => void,
): void {
  const latest = useRef(onChange);
  latest.current = onChange;
  const key = JSON.stringify(variables);
  useEffect(() => {
    const ends = variables.map((one) => {
      let isFirst = true;
      return shared().follow(operation, one, (data) => {
        if (!isFirst) latest.current(data);
        isFirst = false;
      });
    });
    return () => ends.forEach((end) => end());
  }, [operation, key]);
}
