import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "preact-render-to-string";
import { type Column, sortedRows, SortableTable, sortOf, sortText } from "./sortable_table.tsx";

interface Row { readonly name: string; readonly score: number | null }
const ROWS: Row[] = [{ name: "b", score: 2 }, { name: "c", score: null }, { name: "a", score: 10 }];
const COLUMNS: Column<Row>[] = [
  { key: "name", label: "Name", name: "Name", cell: (row) => row.name, value: (row) => row.name },
  { key: "score", label: "Score", name: "Score", isNumber: true, cell: (row) => row.score, value: (row) => row.score },
];
const names = (text: string) => sortedRows(ROWS, COLUMNS, sortOf(text, { key: "name", isDescending: false })).map(({ name }) => name).join("");

test("rows without a value come last in either order", () => {
  assert.equal(names("score"), "bac");
  assert.equal(names("-score"), "abc");
  assert.equal(names("-name"), "cba");
  assert.equal(names("unknown"), "bca");
});

test("an order is written into the URL and read from it", () => {
  for (const text of ["score", "-score"]) assert.equal(sortText(sortOf(text, { key: "x", isDescending: false })), text);
});

test("rows that the server has ordered stay as they are", () => {
  const html = render(<SortableTable caption="Scores" columns={COLUMNS} rows={ROWS} rowKey={(row) => row.name} sort={{ key: "score", isDescending: true }} isSorted onSort={() => {}} />);
  assert.deepEqual([...html.matchAll(/<th scope="row">(.)/g)].map(([, name]) => name).join(""), "bca");
});

test("the header says the order, and the first cell of a row names it", () => {
  const html = render(<SortableTable caption="Scores" columns={COLUMNS} rows={ROWS} rowKey={(row) => row.name} sort={{ key: "score", isDescending: true }} onSort={() => {}} />);
  assert.match(html, /aria-sort="descending"><button type="button">Score/);
  assert.match(html, /aria-sort="none"><button type="button">Name/);
  assert.match(html, /<th scope="row">a<\/th>/);
});
