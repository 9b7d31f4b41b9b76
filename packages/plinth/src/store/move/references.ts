import { type QueryExecutorProvider, sql } from "#vendor/kysely";
import type { Store } from "../contract.ts";
import { DriverError } from "../faults.ts";

interface Reference {
  readonly table: string;
  readonly name: string;
}

/**
 * Lets foreign keys wait while rows arrive in any order; gives back how to hold them again, which
 * checks every row. Tables may refer to themselves and to each other.
 */
export const suspendReferences = async (
  engine: Store["engine"],
  db: QueryExecutorProvider,
): Promise<() => Promise<void>> => {
  if (engine === "embedded") {
    await sql`pragma defer_foreign_keys = on`.execute(db);
    return async () => {
      const { rows } = await sql<{ table: string }>`pragma foreign_key_check`.execute(db);
      const [broken] = rows;
      if (broken !== undefined) {
        throw new DriverError("constraint", "", `a row of ${broken.table} refers to nothing`);
      }
    };
  }
  const { rows } = await sql<Reference>`
    select k.relname as "table", c.conname as name
    from pg_constraint c join pg_class k on k.oid = c.conrelid
    join pg_namespace n on n.oid = k.relnamespace and n.nspname = current_schema()
    where c.contype = 'f' and not c.condeferrable order by 1, 2`.execute(db);
  for (const { table, name } of rows) {
    await sql`alter table ${sql.table(table)} alter constraint ${sql.ref(name)}
      deferrable initially deferred`.execute(db);
  }
  return async () => {
    await sql`set constraints all immediate`.execute(db);
    for (const { table, name } of rows) {
      await sql`alter table ${sql.table(table)} alter constraint ${sql.ref(name)}
        not deferrable`.execute(db);
    }
  };
};

/** Lets numbers that PostgreSQL counts up by itself go on after the highest that arrived. */
export const advanceSequences = async (
  engine: Store["engine"],
  db: QueryExecutorProvider,
): Promise<void> => {
  if (engine === "embedded") return;
  const { rows } = await sql<{ table: string; name: string; sequence: string }>`
    select * from (
      select k.relname as "table", a.attname as name,
        pg_get_serial_sequence(quote_ident(k.relname), a.attname) as sequence
      from pg_class k join pg_namespace n on n.oid = k.relnamespace and n.nspname = current_schema()
      join pg_attribute a on a.attrelid = k.oid and a.attnum > 0 and not a.attisdropped
      where k.relkind = 'r') as found
    where sequence is not null`.execute(db);
  for (const { table, name, sequence } of rows) {
    await sql`select setval(${sequence}::text::regclass,
      (select coalesce(max(${sql.ref(name)}), 0) + 1 from ${sql.table(table)}), false)`.execute(db);
  }
};
