import { type ReactNode, useSyncExternalStore } from "react";

/** One column: a header cell, and what stands under it. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
}

const WIDE = "(min-width: 56rem)";

const watchWidth = (changed: () => void): (() => void) => {
  const query = matchMedia(WIDE);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
};

/** Whether there is room for a table. */
const useIsWide = (): boolean => useSyncExternalStore(watchWidth, () => matchMedia(WIDE).matches);

/**
 * Rows as a table, or as a list of cards where a table has no room. The first column names the row:
 * it is the header of its line, and the title of its card.
 */
export const DataTable = <Row,>(props: {
  /** Says what the rows are; read out with the table. */
  readonly caption: string;
  readonly columns: readonly [Column<Row>, ...Column<Row>[]];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}) => (useIsWide() ? <Table {...props} /> : <Cards {...props} />);

const Table = <Row,>({ caption, columns, rows, keyOf }: Parameters<typeof DataTable<Row>>[0]) => {
  const [first, ...rest] = columns;
  return (
    <table className="data-table">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            <th scope="row">{first.cell(row)}</th>
            {rest.map(({ name, cell }) => (
              <td key={name}>{cell(row)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Cards = <Row,>({ caption, columns, rows, keyOf }: Parameters<typeof DataTable<Row>>[0]) => {
  const [first, ...rest] = columns;
  return (
    <ul className="list-plain stack data-cards" aria-label={caption}>
      {rows.map((row) => (
        <li key={keyOf(row)} className="card stack stack-tight">
          <div>{first.cell(row)}</div>
          <dl className="facts small">
            {rest.map(({ name, cell }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{cell(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
};
