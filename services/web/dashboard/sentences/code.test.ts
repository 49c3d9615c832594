import assert from "node:assert/strict";
import { test } from "node:test";
import { curlText, graphqlText, pythonText } from "./code.ts";

test("what programs ask has as many rows as the API gives at once, how many there are, and what they are compared with", () => {
  for (const text of [graphqlText({}), curlText({}, "http://host"), pythonText({}, "http://host")]) {
    assert.match(text, /rows\(first: 10000\) \{\s+totalCount\s+nodes/);
    assert.match(text, /values \{ metric value n status baseline delta \}/);
  }
});
