import {
  CompiledQuery,
  type InsertQueryBuilder,
  type InsertResult,
  type Kysely,
} from "#vendor/kysely";
import type { AuditTables } from "../contract.ts";

/** Inserts rows of one table; all have the same columns. */
export type Insert<Row> = (db: Kysely<AuditTables>, rows: readonly Row[]) => Promise<void>;

/**
 * Builds an insert whose text is compiled once for each number of rows: building the tree of a
 * statement out of a thousand values took longer than sealing what is in them. `complete` says what
 * stands behind the values, and brings no values of its own.
 */
export const createInsert = <Table extends keyof AuditTables>(
  table: Table,
  columns: readonly (keyof AuditTables[Table] & string)[],
  complete: (
    query: InsertQueryBuilder<AuditTables, Table, InsertResult>,
  ) => InsertQueryBuilder<AuditTables, Table, InsertResult> = (query) => query,
): Insert<AuditTables[Table]> => {
  const texts = new Map<number, string>();
  const textOf = (db: Kysely<AuditTables>, count: number): string => {
    const known = texts.get(count);
    if (known !== undefined) return known;
    const row = Object.fromEntries(columns.map((column) => [column, 0])) as never;
    const rows = Array.from({ length: count }, () => row);
    const { sql } = complete(db.insertInto(table).values(rows)).compile();
    texts.set(count, sql);
    return sql;
  };
  return async (db, rows) => {
    const values: unknown[] = [];
    for (const row of rows) for (const column of columns) values.push(row[column]);
    await db.executeQuery(CompiledQuery.raw(textOf(db, rows.length), values));
  };
};
