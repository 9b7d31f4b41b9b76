import type { Engine, SqlResult } from "../engine.ts";
import type { ReplicaStatus } from "./contract.ts";
import { createLag, positionOf } from "./lag.ts";

/** How often both servers are asked how far they are. */
const LOOK_MS = 1_000;
/** Tables whose last change is remembered; code has a hundred. */
const MAX_TABLES = 1_000;

/** A second server that answers reads which may be a little old (SCALE-04). */
export interface Replica {
  /** Reads there what may be `staleness` ms old; from the primary where that does not hold. */
  readonly read: (
    sql: string,
    parameters: readonly unknown[],
    wish: { readonly staleness: number; readonly tables: readonly string[] },
  ) => Promise<SqlResult>;
  /** This process changed these tables; without any it may have been all of them. */
  readonly changed: (tables: readonly string[]) => void;
  readonly status: () => ReplicaStatus;
  readonly close: () => Promise<void>;
}

/** What a replica is made from. */
export interface ReplicaOptions {
  readonly primary: Pick<Engine, "read">;
  /** Connects; rejects while it cannot be reached. */
  readonly open: () => Promise<Engine>;
  readonly onFault: (fault: unknown) => void;
}

const PRIMARY = "select pg_current_wal_lsn()::text as at";
const STANDBY =
  "select pg_last_wal_replay_lsn()::text as at where pg_is_in_recovery() and pg_last_wal_replay_lsn() is not null";

const readPosition = async (engine: Pick<Engine, "read">, sql: string): Promise<bigint> => {
  const [row] = (await engine.read(sql, [])).rows as { readonly at: string }[];
  if (row === undefined) throw new TypeError("the server of DATABASE_REPLICA_URL is no replica");
  return positionOf(row.at);
};

/**
 * Follows a replica and sends reads there. A read goes to the primary where the replica may be
 * older than declared, and where this process changed one of its tables since: whoever changed
 * something sees it. A replica that cannot be reached costs nothing but its help.
 */
export const createReplica = ({ primary, open, onFault }: ReplicaOptions): Replica => {
  const lag = createLag();
  const changes = new Map<string, number>();
  let changedAll = Number.NEGATIVE_INFINITY;
  let engine: Engine | undefined;
  let isLost = false;
  let isClosed = false;
  let reads = 0;
  let refused = 0;
  let looking: Promise<void> = Promise.resolve();

  const lose = (fault: unknown): void => {
    lag.lost();
    // Once for each outage.
    if (!isLost) onFault(fault);
    isLost = true;
  };
  const look = async (): Promise<void> => {
    try {
      engine ??= await open();
      const at = performance.now();
      lag.wrote(at, await readPosition(primary, PRIMARY));
      lag.replayed(await readPosition(engine, STANDBY));
      isLost = false;
    } catch (fault) {
      lose(fault);
    }
  };
  const watch = async (): Promise<void> => {
    await look();
    if (!isClosed) timer = setTimeout(begin, LOOK_MS).unref();
  };
  const begin = (): void => {
    looking = watch();
  };
  let timer: NodeJS.Timeout | undefined;
  begin();

  const isFresh = (staleness: number, tables: readonly string[]): boolean => {
    const complete = lag.completeUntil();
    return (
      performance.now() - complete <= staleness &&
      changedAll < complete &&
      tables.every((table) => (changes.get(table) ?? Number.NEGATIVE_INFINITY) < complete)
    );
  };

  return {
    read: async (sql, parameters, { staleness, tables }) => {
      if (engine !== undefined && isFresh(staleness, tables)) {
        try {
          const result = await engine.read(sql, parameters);
          reads += 1;
          return result;
        } catch (fault) {
          // Whatever it is, a query that the replica cancelled included: the primary can say.
          lose(fault);
        }
      }
      refused += 1;
      return primary.read(sql, parameters);
    },
    changed: (tables) => {
      const now = performance.now();
      if (tables.length === 0 || changes.size >= MAX_TABLES) changedAll = now;
      else for (const table of tables) changes.set(table, now);
    },
    status: () => ({ lagMs: performance.now() - lag.completeUntil(), reads, refused }),
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await looking;
      clearTimeout(timer);
      await engine?.close();
    },
  };
};
