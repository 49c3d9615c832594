import { request } from "../api/client.ts";
import { ChangesSince, type ChangesSinceQuery } from "../operations/generated.ts";
import type { Change } from "./changes.ts";

export interface ChangesSinceVersion {
  /** The version that the partnership has with all of these changes. */
  readonly version: number;
  readonly changes: readonly Change[];
}

/** All that others changed since a version, however much it is; null: the partnership is not the reader's to see any more. */
export async function changesSince(id: string, version: number): Promise<ChangesSinceVersion | null> {
  const changes: Change[] = [];
  for (let after: string | null = null; ; ) {
    const { partnership }: ChangesSinceQuery = await request(ChangesSince, { id, version, after });
    if (!partnership) return null;
    changes.push(...partnership.events.nodes);
    const { hasNextPage, endCursor }: { readonly hasNextPage: boolean; readonly endCursor: string | null } = partnership.events.pageInfo;
    if (!hasNextPage || !endCursor) return { version: partnership.version, changes };
    after = endCursor;
  }
}
