import { type ReactNode, useRef } from "react";
import { Button, buttonClass } from "../kit/index.ts";
import { useIsWide } from "../shell/index.ts";
import { fileName, readCells, saveFile, tableCsv } from "./table-csv.ts";

/** So many columns stand beside each other on a tablet. */
const FEW = 3;

/** One column: a header cell, and what stands under it. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
}

/** A column of buttons: no file has it. */
const CHANGES = "Change";

/**
 * Rows as a table, or as a list of cards where a table has no room. The first column names the row:
 * it is the header of its line, and the title of its card. What is shown can be had as a file, and
 * where the server has one, everything that the filter lets through.
 */
export const DataTable = <Row,>(props: {
  /** Says what the rows are; read out with the table. */
  readonly caption: string;
  readonly columns: readonly [Column<Row>, ...Column<Row>[]];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Where the server gives all rows of this filter as CSV. */
  readonly file?: string;
}) => {
  const frame = useRef<HTMLDivElement>(null);
  const isWide = useIsWide(props.columns.length > FEW ? "56rem" : "40rem");
  const { caption, columns } = props;
  const save = () => {
    if (frame.current === null) return;
    const kept = columns.flatMap(({ name }, index) => (name === CHANGES ? [] : [index]));
    const pick = (row: readonly string[]) => kept.map((index) => row[index] ?? "");
    const head = pick(columns.map(({ name }) => name));
    saveFile(fileName(caption), tableCsv(head, readCells(frame.current).map(pick)));
  };
  return (
    <div ref={frame} className="table-frame">
      {isWide ? <Table {...props} /> : <Cards {...props} />}
      {props.rows.length > 0 && (
        <div className="table-tools">
          <Button look="quiet" isSmall aria-label={`${caption} as CSV`} onPress={save}>
            CSV
          </Button>
          {props.file !== undefined && (
            <a
              className={buttonClass({ look: "quiet", isSmall: true })}
              href={props.file}
              aria-label={`${caption}, all as CSV`}
            >
              All as CSV
            </a>
          )}
        </div>
      )}
    </div>
  );
};

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
          <tr key={keyOf(row)} data-row="">
            <th scope="row" data-cell="">
              {first.cell(row)}
            </th>
            {rest.map(({ name, cell }) => (
              <td key={name} data-cell="">
                {cell(row)}
              </td>
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
        <li key={keyOf(row)} className="card stack stack-tight" data-row="">
          <div data-cell="">{first.cell(row)}</div>
          <dl className="facts small">
            {rest.map(({ name, cell }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd data-cell="">{cell(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
};
