import { type Store, sql } from "#store";
import { BackupFault } from "../fault.ts";
import { countRows, tablesOf } from "./look.ts";

const LOCK_TRIES = 5;
const COUNT_MS = 30 * 60_000;

/** An instant that parts two commits. */
export interface ServerMark {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The instant as PostgreSQL reads it, to the microsecond. */
  readonly target: string;
  /** Rows of every table at that instant. */
  readonly rows: Readonly<Record<string, number>>;
}

interface Held {
  readonly snapshot: string;
  readonly target: string;
  readonly at: number;
  readonly tables: readonly string[];
}

const READ_COMMITTED = { isolation: "read committed", commandTimeoutMs: COUNT_MS } as const;

/**
 * Holds all writers for as long as it takes to note an instant, and gives the state of it to `use`,
 * which is waited for only until it took it over. Nobody commits in between: whoever wrote had
 * committed before the locks were given, and so with an earlier time.
 */
const holdWriters = (
  store: Store,
  use: (held: Held) => Promise<void>,
  tables: readonly string[],
): Promise<void> =>
  store.transaction(async (tx) => {
    await sql`set transaction isolation level repeatable read`.execute(tx);
    await sql`set local lock_timeout = '2s'`.execute(tx);
    const list = sql.join(tables.map((name) => sql.table(name)));
    await sql`lock table ${list} in share mode`.execute(tx);
    const { rows } = await sql<{ snapshot: string; target: string; at: number | string }>`
      select pg_export_snapshot() as snapshot,
        to_char(now.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00' as target,
        floor(extract(epoch from now.at) * 1000)::text as at
      from (select clock_timestamp() as at) as now`.execute(tx);
    const [row] = rows;
    if (row === undefined) throw new BackupFault("refused", "the server tells no time");
    await use({ snapshot: row.snapshot, target: row.target, at: Number(row.at), tables });
  }, READ_COMMITTED);

/** Counts the rows of a state that another transaction holds; tells once it holds it too. */
const countHeld = async (
  store: Store,
  { snapshot, tables }: Held,
  onHeld: () => void,
): Promise<Readonly<Record<string, number>>> =>
  store.transaction(async (tx) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(tx);
    await sql`set transaction snapshot ${sql.lit(snapshot)}`.execute(tx);
    await sql`select 1`.execute(tx);
    onHeld();
    return countRows(tx, tables);
  }, READ_COMMITTED);

const markOnce = async (store: Store, tables: readonly string[]): Promise<ServerMark> => {
  let held: Held | undefined;
  let counting: Promise<Readonly<Record<string, number>>> | undefined;
  await holdWriters(
    store,
    (found) =>
      new Promise((resolve, reject) => {
        held = found;
        counting = countHeld(store, found, resolve);
        counting.catch(reject);
      }),
    tables,
  );
  const rows = await counting;
  if (held === undefined || rows === undefined) throw new BackupFault("refused", "no instant");
  return { at: held.at, target: held.target, rows };
};

/**
 * Notes an instant of a live server and what every table had then; writers wait for milliseconds.
 * A commit follows it, so that a restore to it knows where to end.
 * @throws {BackupFault} where writers hold their tables for too long.
 */
export const markServer = async (store: Store): Promise<ServerMark> => {
  const tables = await tablesOf(store.read());
  if (tables.length === 0) throw new BackupFault("refused", "the database has no tables yet");
  for (let tries = 1; ; tries += 1) {
    try {
      const mark = await markOnce(store, tables);
      await sql`select pg_current_xact_id()::text as id`.execute(store.write());
      return mark;
    } catch (fault) {
      if (tries < LOCK_TRIES) continue;
      throw new BackupFault("refused", "the writers of the database could not be held", fault);
    }
  }
};
