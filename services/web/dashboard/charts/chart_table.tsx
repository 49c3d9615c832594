import { Folded } from "../parts/folded.tsx";

export interface ChartColumn {
  readonly name: string;
  /** Words, which begin at the left; absent: numbers. */
  readonly isText?: boolean;
}

export interface ChartRow {
  readonly key: string;
  /** As they are written; the first one names the row. */
  readonly cells: readonly string[];
}

/** The numbers of a chart as a table, folded until somebody wants it. */
export function ChartTable({ label, columns, rows }: { label: string; columns: readonly ChartColumn[]; rows: readonly ChartRow[] }) {
  const kind = (index: number) => (index === 0 || columns[index]?.isText ? "" : "num");
  return (
    <Folded label={label} kind="table" summary={<>Show as a table<span class="sr">: {label}</span></>}>
      <div class="scroll" tabIndex={0} role="region" aria-label={`${label} as a table`}>
        <table>
          <thead><tr>{columns.map(({ name }, index) => <th key={index} scope="col" class={kind(index)}>{name}</th>)}</tr></thead>
          <tbody>
            {rows.map(({ key, cells: [first, ...others] }) => (
              <tr key={key}><th scope="row">{first}</th>{others.map((cell, index) => <td key={index} class={kind(index + 1)}>{cell}</td>)}</tr>
            ))}
          </tbody>
        </table>
      </div>
    </Folded>
  );
}

/** How a number that nobody knows stands in a table. */
export const written = (value: number | null, text: (value: number) => string): string => (value === null ? "–" : text(value));
