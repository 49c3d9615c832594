import { keyOf, type MetricAnswer, type MetricValue, valueOf } from "../../api/metrics.ts";
import { type Address, go, withParameters } from "../../app/router.ts";
import { Term } from "../../glossary/term.tsx";
import { type Column, type Sort, SortableTable, sortOf, sortText } from "../../parts/sortable_table.tsx";
import { Known } from "../../parts/states.tsx";
import { Measured } from "../../parts/measured.tsx";
import { capital, inWords, percent } from "../../sentences/numbers.ts";
import { type DistrictTrend, districtsAnswer } from "../../sentences/trends.ts";

export const DISTRICT_METRICS = ["members", "attendance_rate", "chronic_absence_rate", "reporting_completeness"] as const;

export interface DistrictRow {
  /** The global id. */
  readonly id: string;
  readonly districtId: string;
  readonly name: string;
  /** The least n of its policy. */
  readonly minimumN: number;
  readonly values: Readonly<Record<(typeof DISTRICT_METRICS)[number], MetricValue>>;
  readonly partnerships: number;
}

/** Every district, those without numbers too. */
export function districtRows(
  districts: readonly { readonly id: string; readonly districtId: string; readonly name: string; readonly minimumN: number }[],
  answer: MetricAnswer,
  partnerships: readonly { readonly districts: readonly { readonly districtId: string }[] }[],
): DistrictRow[] {
  return districts.map((district) => {
    const row = answer.rows.nodes.find((one) => keyOf(one, "district") === district.districtId);
    return {
      ...district,
      values: valuesOf(row),
      partnerships: partnerships.filter((partnership) => partnership.districts.some(({ districtId }) => districtId === district.districtId)).length,
    };
  });
}

/** Whether nothing was reported by the district in the period; a hidden number was reported. */
export const isSilent = ({ values }: DistrictRow): boolean => values.attendance_rate.value === null && values.attendance_rate.status !== "SUPPRESSED" && !values.reporting_completeness.value && values.reporting_completeness.status !== "SUPPRESSED";

export const trendOf = ({ name, values, minimumN }: Pick<DistrictRow, "name" | "values" | "minimumN">): DistrictTrend => ({
  name,
  attendance: values.attendance_rate,
  chronic: values.chronic_absence_rate,
  minimumN,
});

/** How the districts do together and one by one. `least`: the least n of all of them together. */
export function districtsSentence(totals: MetricAnswer["totals"], rows: readonly DistrictRow[], before: string, least: number): string {
  const reporting = rows.filter((row) => !isSilent(row));
  return districtsAnswer(trendOf({ name: "all", values: valuesOf(totals), minimumN: least }), reporting.map(trendOf), before);
}

const valuesOf = (row: Parameters<typeof valueOf>[0]) => Object.fromEntries(DISTRICT_METRICS.map((metric) => [metric, valueOf(row, metric)])) as DistrictRow["values"];

const COLUMNS: readonly Column<DistrictRow>[] = [
  { key: "name", name: "District", label: "District", cell: ({ id, name }) => <a href={`/districts/${id}`}>{name}</a>, value: ({ name }) => name },
  { key: "members", name: "Learners enrolled", label: "Learners enrolled", isNumber: true, value: ({ values }) => values.members.value, cell: ({ values }) => <Measured value={values.members} unit="learners" /> },
  { key: "attendance", name: "Attendance rate", label: "Attendance rate", isNumber: true, value: ({ values }) => values.attendance_rate.value, cell: ({ values }) => <Measured value={values.attendance_rate} /> },
  { key: "chronic", name: "Chronic absence", label: "Chronic absence", isNumber: true, value: ({ values }) => values.chronic_absence_rate.value, cell: ({ values }) => <Measured value={values.chronic_absence_rate} /> },
  { key: "complete", name: "School days reported", label: "School days reported", isNumber: true, value: ({ values }) => values.reporting_completeness.value, cell: ({ values }) => <Known value={values.reporting_completeness.value} status={values.reporting_completeness.status}>{whole}</Known> },
  { key: "partnerships", name: "Partnerships", label: "Partnerships", isNumber: true, value: ({ partnerships }) => partnerships, cell: ({ partnerships }) => partnerships },
];

const whole = (value: number) => (value === 100 ? "100%" : percent(value));

const BY_NAME: Sort = { key: "name", isDescending: false };

/** The districts, whose order is in the URL: `parameter` holds it. */
export function DistrictsTable({ rows, totals, partnerships, period, address, parameter }: {
  rows: readonly DistrictRow[];
  totals: MetricAnswer["totals"];
  partnerships: number;
  period: string;
  address: Address;
  parameter: "sort" | "sortDistricts";
}) {
  const reporting = rows.filter((row) => !isSilent(row)).length;
  const all: DistrictRow = {
    id: "",
    districtId: "",
    name: `${capital(inWords(reporting))} ${reporting === 1 ? "district" : "districts"}`,
    minimumN: 0,
    values: valuesOf(totals),
    partnerships,
  };
  return (
    <SortableTable
      caption="Districts"
      columns={COLUMNS}
      rows={rows}
      rowKey={({ id }) => id}
      sort={sortOf(address.parameters.get(parameter), BY_NAME)}
      onSort={(next) => go(withParameters(address, { [parameter]: sortText(next) === sortText(BY_NAME) ? null : sortText(next) }), { replace: true })}
      between={(row) => (isSilent(row) ? <SilentRow row={row} period={period} /> : null)}
      foot={
        <tr class="sum">
          <th scope="row">{all.name}</th>
          {COLUMNS.slice(1).map(({ key, name, cell }) => <td key={key} class="num" data-l={name}>{cell(all)}</td>)}
        </tr>
      }
    />
  );
}

/** Words of the table that need explaining. */
export const DistrictWords = () => (
  <>Learners <Term name="enrolled">enrolled</Term> · <Term name="attendance">attendance rate</Term> · <Term name="chronic">chronic absence</Term> · <Term name="complete">school days reported</Term>. The last row is divided again from its parts, never averaged.</>
);

function SilentRow({ row, period }: { row: DistrictRow; period: string }) {
  return (
    <>
      <th scope="row"><a href={`/districts/${row.id}`}>{row.name}</a></th>
      <td colSpan={4} class="wide quietcell">No data: nothing was received for {period}. <a href={`/data-health?district=${encodeURIComponent(row.districtId)}`}>Look at the feed</a></td>
      <td class="num" data-l="Partnerships">{row.partnerships}</td>
    </>
  );
}
