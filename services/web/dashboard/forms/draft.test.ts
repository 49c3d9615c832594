import assert from "node:assert/strict";
import { test } from "node:test";
import { draftOf, dropDraft, keepDraft, type Shelf } from "./draft.ts";

function shelf(): Shelf & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => void kept.set(key, text), removeItem: (key) => void kept.delete(key) };
}

test("a draft comes back with its key and version, so what was sent before counts once", () => {
  const device = shelf();
  const first = draftOf(device, "form", { text: "" }, 7);
  assert.equal(first.isOld, false);
  keepDraft(device, "form", { ...first, values: { text: "Bus" } });
  const second = draftOf(device, "form", { text: "", later: "field of a newer page" }, 9);
  assert.deepEqual(second, { values: { text: "Bus", later: "field of a newer page" }, submission: first.submission, isOld: true });
  dropDraft(device, "form");
  assert.notEqual(draftOf(device, "form", { text: "" }, 9).submission.idempotencyKey, first.submission.idempotencyKey);
});

test("a draft that cannot be read, or kept, hinders nobody", () => {
  const device = shelf();
  for (const text of ["{", "null", "3", '{"values":{}}']) {
    device.kept.set("tandem-draft:form", text);
    assert.equal(draftOf(device, "form", { text: "" }, 1).isOld, false, text);
  }
  const full: Shelf = { ...device, setItem: () => { throw new Error("QuotaExceededError"); } };
  keepDraft(full, "form", draftOf(full, "form", { text: "" }, 1));
  keepDraft(null, "form", draftOf(null, "form", { text: "" }, 1));
});
