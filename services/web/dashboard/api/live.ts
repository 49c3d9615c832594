import { useEffect, useRef, useState } from "preact/hooks";
import type { Operation } from "./operation.ts";

const UNUSED_MS = 1_000;
/** As `WebSocket.OPEN`: in any other state nothing can be sent. */
const OPEN = 1;
/** How many operations the server runs on one connection; it refuses more. */
export const MOST_FOLLOWED = 20;

/** Follows operations over one WebSocket (protocol graphql-transport-ws), and connects again after a break. */
export class LiveConnection {
  #socket: WebSocket | undefined;
  #isReady = false;
  #next = 0;
  #failures = 0;
  #lostAt: string | undefined;
  #isClosing = false;
  readonly #followed = new Map<string, { payload: unknown; listener: (data: unknown) => void }>();

  /** `onLost` is told since when there is no connection, or null once there is one again. */
  constructor(
    private readonly url: string,
    private readonly onLost: (since: string | null) => void,
  ) {}

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
    if (this.#followed.size || !this.#isReady) return;
    this.#isReady = false;
    this.#isClosing = true;
    this.#socket?.close(1000);
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
      const wasClosed = this.#isClosing;
      this.#isClosing = false;
      if (!this.#followed.size) return;
      if (wasClosed) return this.#connect(); // somebody began to follow while it was closing
      this.#lostAt ??= new Date().toISOString();
      this.onLost(this.#lostAt);
      const seconds = Math.min(30, 2 ** this.#failures++);
      setTimeout(() => this.#connect(), seconds * 1000);
    };
  }

  /** Sends nothing on a connection that is closing: whatever is followed is sent again once there is a new one. */
  #send(message: unknown): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(message));
  }

  #take(message: { type: string; id?: string; payload?: { data?: unknown } }): void {
    if (message.type === "connection_ack") {
      this.#isReady = true;
      this.#failures = 0;
      this.#lostAt = undefined;
      this.onLost(null);
      this.#followed.forEach(({ payload }, id) => this.#send({ id, type: "subscribe", payload }));
      this.#closeUnused();
    } else if (message.type === "ping") this.#send({ type: "pong" });
    else if (message.type === "next" && message.payload?.data) this.#followed.get(message.id ?? "")?.listener(message.payload.data);
    else if (message.type === "error" || message.type === "complete") this.#followed.delete(message.id ?? "");
  }
}

let connection: LiveConnection | undefined;
let lostSince: string | null = null;
const listeners = new Set<(since: string | null) => void>();

function noteLoss(since: string | null): void {
  lostSince = since;
  listeners.forEach((listener) => listener(since));
}

/** Since when the page has no connection to the server; null: it has one, or needs none. */
export function useLostConnection(): string | null {
  const [since, setSince] = useState(lostSince);
  useEffect(() => {
    listeners.add(setSince);
    setSince(lostSince);
    return () => void listeners.delete(setSince);
  }, []);
  return since;
}

function shared(): LiveConnection {
  connection ??= new LiveConnection(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`, noteLoss);
  return connection;
}

/** Follows an operation with each of these variables, and hands over every answer with their index. */
export function useLive<Data, Variables>(
  operation: Operation<Data, Variables>,
  variables: readonly Variables[],
  onAnswer: (data: Data, index: number) => void,
): void {
  const latest = useRef(onAnswer);
  latest.current = onAnswer;
  const key = JSON.stringify(variables);
  useEffect(() => {
    const ends = variables.map((one, index) => shared().follow(operation, one, (data) => latest.current(data, index)));
    return () => ends.forEach((end) => end());
  }, [operation, key]);
}
