import assert from "node:assert/strict";
import { test } from "node:test";
import { endedText } from "./ended.ts";

test("what has ended is named while it is little", () => {
  const table: [string[], boolean, string][] = [
    [["Maker lab"], false, "Maker lab has ended and is not shown."],
    [["Maker lab", "Bus drivers"], true, "Maker lab and Bus drivers have ended and are shown, too."],
    [["a", "b", "c", "d", "e"], false, "5 partnerships have ended and are not shown."],
  ];
  for (const [names, isShown, expected] of table) assert.equal(endedText(names, isShown), expected);
});
