import { isEqual, keyOf, type MetricAnswer, type MetricRow, type MetricValue, valueOf } from "../../api/metrics.ts";
import { useLiveRow, useLiveRows } from "../../api/live_rows.ts";
import { type Answer, useQuery } from "../../api/use_query.ts";
import { go, withParameters } from "../../app/router.ts";
import { usePageTitle } from "../../app/title.ts";
import type { ViewProps } from "../../app/views.ts";
import { ChartTable } from "../../charts/chart_table.tsx";
import { share } from "../../charts/scale.ts";
import { Term } from "../../glossary/term.tsx";
import { type Filter, type MetricQuery, Place as PlaceOperation, type PlaceQuery } from "../../operations/generated.ts";
import { CopyLink } from "../../parts/copy_button.tsx";
import { Measured } from "../../parts/measured.tsx";
import { Rich } from "../../parts/rich.tsx";
import { Section } from "../../parts/section.tsx";
import { type Column, SortableTable } from "../../parts/sortable_table.tsx";
import { Cut, Empty, Known, NoSuch, Part } from "../../parts/states.tsx";
import { dayOf, dayText, zoneText } from "../../sentences/dates.ts";
import type { Rate } from "../../sentences/peers.ts";
import { count, percent } from "../../sentences/numbers.ts";
import { groupsAnswer, placeLead, reportingText } from "../../sentences/places.ts";
import { noneEligible, whyNotCompared } from "../../sentences/problems.ts";
import { Choices } from "../overview/filter_sentence.tsx";
import { Months, monthsOf } from "../overview/months.tsx";
import { compareChoices, comparedWith, periodText, questionOf, rateOf, rateParameter, type Selection, selectionOf, yearChoices } from "../overview/selection.ts";

type District = Extract<NonNullable<PlaceQuery["node"]>, { readonly __typename: "District" }>;
type School = Extract<NonNullable<PlaceQuery["node"]>, { readonly __typename: "School" }>;

const METRICS = ["members", "attendance_rate", "chronic_absence_rate", "on_track_rate", "reporting_completeness"];
const BANDS: readonly [string, string][] = [["absence_below_5", "Less than 5%"], ["absence_5_to_10", "5% to 10%"], ["absence_10_to_20", "10% to 20%: chronic"], ["absence_20_up", "20% or more: severe"]];
const GROUPS: readonly { readonly value: string; readonly text: string }[] = [
  { value: "", text: "grade level" },
  { value: "sex", text: "sex" },
  { value: "race_ethnicity", text: "race and ethnicity" },
  { value: "economically_disadvantaged", text: "economic disadvantage" },
  { value: "english_learner", text: "English learners" },
  { value: "disability", text: "disability" },
];

/** A district or a school: better than last year, which grade, which group, and is reporting complete? */
export function Place({ address, names }: ViewProps) {
  const asked = useQuery(PlaceOperation, { id: names.id ?? "" });
  const node = asked.data?.node;
  const thing = address.path.startsWith("/schools") ? "school" : "district";
  usePageTitle(node && "name" in node ? node.name : "District");
  return (
    <Part answer={asked} lines={8} thing={thing}>
      {() => (node?.__typename === "District" || node?.__typename === "School" ? <Numbers key={node.id} address={address} place={node} /> : (
        <NoSuch thing={thing} />
      ))}
    </Part>
  );
}

function Numbers({ address, place }: { address: ViewProps["address"]; place: District | School }) {
  const isDistrict = place.__typename === "District";
  const { timeZone } = isDistrict ? place : place.district;
  const today = dayOf(new Date(), timeZone);
  const least = isDistrict ? place.minimumN : place.district.minimumN;
  const selection: Selection = { ...selectionOf(address, today), district: isDistrict ? place.districtId : place.district.districtId };
  const by = GROUPS.find(({ value }) => value && value === address.parameters.get("by"))?.value ?? "grade_level";
  const isByTerm = address.parameters.get("granularity") === "TERM";
  const where: Filter[] = isDistrict ? [] : [isEqual("school", place.schoolId)];
  const question = (metrics: readonly string[], more: Partial<MetricQuery> = {}) => questionOf(selection, metrics, { ...more, where });
  const uncompared = { ...selection, compare: "none" as const };
  const whole = useLiveRow(question(METRICS, { totals: true }));
  const groups = useLiveRow(question(METRICS.slice(0, 4), { groupBy: [by] }));
  const bands = useLiveRow(question([...BANDS.map(([metric]) => metric), "eligible_learners"]));
  const schools = useLiveRow(isDistrict ? question(METRICS, { groupBy: ["school"] }) : null);
  const terms = useLiveRow(isByTerm && selection.year !== null ? question(["attendance_rate", "chronic_absence_rate"], { granularity: "TERM", groupBy: isDistrict ? ["school"] : [] }) : null);
  const months = useLiveRows(selection.year === null ? [] : [selection.year, selection.year - 1].map((year) => questionOf({ ...uncompared, year }, ["attendance_rate", "chronic_absence_rate"], { granularity: "MONTH", where })));
  const change = (changes: Readonly<Record<string, string | null>>) => go(withParameters(address, changes), { replace: true });
  const row = whole.data?.metricQuery.rows.nodes[0];
  const than = comparedWith(selection).replace(/^by/, "on").replace(/^in the year before$/, "in the year before");
  return (
    <>
      <p class="crumb"><a href="/">Overview</a> / <a href="/districts">Districts</a>{!isDistrict && <> / <a href={`/districts/${place.district.id}`}>{place.district.name}</a></>}</p>
      <div class="q-head"><h1 class="name">{place.name}</h1><div class="actions no-print">{isDistrict && <a href={`/data-sharing?district=${encodeURIComponent(place.districtId)}`}>Data sharing</a>}<CopyLink /></div></div>
      <form class="ask no-print" aria-label="What this page is about" onSubmit={(event) => event.preventDefault()}>
        <Choices label="Period" name="year" value={selection.year === null ? "recent" : selection.isCurrentYear ? "" : String(selection.year)} choices={yearChoices(today)} onChange={change} />
        compared with
        <Choices label="Comparison" name="compare" value={selection.compare === "year" ? "" : selection.compare} choices={compareChoices(selection)} onChange={change} />
        <small>{zoneText(timeZone)}</small>
      </form>
      <p class="lead">{whole.data ? <Rich text={placeLead(valueOf(row, "attendance_rate"), valueOf(row, "chronic_absence_rate"), than, least)} /> : <span class="pending">Tandem</span>}</p>
      <Part answer={whole} lines={3}>{() => <PlaceFigures row={row} than={than} />}</Part>
      <MonthsOrTerms rate={rateOf(address)} months={months} terms={terms} isByTerm={isByTerm} onChange={change} isDistrict={isDistrict} least={least} />
      <Section
        id="groups"
        question="Which grade, which group?"
        answer={groups.data && groupsAnswer(groupsOf(groups.data.metricQuery.rows.nodes), least)}
        source={<>{METRICS.slice(0, 4).filter((metric) => metric !== "on_track_rate" || (groups.data && isTold(groups.data.metricQuery.rows.nodes))).map((metric) => <span key={metric}><code>{metric}</code> </span>)}by <code>{by}</code>, {periodText(selection)}</>}
        action={<form class="ask" onSubmit={(event) => event.preventDefault()}>by <Choices label="Group" name="by" value={by === "grade_level" ? "" : by} choices={GROUPS} onChange={change} /></form>}
      >
        <Part answer={groups} lines={8}>{({ metricQuery }) => <RowsTable caption="By group" first="Group" rows={metricQuery.rows.nodes} label={(one) => one.keys[0]?.label ?? "Not known"} />}</Part>
      </Section>
      <Section id="bands" question="How many learners miss how much?" answer="A learner who misses a tenth of the days is chronically absent." source={<><Term name="chronic">Chronic absence</Term>, <Term name="severe">severe absence</Term>: learners with ten school days or more, {periodText(selection)}</>}>
        <Part answer={bands} lines={4}>{({ metricQuery }) => <Bands row={metricQuery.rows.nodes[0]} />}</Part>
      </Section>
      {isDistrict && (
        <Section id="schools" question="How are the schools doing?" answer={schools.data && groupsAnswer(groupsOf(schools.data.metricQuery.rows.nodes), least)} source={<>The same measures by <code>school</code>, {periodText(selection)}</>}>
          <Part answer={schools} lines={6}>{({ metricQuery }) => <RowsTable caption="Schools" first="School" rows={metricQuery.rows.nodes} label={(one) => <SchoolLink row={one} />} isReporting total={metricQuery.rows.totalCount} />}</Part>
        </Section>
      )}
    </>
  );
}

/** Whether any row knows, openly or not, how many are on track, which only ninth graders can be. */
const isTold = (rows: readonly MetricRow[]) => rows.some((row) => valueOf(row, "on_track_rate").value !== null || valueOf(row, "on_track_rate").status === "SUPPRESSED");

const groupsOf = (rows: readonly MetricRow[]) => rows.map((row) => ({ name: row.keys[0]?.label ?? "not known", chronic: valueOf(row, "chronic_absence_rate") }));

function SchoolLink({ row }: { row: MetricRow }) {
  const key = row.keys[0];
  return key?.id ? <a href={`/schools/${key.id}`}>{key.label}</a> : <>{key?.label ?? "Not known"}</>;
}

function PlaceFigures({ row, than }: { row: MetricRow | undefined; than: string }) {
  const value = (metric: string) => valueOf(row, metric);
  const [members, reporting] = [value("members"), value("reporting_completeness")];
  const cell = (label: preact.ComponentChildren, one: MetricValue, unit: "points" | "learners") => (
    <div><dt>{label}</dt><dd class="n"><Known value={one.value} status={one.status}>{(known) => (unit === "learners" ? count(known) : percent(known))}</Known></dd><dd><Change value={one} unit={unit} than={than} /></dd></div>
  );
  return (
    <dl class="figures">
      {cell(<Term name="enrolled">Learners enrolled</Term>, members, "learners")}
      {cell(<Term name="attendance" learners={value("attendance_rate").n}>Attendance rate</Term>, value("attendance_rate"), "points")}
      {cell(<Term name="chronic" learners={value("chronic_absence_rate").n}>Chronic absence</Term>, value("chronic_absence_rate"), "points")}
      <div><dt><Term name="complete">School days reported</Term></dt><dd class="n"><Known value={reporting.value} status={reporting.status}>{(known) => (known === 100 ? "100%" : percent(known))}</Known></dd><dd>{reportingText(reporting.value)}</dd></div>
    </dl>
  );
}

function Change({ value, unit, than }: { value: MetricValue; unit: "points" | "learners"; than: string }) {
  if (value.delta === null || value.baseline === null) return <>{whyNotCompared(value)}</>;
  return <>{unit === "learners" ? count(value.baseline) : percent(value.baseline)} {than}</>;
}

function MonthsOrTerms({ rate, months, terms, isByTerm, onChange, isDistrict, least }: {
  rate: Rate;
  months: Answer<readonly { readonly metricQuery: MetricAnswer }[]>;
  terms: Answer<{ readonly metricQuery: MetricAnswer }>;
  isByTerm: boolean;
  onChange: (changes: Readonly<Record<string, string | null>>) => void;
  isDistrict: boolean;
  least: number;
}) {
  const [now, before] = months.data ?? [];
  const rates = [["attendance_rate", "Attendance"], ["chronic_absence_rate", "Chronic absence"]] as const;
  const steps = [[null, "Months"], ["TERM", "Terms"]] as const;
  return (
    <Section
      id="months"
      question="Better than last year?"
      action={
        <div class="actions">
          <div class="switch" role="group" aria-label="Steps">{steps.map(([value, text]) => <button key={text} type="button" aria-pressed={isByTerm === (value !== null)} onClick={() => onChange({ granularity: value })}>{text}</button>)}</div>
          <div class="switch" role="group" aria-label="Measure">{rates.map(([value, text]) => <button key={value} type="button" aria-pressed={rate === value} onClick={() => onChange({ rate: rateParameter(value) })}>{text}</button>)}</div>
        </div>
      }
    >
      {isByTerm ? (
        <Part answer={terms} lines={4}>{({ metricQuery }) => <RowsTable caption="By term" first="Term" metrics={["attendance_rate", "chronic_absence_rate"]} rows={metricQuery.rows.nodes.filter((row) => row.bucket)} label={(row) => `${isDistrict ? `${row.keys[0]?.label ?? ""}, ` : ""}from ${dayText(row.bucket ?? "")}`} />}</Part>
      ) : (
        <Part answer={months} lines={4}>{() => now && before && <Months months={monthsOf(now.metricQuery, before.metricQuery, rate)} rate={rate} title="month by month" least={least} />}</Part>
      )}
    </Section>
  );
}

export function Bands({ row }: { row: MetricRow | undefined }) {
  const all = valueOf(row, "eligible_learners");
  const none = noneEligible(all);
  if (none) return <Empty says={none} />;
  return (
    <div class="evidence">
      {BANDS.map(([metric, label]) => {
        const value = valueOf(row, metric);
        const part = ((value.value ?? 0) / (all.value || 1)) * 100;
        return (
          <div class="row" key={metric}>
            <div class="l">{label}</div>
            <svg width="100%" height="30" aria-hidden="true"><rect width="100%" y="10" height="10" class="f-k" /><rect width={share(part)} y="10" height="10" class="f-i" /></svg>
            <div class="r"><Known value={value.value} status={value.status}>{count}</Known> {value.value !== null && <small>{percent(part)}</small>}</div>
          </div>
        );
      })}
      <ChartTable label="Learners by the days that they missed" columns={["Days missed", "Learners", "Share"].map((name) => ({ name }))} rows={BANDS.map(([metric, label]) => ({ key: metric, cells: [label, ...bandCells(valueOf(row, metric), all.value ?? 0)] }))} />
    </div>
  );
}

const bandCells = ({ value, status }: MetricValue, all: number): string[] => (value === null ? [status === "SUPPRESSED" ? "hidden" : "–", "–"] : [count(value), percent((value / (all || 1)) * 100)]);

function RowsTable({ caption, first, rows, label, isReporting = false, metrics = METRICS.slice(0, 4), total = 0 }: {
  caption: string;
  first: string;
  rows: readonly MetricRow[];
  label: (row: MetricRow) => preact.ComponentChildren;
  isReporting?: boolean;
  metrics?: readonly string[];
  /** How many rows there are, where not all of them may be here. */
  total?: number;
}) {
  if (!rows.length) return <Empty says="Nothing was reported for these days." />;
  const column = (metric: string, name: string, heading: preact.ComponentChildren, unit: "points" | "learners" = "points"): Column<MetricRow> => ({ key: metric, name, label: heading, isNumber: true, cell: (row) => <Measured value={valueOf(row, metric)} unit={unit} /> });
  const all: Column<MetricRow>[] = [
    { key: "label", name: first, label: first, cell: label },
    column("members", "Learners enrolled", <Term name="enrolled">Learners enrolled</Term>, "learners"),
    column("attendance_rate", "Attendance rate", <Term name="attendance">Attendance rate</Term>),
    column("chronic_absence_rate", "Chronic absence", <Term name="chronic">Chronic absence</Term>),
    column("on_track_rate", "On track", <Term name="onTrack">On track</Term>),
  ];
  const shown = all.filter(({ key }) => key === "label" || metrics.includes(key)).filter(({ key }) => key !== "on_track_rate" || isTold(rows));
  if (isReporting) shown.push({ key: "reporting_completeness", name: "School days reported", label: <Term name="complete">School days reported</Term>, isNumber: true, cell: (row) => <Known value={valueOf(row, "reporting_completeness").value} status={valueOf(row, "reporting_completeness").status}>{percent}</Known> });
  return (
    <>
      <SortableTable caption={caption} columns={shown} rows={rows} rowKey={(row) => `${row.keys.map(({ id, value }) => id ?? value ?? "").join(" ")} ${row.bucket ?? ""} ${keyOf(row, "school") ?? ""}`} />
      <Cut shown={rows.length} total={total} what="rows" todo={<a href="/explorer">Ask for the others in the explorer</a>} />
    </>
  );
}
