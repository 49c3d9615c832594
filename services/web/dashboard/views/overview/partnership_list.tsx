import { type Address } from "../../app/router.ts";
import { sortOf, sortText } from "../../parts/sortable_table.tsx";
import { Empty } from "../../parts/states.tsx";
import { type AttentionSource, openEnds } from "../../sentences/attention.ts";
import { counted } from "../../sentences/numbers.ts";
import type { OverviewPartnership } from "./partnerships.ts";
import { BY_HEALTH, PartnershipsTable } from "./partnerships_table.tsx";

/** The table of partnerships, whose order is in the URL; those that have ended are shown on demand. */
export function PartnershipList({ address, change, shown, over, attention, gapOf }: {
  address: Address;
  change: (changes: Readonly<Record<string, string | null>>) => void;
  shown: readonly OverviewPartnership[];
  over: readonly OverviewPartnership[];
  /** What needs somebody, of any partnership. */
  attention: readonly AttentionSource[];
  gapOf: (id: string) => number | null;
}) {
  const isAll = address.parameters.get("status") === "all";
  const rows = [...shown, ...(isAll ? over : [])];
  const sort = sortOf(address.parameters.get("sort"), BY_HEALTH);
  const words = `${counted(over.length, "partnership")} that ${over.length === 1 ? "has" : "have"} ended ${over.length === 1 ? "is" : "are"}`;
  if (!rows.length && !over.length) return <Empty says="There is no partnership yet."><p>A partnership begins with a proposal: who, for whom, and what both sides want.</p></Empty>;
  return (
    <>
      <PartnershipsTable rows={rows.map((partnership) => ({ partnership, gap: gapOf(partnership.id), open: openEnds(attention.filter((item) => item.partnership?.id === partnership.id), unsigned(partnership)) }))} sort={sort} onSort={(next) => change({ sort: sortText(next) === sortText(BY_HEALTH) ? null : sortText(next) })} />
      {over.length > 0 && (
        <p class="source">
          {words} {isAll ? "shown, too" : "not shown"}.{" "}
          <button type="button" class="button link" onClick={() => change({ status: isAll ? null : "all" })}>{isAll ? "Hide what has ended" : "Show what has ended"}</button>
        </p>
      )}
    </>
  );
}

const unsigned = ({ vision }: OverviewPartnership) => vision.clauses.filter(({ endorsedByBoth }) => !endorsedByBoth).length;
