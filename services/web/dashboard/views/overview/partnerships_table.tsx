import { FiveBars, lowest } from "../../charts/five_bars.tsx";
import { Term } from "../../glossary/term.tsx";
import { type Column, type Sort, SortableTable } from "../../parts/sortable_table.tsx";
import { Known } from "../../parts/states.tsx";
import { dayText } from "../../sentences/dates.ts";
import { count, counted, listed, money, signed } from "../../sentences/numbers.ts";
import { waitingNote } from "../../sentences/places_taken.ts";
import { SHORT_NAMES, STRATEGIES, STRATEGY_NAMES } from "../../sentences/strategies.ts";
import type { OverviewPartnership } from "./partnerships.ts";

export interface PartnershipRow {
  readonly partnership: OverviewPartnership;
  /** Attendance of participants less that of peers, in points. */
  readonly gap: number | null;
  /** What needs somebody, in a few words. */
  readonly open: string;
}

const STATUS: Readonly<Record<string, string>> = { PROPOSED: "Proposed", PAUSED: "Paused", CLOSED: "Closed", WITHDRAWN: "Withdrawn" };

const COLUMNS: readonly Column<PartnershipRow>[] = [
  { key: "name", name: "Partnership", label: "Partnership", cell: Name, value: ({ partnership }) => partnership.name },
  { key: "strategies", name: "Five strategies", label: "Five strategies", cell: Strategies, className: "glyph" },
  { key: "health", name: "Health", label: "Health", isNumber: true, cell: Health, value: ({ partnership }) => partnership.health.score },
  { key: "places", name: "Places taken", label: "Places taken", isNumber: true, cell: Places, value: ({ partnership }) => partnership.places.taken.value },
  { key: "gap", name: "Attendance against peers", label: "Attendance against peers", isNumber: true, cell: Gap, value: ({ gap }) => gap },
  { key: "invested", name: "Put in since the start", label: "Put in since the start", isNumber: true, cell: Invested, value: ({ partnership }) => partnership.investment.total.total },
  { key: "next", name: "Next check-in", label: "Next check-in", cell: Next, value: ({ partnership }) => partnership.checkIns.nextDue, className: "nowrap" },
  { key: "open", name: "Needs attention", label: "Needs attention", isWide: true, cell: Open },
];

export const BY_HEALTH: Sort = { key: "health", isDescending: false };

export function PartnershipsTable({ rows, sort, onSort }: { rows: readonly PartnershipRow[]; sort: Sort; onSort: (sort: Sort) => void }) {
  return <SortableTable caption="Partnerships" columns={COLUMNS} rows={rows} rowKey={({ partnership }) => partnership.id} sort={sort} onSort={onSort} />;
}

function Name({ partnership }: PartnershipRow) {
  const { id, name, partners, districts, status } = partnership;
  return (
    <>
      <a href={`/partnerships/${id}`}>{name}</a>
      {STATUS[status] && <> <span class="tag">{STATUS[status]}</span></>}
      <small>{listed(partners.map((partner) => partner.name))} with {counted(districts.length, "district")}</small>
    </>
  );
}

function Strategies({ partnership }: PartnershipRow) {
  const score = (strategy: string) => partnership.health.strategies.find((one) => one.strategy === strategy)?.score ?? null;
  const least = lowest(STRATEGIES.map((strategy) => ({ label: SHORT_NAMES[strategy], score: score(strategy) })));
  return (
    <>
      <FiveBars bars={STRATEGIES.map((strategy) => ({ label: STRATEGY_NAMES[strategy], score: score(strategy) }))} />
      {least && <small>lowest: {least.label} {Math.round(least.score ?? 0)}</small>}
    </>
  );
}

function Health({ partnership }: PartnershipRow) {
  return <b>{partnership.health.score === null ? "–" : Math.round(partnership.health.score)}</b>;
}

function Places({ partnership: { places } }: PartnershipRow) {
  return (
    <>
      <Known value={places.taken.value} status={places.taken.status}>{(taken) => <>{count(taken)}{places.capacity !== null && ` of ${count(places.capacity)}`}</>}</Known>
      {waitingNote(places.waiting) && <small>{waitingNote(places.waiting)}</small>}
    </>
  );
}

function Gap({ gap }: PartnershipRow) {
  return gap === null ? <span class="quietcell">–<span class="sr">not known</span></span> : <>{signed(gap)}<small>points</small></>;
}

function Invested({ partnership: { investment } }: PartnershipRow) {
  const { total, balance } = investment.total;
  return <>{money(total)}{balance !== null && <small>balance {Math.round(balance)}</small>}</>;
}

function Next({ partnership: { checkIns } }: PartnershipRow) {
  return checkIns.nextDue ? <>{dayText(checkIns.nextDue)}</> : <span class="quietcell">None</span>;
}

function Open({ open }: PartnershipRow) {
  return open ? <>{open}</> : <span class="quietcell">Nothing</span>;
}

/** Words of the table that need explaining. */
export const PartnershipWords = () => (
  <><Term name="health">Health</Term> is the mean of the five strategies · <Term name="balance">balance</Term> in cents for the other’s dollar · <Term name="places">places</Term> · <Term name="attendance">attendance</Term> of participants against <Term name="peers">peers</Term>, in <Term name="points">points</Term> · <Term name="putIn">put in</Term></>
);
