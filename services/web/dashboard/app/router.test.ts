import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, match, withParameters } from "./router.ts";

test("a pattern names the parts of a path, and other paths do not match", () => {
  const table: [string, string, Record<string, string> | null][] = [
    ["/", "/", {}],
    ["/partnerships/{id}", "/partnerships/abc", { id: "abc" }],
    ["/partnerships/{id}", "/partnerships/abc/", { id: "abc" }],
    ["/partnerships/{id}", "/partnerships/UGFydA==", { id: "UGFydA==" }],
    ["/partnerships/{id}", "/partnerships/a%20b", { id: "a b" }],
    ["/partnerships/{id}", "/partnerships/%E0%A4%A", null],
    ["/partnerships/{id}", "/partnerships/", null],
    ["/partnerships/{id}", "/partnerships/a/b", null],
    ["/partnerships/{id}/check-ins/{checkIn}", "/partnerships/a/check-ins/b", { id: "a", checkIn: "b" }],
    ["/data-health", "/data-healthy", null],
  ];
  for (const [pattern, path, expected] of table) assert.deepEqual(match(pattern, path), expected, `${pattern} ${path}`);
});

test("changing a parameter keeps the others and the place on the page", () => {
  const address = addressOf(new URL("http://host/?year=2026&district=a#partnerships"));
  assert.equal(withParameters(address, { year: "2027" }), "/?year=2027&district=a#partnerships");
  assert.equal(withParameters(address, { year: null, district: null }), "/#partnerships");
});
