import assert from "node:assert/strict";
import { test } from "node:test";
import { searchedText, searchedWord, type SearchedNames, searchResults } from "./search.ts";

const list = <Named,>(...nodes: Named[]) => ({ nodes, totalCount: nodes.length });
const NAMES: SearchedNames = {
  partnerships: list({ id: "p", name: "Health careers pathway", begin: "2025-08-01", partners: [{ name: "Mesa Hospital" }] }),
  districts: list({ id: "d", name: "Mesa Union HSD" }),
  schools: list({ id: "s", name: "Grand Mesa High", district: { name: "Mesa Union HSD" } }),
};
const schools = (many: number, totalCount = many): SearchedNames => ({
  partnerships: list(), districts: list(), schools: { totalCount, nodes: Array.from({ length: many }, (_, index) => ({ id: String(index), name: `Mesa ${index}`, district: { name: "Río Valley" } })) },
});

test("the server is asked for the longest word, and results have the others, whatever the case and accents; beginnings of names come first", () => {
  assert.deepEqual(["mesa HIGH school", "rio", "  "].map(searchedWord), ["school", "rio", ""]);
  const table: [SearchedNames, string, string[]][] = [
    [NAMES, "mesa", ["/districts/d", "/partnerships/p", "/schools/s"]],
    [NAMES, "MESA hi", ["/schools/s"]],
    [{ ...NAMES, districts: list(), schools: list() }, "mesa hospital", ["/partnerships/p"]],
    [schools(1), "mesa rio", ["/schools/0"]],
    [NAMES, "mesa sea", []],
  ];
  for (const [names, text, links] of table) assert.deepEqual(searchResults(names, text).shown.map(({ link }) => link), links, text);
});

test("the number of results is told in words, and that not all of them are shown", () => {
  const table: [SearchedNames, string, string][] = [
    [schools(0), "ocean", "Nothing is called “ocean”."],
    [schools(1), "mesa", "1 result"],
    [schools(8), "mesa", "8 results"],
    [schools(9), "mesa", "The first 8 of 9 results. Write more of the name."],
    [schools(100, 230), "mesa", "The first 8 of many results. Write more of the name."],
    [schools(100, 230), "mesa sea", "Nothing among the first names is called “mesa sea”. Write more of the name."],
  ];
  for (const [names, text, expected] of table) assert.equal(searchedText(searchResults(names, text), text), expected);
});
