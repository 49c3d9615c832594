import assert from "node:assert/strict";
import { test } from "node:test";
import { searchedText, searchResults } from "./search.ts";

const NAMES = {
  partnerships: { nodes: [{ id: "p", name: "Health careers pathway", partners: [{ name: "Mesa Hospital" }] }] },
  districts: { nodes: [{ id: "d", name: "Mesa Union HSD" }, { id: "e", name: "Río Valley" }] },
  schools: { nodes: [{ id: "s", name: "Grand Mesa High", district: { name: "Mesa Union HSD" } }] },
};

test("results have all words in their names, whatever the case and accents, and the beginnings of names come first", () => {
  const nobody = { ...NAMES, partnerships: { nodes: [] } };
  const table: [typeof NAMES, string, string[]][] = [
    [NAMES, "mesa", ["/districts/d", "/partnerships/p", "/schools/s"]],
    [nobody, "MESA high", ["/schools/s"]],
    [nobody, "rio", ["/districts/e"]],
    [nobody, "  ", []],
    [nobody, "ocean", []],
  ];
  for (const [names, text, links] of table) assert.deepEqual(searchResults(names, text).map(({ link }) => link), links, text);
});

test("the number of results is told in words", () => {
  assert.equal(searchedText([], "ocean"), "Nothing is called “ocean”.");
  assert.equal(searchedText([{ link: "/", name: "", note: "" }], "x"), "1 result");
});
