import type { ComponentChildren } from "preact";

export interface Column<Row> {
  readonly key: string;
  readonly label: ComponentChildren;
  /** The label in plain text, for small screens and for who listens. */
  readonly name: string;
  readonly isNumber?: boolean;
  readonly isWide?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
  /** What it is sorted by; absent: one cannot sort by it. Rows without a value come last. */
  readonly value?: (row: Row) => number | string | null;
  readonly className?: string;
}

export interface Sort {
  readonly key: string;
  readonly isDescending: boolean;
}

/** `health` and `-health`, as the URL writes it. */
export function sortOf(text: string | null, fallback: Sort): Sort {
  if (!text) return fallback;
  return text.startsWith("-") ? { key: text.slice(1), isDescending: true } : { key: text, isDescending: false };
}

export const sortText = (sort: Sort): string => (sort.isDescending ? "-" : "") + sort.key;

export function sortedRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort): readonly Row[] {
  const value = columns.find(({ key }) => key === sort.key)?.value;
  if (!value) return rows;
  const sign = sort.isDescending ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true }));
  });
}

/** A table whose order is in the URL. On a small screen each row is a card. */
export function SortableTable<Row>({ caption, columns, rows, rowKey, sort, isSorted = false, onSort, foot, between }: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sort?: Sort;
  /** The rows are in the order of `sort` already. */
  isSorted?: boolean;
  onSort?: (sort: Sort) => void;
  foot?: ComponentChildren;
  /** What a row shows in place of its cells, such as why there are no numbers. */
  between?: (row: Row) => ComponentChildren | null;
}) {
  const shown = sort && !isSorted ? sortedRows(rows, columns, sort) : rows;
  return (
    <div class="scroll evidence" tabIndex={0} role="region" aria-label={caption}>
      <table class={sort ? "stack sortable" : "stack"}>
        <thead><tr>{columns.map((column) => <Head key={column.key} {...{ column, sort, onSort }} />)}</tr></thead>
        <tbody>
          {shown.map((row) => (
            <tr key={rowKey(row)}>
              {between?.(row) ?? columns.map((column, index) => <Cell key={column.key} column={column} row={row} isFirst={!index} />)}
            </tr>
          ))}
        </tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
    </div>
  );
}

function Head<Row>({ column, sort, onSort }: { column: Column<Row>; sort?: Sort | undefined; onSort?: ((sort: Sort) => void) | undefined }) {
  const kind = column.isNumber ? "num" : "";
  if (!sort || !onSort || !column.value) return <th scope="col" class={kind}>{column.label}</th>;
  const isOwn = sort.key === column.key;
  const next = { key: column.key, isDescending: isOwn ? !sort.isDescending : Boolean(column.isNumber) };
  return (
    <th scope="col" class={kind} aria-sort={isOwn ? (sort.isDescending ? "descending" : "ascending") : "none"}>
      <button type="button" onClick={() => onSort(next)}>{column.name}</button>
    </th>
  );
}

function Cell<Row>({ column, row, isFirst }: { column: Column<Row>; row: Row; isFirst: boolean }) {
  if (isFirst) return <th scope="row">{column.cell(row)}</th>;
  const kind = [column.isNumber ? "num" : "", column.isWide ? "wide" : "", column.className ?? ""].filter(Boolean).join(" ");
  return <td class={kind} data-l={column.name}>{column.cell(row)}</td>;
}
