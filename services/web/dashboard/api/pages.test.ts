import assert from "node:assert/strict";
import { test } from "node:test";
import { allPages, type Ask, MOST_PAGES } from "./pages.ts";

const OPERATION = { name: "Things", id: "sha256:0" };

/** Answers with pages of two of so many things, and takes note of what was asked. */
function things(count: number) {
  const cursors: unknown[] = [];
  const ask = (async (_: unknown, { after = null }: { after?: string | null }) => {
    cursors.push(after);
    const begin = after === null ? 0 : Number(after);
    const nodes = Array.from({ length: Math.min(2, count - begin) }, (_, index) => begin + index);
    return { other: "kept", things: { totalCount: count, nodes, pageInfo: { hasNextPage: begin + 2 < count, endCursor: String(begin + 2) } } };
  }) as unknown as Ask;
  return { cursors, ask };
}

test("all pages of a list are asked for one after the other, and nothing of the question is lost", async () => {
  const table: [number, unknown[]][] = [[0, [null]], [2, [null]], [3, [null, "2"]], [5, [null, "2", "4"]]];
  for (const [count, expected] of table) {
    const { cursors, ask } = things(count);
    const data = (await allPages("things", ask)(OPERATION as never, {} as never)) as { other: string; things: { nodes: number[]; totalCount: number } };
    assert.deepEqual(data.things.nodes, Array.from({ length: count }, (_, index) => index));
    assert.deepEqual([data.other, data.things.totalCount, cursors], ["kept", count, expected]);
  }
});

test("a list without an end is not asked for without end", async () => {
  const { cursors, ask } = things(Number.MAX_SAFE_INTEGER);
  const data = (await allPages("things", ask)(OPERATION as never, {} as never)) as { things: { nodes: number[] } };
  assert.deepEqual([cursors.length, data.things.nodes.length], [MOST_PAGES, 2 * MOST_PAGES]);
});
