import { distinctlyNamed, type NamedPartnership } from "../sentences/names.ts";
import { request } from "./client.ts";
import type { Operation } from "./operation.ts";

/** A list of the API, a page at a time. */
export interface Connection {
  readonly nodes: readonly unknown[];
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export type Ask = <Data, Variables>(operation: Operation<Data, Variables>, variables: Variables, signal?: AbortSignal) => Promise<Data>;

/** So many pages are asked for at most; the view then says how much of the list it shows. */
export const MOST_PAGES = 40;

/**
 * Asks for all pages of the list that a question names, one after the other, and gives them as one page.
 * The operation takes the variable `after`. The first page says all else that the question is about.
 */
export function allPages(name: string, ask: Ask = request): Ask {
  return async (operation, variables, signal) => {
    const first = await ask(operation, variables, signal);
    const connectionOf = (data: unknown): Connection => (data as Readonly<Record<string, Connection>>)[name] as Connection;
    let last = connectionOf(first);
    const nodes = [...last.nodes];
    for (let page = 1; last.pageInfo.hasNextPage && page < MOST_PAGES; page += 1) {
      last = connectionOf(await ask(operation, { ...variables, after: last.pageInfo.endCursor }, signal));
      nodes.push(...last.nodes);
    }
    return { ...first, [name]: { ...last, nodes } };
  };
}

/** All partnerships that a question names, with names that tell them apart. */
export const allPartnerships: Ask = async (operation, variables, signal) => {
  const data = await allPages("partnerships")(operation, variables, signal);
  const { partnerships } = data as { readonly partnerships: { readonly nodes: readonly NamedPartnership[] } };
  return { ...data, partnerships: { ...partnerships, nodes: distinctlyNamed(partnerships.nodes) } };
};
