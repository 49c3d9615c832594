import { type Address } from "../../app/router.ts";
import { ChartTable, written } from "../../charts/chart_table.tsx";
import { sortOf, sortText } from "../../parts/sortable_table.tsx";
import { Empty } from "../../parts/states.tsx";
import { type AttentionSource, openEnds } from "../../sentences/attention.ts";
import { capital } from "../../sentences/numbers.ts";
import { SHORT_NAMES, STRATEGIES } from "../../sentences/strategies.ts";
import { endedText } from "../../sentences/ended.ts";
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
  if (!rows.length && !over.length) return <Empty says="There is no partnership yet."><p>A partnership begins with a proposal: who, for whom, and what both sides want.</p></Empty>;
  return (
    <>
      <PartnershipsTable rows={rows.map((partnership) => ({ partnership, gap: gapOf(partnership.id), open: openEnds(attention.filter((item) => item.partnership?.id === partnership.id), unsigned(partnership), partnership.activationLacks) }))} sort={sort} onSort={(next) => change({ sort: sortText(next) === sortText(BY_HEALTH) ? null : sortText(next) })} />
      {rows.length > 0 && <StrategiesTable rows={rows} />}
      {over.length > 0 && (
        <p class="source">
          {endedText(over.map(({ name }) => name), isAll)}{" "}
          <button type="button" class="button link" onClick={() => change({ status: isAll ? null : "all" })}>{isAll ? "Hide what has ended" : "Show what has ended"}</button>
        </p>
      )}
    </>
  );
}

/** What the five bars show, as a table. */
function StrategiesTable({ rows }: { rows: readonly OverviewPartnership[] }) {
  const columns = ["Partnership", ...STRATEGIES.map((strategy) => capital(SHORT_NAMES[strategy]))].map((name) => ({ name }));
  const score = ({ health }: OverviewPartnership, strategy: string) => written(health.strategies.find((one) => one.strategy === strategy)?.score ?? null, (value) => String(Math.round(value)));
  return <ChartTable label="Five strategies" columns={columns} rows={rows.map((row) => ({ key: row.id, cells: [row.name, ...STRATEGIES.map((strategy) => score(row, strategy))] }))} />;
}

const unsigned = ({ vision }: OverviewPartnership) => vision.clauses.filter(({ endorsedByBoth }) => !endorsedByBoth).length;
