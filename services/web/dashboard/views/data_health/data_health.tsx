import { isEqual, type MetricAnswer, valueOf } from "../../api/metrics.ts";
import { useLiveRow } from "../../api/live_rows.ts";
import { type Answer, useQuery } from "../../api/use_query.ts";
import { useRepeated } from "../../api/use_repeated.ts";
import { usePageTitle } from "../../app/title.ts";
import type { ViewProps } from "../../app/views.ts";
import { type GridRow, WeekGrid } from "../../charts/grid.tsx";
import { Term } from "../../glossary/term.tsx";
import { DataHealth as DataHealthOperation, type DataHealthQuery, type MetricQuery } from "../../operations/generated.ts";
import { Section } from "../../parts/section.tsx";
import { type Column, SortableTable } from "../../parts/sortable_table.tsx";
import { Cut, Empty, Part } from "../../parts/states.tsx";
import { heldText } from "../../sentences/arrival.ts";
import { dayOf, dayText } from "../../sentences/dates.ts";
import { type Feed, feedsAnswer, feedState, isSilentFeed, lastReportText, momentText, rebuildAdvice, refusalText, schoolsAnswer, waitingNote } from "../../sentences/feeds.ts";
import { capital, count, counted } from "../../sentences/numbers.ts";
import { isUnknownDistrict } from "../overview/selection.ts";

type Health = DataHealthQuery["dataHealth"];
type DistrictFeed = Health["districts"][number];

const WEEKS = 12;
/** Of one district, so that a large one has all of its schools, or of all. */
const gridOf = (district: string | null): MetricQuery => ({
  metrics: [{ metric: { name: "reporting_completeness" } }],
  groupBy: ["district", "school"],
  granularity: "WEEK",
  time: { last: { n: WEEKS, unit: "WEEK", includeCurrent: true } },
  ...(district ? { where: isEqual("district", district) } : {}),
}) as MetricQuery;

/** For operators: who is silent, what was refused, what is counted anew? */
export function DataHealth({ address }: ViewProps) {
  usePageTitle("Data health");
  const only = address.parameters.get("district");
  const asked = useQuery(DataHealthOperation, {});
  useRepeated(asked.again);
  const grid = useLiveRow(gridOf(only), { onNews: asked.again });
  const isShown = (district: string | null) => !only || district === only;
  return (
    <>
      <h1 class="name">Data health</h1>
      {only && <p class="sub">One district. <a href="/data-health">Show all</a></p>}
      <Part answer={asked} lines={6}>
        {({ dataHealth, dataQuality }) => (isUnknownDistrict(only, districtsOf({ dataHealth, dataQuality })) ? (
          <Empty says="There is no such district."><p>Nothing was sent for it, or it is not yours to see. <a href="/data-health">All districts</a></p></Empty>
        ) : (
          <>
            <Feeds health={dataHealth} shown={dataHealth.districts.filter(({ districtId }) => isShown(districtId))} />
            <Schools answer={grid} only={only} feeds={dataHealth.districts.filter(({ districtId }) => isShown(districtId))} />
            <Refused health={dataHealth} isShown={isShown} />
            <Unplaced quality={dataQuality} isShown={isShown} />
          </>
        ))}
      </Part>
    </>
  );
}

/** The districts of which anything is told here, also those that nobody has described. */
const districtsOf = ({ dataHealth, dataQuality }: DataHealthQuery): (string | null)[] =>
  [...dataHealth.districts.map(({ districtId }) => districtId), ...dataHealth.refused.map(({ districtId }) => districtId), ...[...dataQuality.orphans, ...dataQuality.waiting].map(({ district }) => district)];

const feedOf = (district: DistrictFeed): Feed => ({ ...district, name: district.district?.name ?? district.districtId, today: dayOf(new Date(), district.district?.timeZone) });

function Feeds({ health, shown }: { health: Health; shown: readonly DistrictFeed[] }) {
  const columns: readonly Column<DistrictFeed>[] = [
    { key: "name", name: "District", label: "District", cell: (row) => (row.district ? <a href={`/districts/${row.district.id}`}>{row.district.name}</a> : row.districtId) },
    { key: "last", name: "Last day reported", label: "Last day reported", cell: (row) => <>{isSilentFeed(feedOf(row)) ? <b>{lastReportText(row.lastReported)}</b> : lastReportText(row.lastReported)}{isSilentFeed(feedOf(row)) && <small>silent</small>}</> },
    { key: "fresh", name: "In the numbers up to", label: "In the numbers up to", cell: (row) => (row.freshAt ? momentText(row.freshAt) : "Nothing yet") },
    { key: "waiting", name: "Records waiting", label: "Records waiting", isNumber: true, cell: (row) => count(row.waiting) },
    { key: "state", name: "Going on", label: "Going on", isWide: true, cell: (row) => feedState(feedOf(row)) || <span class="quietcell">Nothing</span> },
  ];
  const held = heldText(health.freshAt && momentText(health.freshAt), { waiting: health.waiting, rebuilding: false });
  const told = [rebuildAdvice(health.rebuilding), held, health.waiting ? waitingNote(health.districts.length) : ""];
  const order = [...shown].sort((one, other) => (one.lastReported ?? "").localeCompare(other.lastReported ?? "") || other.waiting - one.waiting);
  return (
    <Section id="feeds" question="Who is silent?" answer={feedsAnswer(shown.map(feedOf), health.waiting)} source={told.filter(Boolean).join(" ")}>
      <SortableTable caption="Districts by their last report" columns={columns} rows={order} rowKey={({ districtId }) => districtId} />
    </Section>
  );
}

/** The schools of the answer with their weeks. */
function gridOfSchools(answer: MetricAnswer, isShown: (district: string | null) => boolean): { readonly weeks: readonly string[]; readonly rows: readonly GridRow[]; readonly districts: ReadonlySet<string> } {
  const nodes = answer.rows.nodes.filter((row) => row.bucket && isShown(row.keys[0]?.value ?? null));
  const weeks = [...new Set(nodes.map((row) => row.bucket ?? ""))].sort();
  const rows = new Map<string, GridRow & { cells: (number | null)[] }>();
  for (const row of nodes) {
    const [district, school] = row.keys;
    const key = school?.id ?? `${district?.value} ${school?.value}`;
    const known = rows.get(key) ?? { key, label: school?.label ?? school?.value ?? "Not known", cells: weeks.map(() => null) };
    known.cells[weeks.indexOf(row.bucket ?? "")] = valueOf(row, "reporting_completeness").value;
    rows.set(key, known);
  }
  return { weeks, rows: [...rows.values()], districts: new Set(nodes.map((row) => row.keys[0]?.value ?? "")) };
}

function Schools({ answer, only, feeds }: {
  answer: Answer<{ readonly metricQuery: MetricAnswer }>;
  /** The district that the page is about; null: all. */
  only: string | null;
  feeds: readonly DistrictFeed[];
}) {
  const grid = answer.data && gridOfSchools(answer.data.metricQuery, (district) => !only || district === only);
  const unknown = feeds.filter(({ districtId }) => grid && !grid.districts.has(districtId)).map((feed) => feedOf(feed).name);
  return (
    <Section id="weeks" question="Which schools report?" answer={grid && schoolsAnswer(grid.rows, unknown)} source={<><Term name="complete">Reporting completeness</Term> by school and week, the last {WEEKS} weeks</>}>
      <Part answer={answer} lines={6}>
        {({ metricQuery: { rows } }) => (
          <>
            {grid && grid.rows.length > 0 && <WeekGrid weeks={grid.weeks} rows={grid.rows} />}
            <Cut shown={rows.nodes.length} total={rows.totalCount} what="weeks of schools" todo={only ? <a href="/explorer">Ask for the others in the explorer</a> : "Choose one district to see all of its schools."} />
          </>
        )}
      </Part>
    </Section>
  );
}

function Refused({ health, isShown }: { health: Health; isShown: (district: string | null) => boolean }) {
  const refused = health.refused.filter(({ districtId }) => isShown(districtId));
  const total = refused.reduce((sum, row) => sum + row.count, 0);
  const columns: readonly Column<Health["refused"][number]>[] = [
    { key: "code", name: "Why", label: "Why", cell: (row) => <>{refusalText(row.code)}<small><code>{row.code}</code></small></> },
    { key: "where", name: "Whose", label: "Whose", cell: (row) => row.districtId ?? row.partnershipId ?? "Not known" },
    { key: "topic", name: "Topic", label: "Topic", cell: (row) => <code>{row.topic}</code> },
    { key: "count", name: "Records", label: "Records", isNumber: true, cell: (row) => count(row.count) },
    { key: "last", name: "Last", label: "Last", cell: (row) => dayText(row.last.slice(0, 10)) },
  ];
  return (
    <Section id="refused" question="What was refused?" answer={total ? `**${capital(counted(total, "record"))} ${total === 1 ? "was" : "were"} refused${health.refusedComplete ? "" : " at least"}.** What they hold is shown by tandem dlq show.` : "**Nothing.** Every record that was sent could be read."}>
      {refused.length > 0 && <SortableTable caption="Refused records by reason" columns={columns} rows={refused} rowKey={(row) => `${row.topic} ${row.code} ${row.districtId} ${row.partnershipId}`} />}
    </Section>
  );
}

interface Unplaced {
  readonly where: string;
  readonly kind: string;
  readonly reason: string;
  readonly count: number;
}

const words = (code: string) => capital(code.toLowerCase().replaceAll("_", " "));

function Unplaced({ quality, isShown }: { quality: DataHealthQuery["dataQuality"]; isShown: (district: string | null) => boolean }) {
  const place = (row: { readonly district: string; readonly school: string | null }) => [row.district, row.school].filter(Boolean).join(", school ");
  const rows: Unplaced[] = [
    ...quality.orphans.filter(({ district }) => isShown(district)).map((row) => ({ where: place(row), kind: words(row.kind), reason: words(row.reason), count: row.count })),
    ...quality.waiting.filter(({ district }) => isShown(district)).map((row) => ({ where: `${place(row)}, ${row.schoolYear}`, kind: words(row.kind), reason: words(row.reason), count: row.count })),
  ];
  const columns: readonly Column<Unplaced>[] = [
    { key: "where", name: "Where", label: "Where", cell: (row) => row.where },
    { key: "kind", name: "What", label: "What", cell: (row) => row.kind },
    { key: "reason", name: "Why it does not count", label: "Why it does not count", cell: (row) => row.reason },
    { key: "count", name: "How many", label: "How many", isNumber: true, cell: (row) => count(row.count) },
  ];
  const total = rows.reduce((sum, row) => sum + row.count, 0);
  return (
    <Section id="unplaced" question="What does not count yet?" answer={total ? `**${capital(counted(total, "fact"))} ${total === 1 ? "does" : "do"} not count:** they are about what nobody has described, or wait for an enrolment or a calendar.` : "**Nothing.** Every fact has its place."}>
      {rows.length > 0 && <SortableTable caption="Facts that do not count" columns={columns} rows={rows} rowKey={(row) => `${row.where} ${row.kind} ${row.reason}`} />}
    </Section>
  );
}
