import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "preact-render-to-string";
import { percent } from "../sentences/numbers.ts";
import { MoreValues } from "./more_values.tsx";
import { Problem } from "../api/problem.ts";
import { Cut, Failed, Known, Part, Placeholder } from "./states.tsx";

const known = (value: number | null | undefined, status = "OK") => render(<Known value={value} status={status}>{percent}</Known>);
const part = (answer: { readonly data?: string; readonly problem?: never }) => render(<Part answer={{ ...answer, isWaiting: true, again: () => undefined }} lines={2}>{(data) => <p>{data}</p>}</Part>);

test("a number is shown, zero too, and one that is missing says why in words", () => {
  assert.equal(known(94.52), "94.5%");
  assert.equal(known(0), "0.0%");
  assert.match(known(null, "SUPPRESSED"), /<button[^>]*popovertarget="g-hidden"[^>]*><span class="hid">hidden<\/span><\/button>/);
  const table = { NO_DATA: "Nothing was reported for these days.", DIVIDE_BY_ZERO: "Nothing is counted yet that this could be a share of.", CODED: "Told as a range only." };
  for (const [status, words] of Object.entries(table)) {
    for (const html of [known(null, status), known(undefined, status)]) assert.ok(html.includes(`–<span class="sr">${words}</span>`), html);
  }
});

test("what is to come keeps its place unseen, then shows it, and says when it takes long", () => {
  const at = (isShown: boolean, isSlow: boolean) => render(<Placeholder lines={3} isShown={isShown} isSlow={isSlow} />);
  assert.doesNotMatch(at(false, false), /role="status"/);
  assert.match(at(false, false), /aria-busy="true".*class="skel unseen" aria-hidden="true"/);
  assert.match(at(true, false), /class="sr" role="status">Loading</);
  assert.doesNotMatch(at(true, false), /unseen/);
  assert.match(at(true, true), /role="status">Still counting/);
  for (const html of [at(false, false), at(true, true)]) assert.equal(html.match(/<span>|<span\/>/g)?.length, 3);
});

test("a part shows its skeleton only until its first answer", () => {
  assert.match(part({}), /aria-busy="true"/);
  assert.equal(part({ data: "ninety" }), "<p>ninety</p>");
});

test("a list that is cut says how much of it is shown and what to do, and a whole one says nothing", () => {
  assert.equal(render(<Cut shown={500} total={3000} what="rows" todo="Ask for fewer." />), '<p class="notice plain" role="status">The first 500 of 3,000 rows are shown. Ask for fewer.</p>');
  assert.equal(render(<Cut shown={500} total={500} what="rows" todo="Ask for fewer." />), "");
});

test("a choice of the first values of many can look for others, and one of all values cannot", () => {
  const more = (shown: number, total: number, search = "") => render(<MoreValues shown={shown} total={total} search={search} onSearch={() => undefined} />);
  assert.match(more(200, 812), /The first 200 of 812 values are shown\. Look for others.+<input type="text"/);
  assert.match(more(3, 3, "mesa"), /^<label class="field">Only values with<input type="text" value="mesa"/);
  assert.equal(more(3, 3), "");
});

test("a link to nothing says so and shows a way out, not to try again", () => {
  const lists = { partnership: "/partnerships", "check-in": "/partnerships", district: "/districts", school: "/districts", story: "/stories" } as const;
  const said = new Set<string>();
  for (const code of ["INVALID_ID", "NOT_FOUND"]) {
    for (const thing of Object.keys(lists) as (keyof typeof lists)[]) {
      const html = render(<Failed problem={new Problem(code, "")} again={() => undefined} hasOlder={false} thing={thing} />);
      assert.match(html, new RegExp(`<h1[^>]*>There is no such ${thing}\\.</h1>.*href="${lists[thing]}"`));
      assert.doesNotMatch(html, /Try again/);
      said.add(html);
    }
  }
  assert.equal(said.size, Object.keys(lists).length, "each in words of its own");
  assert.match(render(<Failed problem={new Problem("NO_CONNECTION", "")} again={() => undefined} hasOlder={false} />), /Try again/);
});
