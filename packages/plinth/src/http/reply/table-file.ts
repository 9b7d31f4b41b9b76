import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { csvLines } from "#core";
import { Type } from "#policy";
import { type StreamReply, streamReply } from "./live/stream.ts";

/** Some rows of a table, and where the next ones begin; null, as pages say it, or undefined at the end. */
export interface TablePart<Row, Place> {
  readonly rows: readonly Row[];
  readonly next: Place | null | undefined;
}

/** What the policies of all routes say that answer with a whole table. */
export const TABLE_FILE = {
  limit: "20/minute",
  produces: "file",
  responses: { 200: Type.String() },
  timeout: "60s",
} as const;

/** A table to be taken along. */
export interface TableFile<Row, Place> {
  /** Name of the file, without its end. */
  readonly name: string;
  readonly head: readonly string[];
  readonly cells: (row: Row) => readonly string[];
  /** Reads from a place on; from the beginning where it is undefined. */
  readonly read: (from: Place | undefined) => Promise<TablePart<Row, Place>>;
  /** "json" is a list of the rows as they were read; default "csv". */
  readonly format?: "csv" | "json" | undefined;
}

/** The parts of a table one after the other; a part may be empty and not the last. */
async function* partsOf<Row, Place>(
  { read }: Pick<TableFile<Row, Place>, "read">,
  first: TablePart<Row, Place>,
): AsyncGenerator<readonly Row[]> {
  let part = first;
  for (;;) {
    if (part.rows.length > 0) yield part.rows;
    if (part.next === undefined || part.next === null) return;
    // A store within the process answers at once: whoever waits besides has a turn after each part.
    await nextTurn();
    part = await read(part.next);
  }
}

async function* csvOf<Row, Place>(
  file: TableFile<Row, Place>,
  first: TablePart<Row, Place>,
): AsyncGenerator<string> {
  yield csvLines([file.head]);
  for await (const rows of partsOf(file, first)) yield csvLines(rows.map(file.cells));
}

async function* jsonOf<Row, Place>(
  file: TableFile<Row, Place>,
  first: TablePart<Row, Place>,
): AsyncGenerator<string> {
  let before = "[";
  for await (const rows of partsOf(file, first)) {
    yield before + rows.map((row) => JSON.stringify(row)).join(",");
    before = ",";
  }
  yield before === "[" ? "[]" : "]";
}

/**
 * Answers with all rows of a table as CSV or JSON, on routes that declare `produces: "file"`: read
 * part by part at the pace of whoever takes them, so that a long table is never in memory.
 */
export const tableFile = async <Row, Place>(file: TableFile<Row, Place>): Promise<StreamReply> => {
  const { name, format = "csv" } = file;
  // The first part is read before the head of the answer goes: what it fails with is still told.
  const first = await file.read(undefined);
  const isCsv = format === "csv";
  return streamReply(200, Readable.from(isCsv ? csvOf(file, first) : jsonOf(file, first)), [
    "Content-Type",
    isCsv ? "text/csv; charset=utf-8; header=present" : "application/json",
    "Content-Disposition",
    `attachment; filename="${name}.${format}"`,
  ]);
};
