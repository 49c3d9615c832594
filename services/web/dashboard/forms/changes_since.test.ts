import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { changesSince } from "./changes_since.ts";

const original = globalThis.fetch;
afterEach(() => void (globalThis.fetch = original));

test("all changes since a version are read, however many pages they are", async () => {
  const cursors: unknown[] = [];
  globalThis.fetch = async (_, init) => {
    const { after } = (JSON.parse(String(init?.body)) as { variables: { after: string | null } }).variables;
    cursors.push(after);
    const page = cursors.length;
    const events = { pageInfo: { hasNextPage: page < 3, endCursor: `c${page}` }, nodes: [{ type: `change.${page}`, changes: [] }] };
    return new Response(JSON.stringify({ data: { partnership: { id: "p", version: 6 + page, events } } }));
  };
  const since = await changesSince("p", 6);
  assert.deepEqual(cursors, [null, "c1", "c2"]);
  assert.equal(since?.version, 9);
  assert.deepEqual(since?.changes.map(({ type }) => type), ["change.1", "change.2", "change.3"]);
});
