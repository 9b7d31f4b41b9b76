import { type Store, sql } from "#store";
import type { CheckedDatabase, Sentinel } from "../check/check.ts";
import { BackupFault, wordsOf } from "../fault.ts";
import type { Cluster } from "./cluster.ts";

type Db = ReturnType<Store["read"]>;

/** The tables of the application, by name. */
export const tablesOf = async (db: Db): Promise<readonly string[]> => {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = current_schema() order by 1`.execute(
    db,
  );
  return rows.map(({ name }) => name);
};

/** Rows by table. */
export const countRows = async (
  db: Db,
  tables: readonly string[],
): Promise<Readonly<Record<string, number>>> => {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await sql<{ count: number | string }>`
      select count(*) as count from ${sql.table(table)}`.execute(db);
    counts[table] = Number(rows[0]?.count);
  }
  return counts;
};

const hasSentinel = async (db: Db, { table, id }: Sentinel): Promise<boolean> => {
  const { rows } = await sql`select 1 from ${sql.table(table)} where id = ${id}`.execute(db);
  return rows.length > 0;
};

/** What PostgreSQL's own checks find in tables and B-trees; empty also where they are not installed. */
const checkPages = async (cluster: Cluster, application: Store): Promise<readonly string[]> => {
  const { rows } = await sql<{ name: string }>`
    select rolname as name from pg_roles where oid = 10`.execute(application.read());
  const first = await cluster.connect(rows[0]?.name);
  try {
    const there = await sql`
      select 1 from pg_available_extensions where name = 'amcheck'`.execute(first.read());
    if (there.rows.length === 0) return [];
    await sql`create extension if not exists amcheck`.execute(first.write());
    const heap = await sql<{ name: string; fault: string }>`
      select c.relname as name, v.msg as fault
      from pg_class c, lateral verify_heapam(c.oid::regclass) v
      where c.relkind in ('r', 'm', 't') and c.relpersistence = 'p' limit 20`.execute(
      first.write(),
    );
    // Stops at the first that is wrong, and names it.
    await sql`
      select count(bt_index_check(i.indexrelid::regclass)::text) as count
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
      where a.amname = 'btree' and c.relkind = 'i' and c.relpersistence = 'p'
        and i.indisready and i.indisvalid`.execute(first.write());
    return heap.rows.map(({ name, fault }) => `${name}: ${fault}`);
  } catch (fault) {
    const cause = fault instanceof Error && fault.cause !== undefined ? fault.cause : fault;
    return [`an index or table is damaged: ${wordsOf(cause)}`];
  } finally {
    await first.close();
  }
};

/**
 * Looks at all of a restored server's application: its pages, its rows, a row that must be there.
 * @throws {BackupFault} where it cannot be read.
 */
export const lookAtCluster = async (
  cluster: Cluster,
  sentinel: Sentinel | undefined,
): Promise<CheckedDatabase> => {
  const store = await cluster.connect();
  try {
    const rows = await countRows(store.read(), await tablesOf(store.read()));
    const isMissing = sentinel !== undefined && !(await hasSentinel(store.read(), sentinel));
    const faults = await checkPages(cluster, store);
    return {
      rows,
      faults: [...faults, ...(isMissing ? ["a row that was committed is missing"] : [])],
    };
  } catch (fault) {
    throw new BackupFault(
      "damaged",
      `the restored server cannot be read: ${wordsOf(fault)}`,
      fault,
    );
  } finally {
    await store.close();
  }
};
