import { type QueryExecutorProvider, sql } from "#vendor/kysely";
import type { Store } from "../contract.ts";
import type { TableShape } from "../schema/contract.ts";
import type { Row } from "./checksum.ts";

const BATCH = 250;
const ROWID = "plinth_move_rowid";

/** Gives the rows of a table in batches. */
export type ReadRows = (
  db: QueryExecutorProvider,
  table: TableShape,
) => AsyncGenerator<readonly Row[], void, undefined>;

const columnsOf = ({ columns }: TableShape) => sql.join(columns.map((name) => sql.ref(name)));

/** By the number that SQLite gives each row, a page at a time. */
const readEmbedded: ReadRows = async function* read(db, table) {
  const own = sql`select rowid as ${sql.ref(ROWID)}, ${columnsOf(table)} from ${sql.table(table.name)}`;
  let after: unknown = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const { rows } =
      await sql<Row>`${own} where rowid > ${after} order by rowid limit ${sql.lit(BATCH)}`.execute(
        db,
      );
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH) return;
    after = rows.at(-1)?.[ROWID];
  }
};

/** By a cursor of the transaction, which needs no key and sees one state of the table. */
const readPostgresql: ReadRows = async function* read(db, table) {
  await sql`declare plinth_move no scroll cursor for select ${columnsOf(table)} from ${sql.table(table.name)}`.execute(
    db,
  );
  try {
    for (;;) {
      const { rows } = await sql<Row>`fetch ${sql.lit(BATCH)} from plinth_move`.execute(db);
      if (rows.length > 0) yield rows;
      if (rows.length < BATCH) return;
    }
  } finally {
    await sql`close plinth_move`.execute(db);
  }
};

/** How an engine reads whole tables; on PostgreSQL inside a transaction only. */
export const rowReader = (engine: Store["engine"]): ReadRows =>
  engine === "embedded" ? readEmbedded : readPostgresql;

/** The row with the columns of its table, and nothing that reading added. */
export const onlyColumns = (row: Row, { columns }: TableShape): Record<string, unknown> =>
  Object.fromEntries(columns.map((name) => [name, row[name]]));
