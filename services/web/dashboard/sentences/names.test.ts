import assert from "node:assert/strict";
import { test } from "node:test";
import { language } from "./dates.ts";
import { distinctlyNamed, groupNames, withNamesOf } from "./names.ts";

language("en-US");

const one = (id: string, name: string, begin: string) => ({ id, name, begin });

test("partnerships of one name are told apart by their school years, or by their first days", () => {
  const names = (...all: ReturnType<typeof one>[]) => distinctlyNamed(all).map(({ name }) => name);
  assert.deepEqual(names(one("a", "Reading partners", "2025-08-15"), one("b", "Maker lab", "2025-08-15"), one("c", "Reading partners", "2026-08-15")), [
    "Reading partners (2025–26)",
    "Maker lab",
    "Reading partners (2026–27)",
  ]);
  assert.deepEqual(names(one("a", "Reading partners", "2025-08-15"), one("c", "Reading partners", "2026-01-10")), ["Reading partners (from Aug 15, 2025)", "Reading partners (from Jan 10, 2026)"]);
});

test("what needs attention calls a partnership as the tables do", () => {
  const items = [{ partnership: { id: "a", name: "Reading partners" } }, { partnership: { id: "z", name: "Maker lab" } }, { partnership: null }];
  assert.deepEqual(withNamesOf(items, [{ id: "a", name: "Reading partners (2025–26)" }]).map(({ partnership }) => partnership?.name), ["Reading partners (2025–26)", "Maker lab", undefined]);
});

test("groups of one name have their ids beside it, and no others", () => {
  const row = (...keys: [string | null, string | null][]) => ({ keys: keys.map(([value, label]) => ({ value, label })) });
  const rows = [row(["reading-2026", "Reading partners"], ["peer", "Peer"]), row(["reading-2027", "Reading partners"], ["peer", "Peer"]), row(["maker", "Maker lab"], ["peer", null]), row([null, null])];
  assert.deepEqual(rows.map(groupNames(rows)), ["Reading partners (reading-2026) · Peer", "Reading partners (reading-2027) · Peer", "Maker lab · peer", "not known"]);
});
