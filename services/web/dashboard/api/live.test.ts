import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { LiveConnection } from "./live.ts";
import { isNews, type LiveAnswer } from "./live_rows.ts";
import type { Operation } from "./operation.ts";

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];
const OPERATION: Operation<unknown, { readonly id: string }> = { name: "Changed", id: "sha256:x" };

/** A WebSocket whose server says nothing by itself. Like a browser's it complains of what is sent when it is not open. */
class FakeSocket {
  static all: FakeSocket[] = [];
  readyState = CONNECTING;
  readonly sent: { readonly id?: string; readonly type: string }[] = [];
  onopen?: () => void;
  onmessage?: (event: { readonly data: string }) => void;
  onclose?: () => void;
  constructor() {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    assert.equal(this.readyState, OPEN, "WebSocket is already in CLOSING or CLOSED state");
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = CLOSING;
  }
  isOpened(): void {
    this.readyState = OPEN;
    this.onopen?.();
    this.onmessage?.({ data: JSON.stringify({ type: "connection_ack" }) });
  }
  isClosed(): void {
    this.readyState = CLOSED;
    this.onclose?.();
  }
}

const original = globalThis.WebSocket;
beforeEach(() => {
  FakeSocket.all = [];
  globalThis.WebSocket = FakeSocket as unknown as typeof WebSocket;
  mock.timers.enable({ apis: ["setTimeout"] });
});
afterEach(() => {
  globalThis.WebSocket = original;
  mock.timers.reset();
});

const types = (socket: FakeSocket | undefined) => socket?.sent.map(({ type }) => type);

test("nothing is sent on a connection that is closing, and who begins to follow then gets a new one at once", () => {
  const losses: (string | null)[] = [];
  const connection = new LiveConnection("ws://x", (since) => losses.push(since));
  const end = connection.follow(OPERATION, { id: "p" }, () => undefined);
  const first = FakeSocket.all[0];
  first?.isOpened();
  end();
  mock.timers.tick(1_000);
  assert.equal(first?.readyState, CLOSING);
  connection.follow(OPERATION, { id: "q" }, () => undefined)();
  connection.follow(OPERATION, { id: "r" }, () => undefined);
  assert.deepEqual(types(first), ["connection_init", "subscribe", "complete"]);
  first?.isClosed();
  FakeSocket.all[1]?.isOpened();
  assert.deepEqual(types(FakeSocket.all[1]), ["connection_init", "subscribe"]);
  assert.deepEqual(losses, [null, null], "nothing was lost");
});

test("a connection that the server closes while a view is left is left in peace", () => {
  const connection = new LiveConnection("ws://x", () => undefined);
  const end = connection.follow(OPERATION, { id: "p" }, () => undefined);
  FakeSocket.all[0]?.isOpened();
  FakeSocket.all[0]?.close();
  end();
  assert.deepEqual(types(FakeSocket.all[0]), ["connection_init", "subscribe"]);
});

const answer = (asOf: string, ...values: (number | null)[]): LiveAnswer => ({ asOf, rows: { nodes: values.map((value) => ({ values: [{ value }] })) } });

test("a followed answer is news when it is fresher than what is shown and has other values", () => {
  const shown = answer("2026-11-29T20:14:00Z", 1, null);
  const table: [LiveAnswer, boolean][] = [
    [answer("2026-11-29T20:14:00.5Z", 1, 2), true],
    [answer("2026-11-29T20:14:00.5Z", 1, null), false],
    [answer("2026-11-29T20:14:00Z", 1, null, 3), true],
    [answer("2026-11-29T20:13:59.9Z", 1, 2), false],
  ];
  for (const [followed, expected] of table) assert.equal(isNews(shown, followed), expected, JSON.stringify(followed));
});
