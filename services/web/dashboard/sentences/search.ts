import { distinctlyNamed } from "./names.ts";

/** What can be gone to by its name: what has one word of the text, the first of so many. */
export interface SearchedNames {
  readonly partnerships: Part<{ readonly id: string; readonly name: string; readonly begin: string; readonly partners: readonly { readonly name: string }[] }>;
  readonly districts: Part<{ readonly id: string; readonly name: string }>;
  readonly schools: Part<{ readonly id: string; readonly name: string; readonly district: { readonly name: string } }>;
}

interface Part<Named> {
  readonly totalCount: number;
  readonly nodes: readonly Named[];
}

export interface SearchResult {
  readonly link: string;
  readonly name: string;
  /** What it is, such as "Partnership with St. Anne Hospital". */
  readonly note: string;
}

export interface SearchResults {
  readonly shown: readonly SearchResult[];
  /** How many there are at least. */
  readonly total: number;
  /** Whether that is all of them. */
  readonly isWhole: boolean;
}

const MOST = 8;

/** Without case and accents. */
const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** The word of a text that the server is asked for: the longest, which the fewest names have. */
export const searchedWord = (text: string): string => wordsOf(text).sort((one, other) => other.length - one.length)[0] ?? "";

/** What has all words of a text in its name, beginnings of names first; the server has picked what has the longest. */
export function searchResults(names: SearchedNames, text: string): SearchResults {
  const others = wordsOf(text).filter((word) => word !== searchedWord(text)).map(plain);
  const all = [
    ...distinctlyNamed(names.partnerships.nodes).map(({ id, name, partners }) => ({ link: `/partnerships/${id}`, name, note: `Partnership with ${partners.map((partner) => partner.name).join(", ")}` })),
    ...names.districts.nodes.map(({ id, name }) => ({ link: `/districts/${id}`, name, note: "District" })),
    ...names.schools.nodes.map(({ id, name, district }) => ({ link: `/schools/${id}`, name, note: `School of ${district.name}` })),
  ].filter(({ name, note }) => others.every((word) => plain(`${name} ${note.replace(/^\w+ (with|of) /, "")}`).includes(word)));
  const begins = ({ name }: SearchResult) => plain(name).startsWith(plain(wordsOf(text)[0] ?? ""));
  const isWhole = Object.values<Part<unknown>>({ ...names }).every(({ nodes, totalCount }) => nodes.length === totalCount);
  return { shown: all.sort((one, other) => Number(begins(other)) - Number(begins(one))).slice(0, MOST), total: all.length, isWhole };
}

/** How many results there are, for who listens; and what to do where not all of them are shown. */
export function searchedText({ shown, total, isWhole }: SearchResults, text: string): string {
  if (!shown.length) return isWhole ? `Nothing is called “${text}”.` : `Nothing among the first names is called “${text}”. Write more of the name.`;
  if (isWhole && shown.length === total) return `${total} ${total === 1 ? "result" : "results"}`;
  return `The first ${shown.length} of ${isWhole ? total : "many"} results. Write more of the name.`;
}
