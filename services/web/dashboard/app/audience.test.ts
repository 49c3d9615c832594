import assert from "node:assert/strict";
import { test } from "node:test";
import { hasWholeBar, type Rights } from "./audience.ts";

const NOBODY: Rights = { development: false, side: null, seesEveryDistrict: false };

test("the public has a bar of stories alone, and everybody else one of all views", () => {
  const table: [Rights | undefined, string, boolean][] = [
    [NOBODY, "/stories/a", false],
    [NOBODY, "/", false],
    [{ ...NOBODY, side: "PARTNER" }, "/stories/a", true],
    [{ ...NOBODY, side: "DISTRICT" }, "/stories/a", true],
    [{ ...NOBODY, seesEveryDistrict: true }, "/stories/a", true],
    [{ ...NOBODY, development: true }, "/stories/a", true],
    [undefined, "/stories/a", false],
    [undefined, "/", true],
  ];
  for (const [viewer, path, isWhole] of table) assert.equal(hasWholeBar(viewer, path), isWhole, `${JSON.stringify(viewer)} ${path}`);
});
