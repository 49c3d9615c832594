/** What can be gone to by its name. */
export interface SearchedNames {
  readonly partnerships: { readonly nodes: readonly { readonly id: string; readonly name: string; readonly partners: readonly { readonly name: string }[] }[] };
  readonly districts: { readonly nodes: readonly { readonly id: string; readonly name: string }[] };
  readonly schools: { readonly nodes: readonly { readonly id: string; readonly name: string; readonly district: { readonly name: string } }[] };
}

export interface SearchResult {
  readonly link: string;
  readonly name: string;
  /** What it is, such as "Partnership with St. Anne Hospital". */
  readonly note: string;
}

const MOST = 8;

/** Without case and accents. */
const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** What has all words of a text in its name, beginnings of names first; the server has picked the partnerships already. */
export function searchResults(names: SearchedNames, text: string): SearchResult[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const places = [
    ...names.districts.nodes.map(({ id, name }) => ({ link: `/districts/${id}`, name, note: "District" })),
    ...names.schools.nodes.map(({ id, name, district }) => ({ link: `/schools/${id}`, name, note: `School of ${district.name}` })),
  ].filter(({ name }) => words.every((word) => plain(name).includes(word)));
  const partnerships = names.partnerships.nodes.map(({ id, name, partners }) => ({ link: `/partnerships/${id}`, name, note: `Partnership with ${partners.map((partner) => partner.name).join(", ")}` }));
  const begins = ({ name }: SearchResult) => plain(name).startsWith(words[0] ?? "");
  return [...partnerships, ...places].sort((one, other) => Number(begins(other)) - Number(begins(one))).slice(0, MOST);
}

/** How many results there are, for who listens. */
export const searchedText = (results: readonly SearchResult[], text: string): string =>
  results.length ? `${results.length} ${results.length === 1 ? "result" : "results"}` : `Nothing is called “${text}”.`;
