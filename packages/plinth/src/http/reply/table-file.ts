import { Readable } from "node:stream";
import { csvLines } from "#core";
import { type StreamReply, streamReply } from "./stream.ts";

/** The most rows of a file: who wants more asks for a part, by a filter. */
const MOST_ROWS = 100_000;

/** Some rows of a table, and where the next ones begin; undefined at the end. */
export interface TablePart<Row, Place> {
  readonly rows: readonly Row[];
  readonly next: Place | undefined;
}

/** A table to be taken along. */
export interface TableFile<Row, Place> {
  /** Name of the file, without its end. */
  readonly name: string;
  readonly head: readonly string[];
  readonly cells: (row: Row) => readonly string[];
  /** Reads from a place on; from the beginning where it is undefined. */
  readonly read: (from: Place | undefined) => Promise<TablePart<Row, Place>>;
}

async function* textOf<Row, Place>(
  { head, cells, read }: TableFile<Row, Place>,
  first: TablePart<Row, Place>,
): AsyncGenerator<string> {
  yield csvLines([head]);
  let part = first;
  let left = MOST_ROWS;
  for (;;) {
    const rows = part.rows.slice(0, left);
    if (rows.length > 0) yield csvLines(rows.map(cells));
    left -= rows.length;
    if (part.next === undefined || left === 0) return;
    part = await read(part.next);
  }
}

/**
 * Answers with all rows of a table as CSV, on routes that declare `produces: "file"`: read part by
 * part at the pace of whoever takes them, so that a long table is never in memory.
 */
export const tableFile = async <Row, Place>(file: TableFile<Row, Place>): Promise<StreamReply> =>
  // The first part is read before the head of the answer goes: what it fails with is still told.
  streamReply(200, Readable.from(textOf(file, await file.read(undefined))), [
    "Content-Type",
    "text/csv; charset=utf-8; header=present",
    "Content-Disposition",
    `attachment; filename="${file.name}.csv"`,
  ]);
