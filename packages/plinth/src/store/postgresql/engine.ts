import { BootError } from "#core";
import type {
  PostgresqlEngineOptions,
  StoreLimits,
  TransactionOptions,
  WriteFence,
} from "../contract.ts";
import type { Engine, EngineSession, SqlResult } from "../engine.ts";
import { DriverError, faultKind } from "../faults.ts";
import { parseDatabaseServers } from "./connection.ts";
import { createFollowingPool } from "./following-pool.ts";
import { createPool, type Lease, type Pool } from "./pool.ts";

/** The rest of what the PostgreSQL engine needs. */
export interface PostgresqlContext {
  readonly limits: StoreLimits;
  readonly onFault: (fault: unknown) => void;
  readonly fence?: WriteFence | undefined;
}

const COLLISION_TRIES = 4;
const BEGIN = {
  serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE",
  "read committed": "BEGIN ISOLATION LEVEL READ COMMITTED",
} as const;

const withLease = async (pool: Pool, sql: string, parameters: readonly unknown[]) => {
  const lease = await pool.acquire();
  try {
    return await lease.query(sql, parameters);
  } finally {
    lease.release();
  }
};

/**
 * A lease on which `statement` worked. An idle connection may have died unnoticed; then another is
 * tried once, which is safe because nothing was changed yet.
 */
const leaseAfter = async (pool: Pool, statement: string): Promise<Lease> => {
  for (let attempt = 0; ; attempt += 1) {
    const lease = await pool.acquire();
    try {
      await lease.query(statement);
      return lease;
    } catch (error) {
      lease.release();
      if (attempt > 0 || faultKind(error) !== "unavailable") {
        throw error;
      }
    }
  }
};

const createSession = (lease: Lease, commandTimeoutMs: number | undefined): EngineSession => {
  let isReleased = false;
  const release = (): void => {
    if (!isReleased) {
      isReleased = true;
      lease.release();
    }
  };
  return {
    run: (sql, parameters) => lease.query(sql, parameters, commandTimeoutMs),
    commit: async () => {
      await lease.query("COMMIT", [], commandTimeoutMs);
      release();
    },
    rollback: async () => {
      if (!isReleased && !lease.isBroken()) {
        await lease.query("ROLLBACK").catch(() => undefined);
      }
      release();
    },
  };
};

const beginOn = async (pool: Pool, options: TransactionOptions): Promise<EngineSession> => {
  const { isolation = "serializable", commandTimeoutMs } = options;
  const lease = await leaseAfter(pool, BEGIN[isolation]);
  const session = createSession(lease, commandTimeoutMs);
  if (commandTimeoutMs !== undefined) {
    try {
      await lease.query(`SET LOCAL statement_timeout = ${Math.trunc(commandTimeoutMs)}`);
    } catch (error) {
      await session.rollback();
      throw error;
    }
  }
  return session;
};

/** Reads change nothing, so one may be sent again when its connection turned out to be dead. */
const readFrom = async (
  pool: Pool,
  sql: string,
  parameters: readonly unknown[],
): Promise<SqlResult> => {
  const lease = await pool.acquire();
  try {
    return await lease.query(sql, parameters);
  } catch (error) {
    if (faultKind(error) !== "unavailable") {
      throw error;
    }
  } finally {
    lease.release();
  }
  return withLease(pool, sql, parameters);
};

/** A statement that lost a deadlock changed nothing and may run again. */
const writeTo = async (
  pool: Pool,
  sql: string,
  parameters: readonly unknown[],
): Promise<SqlResult> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withLease(pool, sql, parameters);
    } catch (error) {
      if (faultKind(error) !== "collision" || attempt >= COLLISION_TRIES) {
        throw error;
      }
    }
  }
};

const reasonOf = (error: unknown): string => {
  const fault = error instanceof Error && error.cause instanceof DriverError ? error.cause : error;
  return fault instanceof Error ? fault.message : String(fault);
};

/** One pool for one server; for several, or where somebody says which, one that follows. */
const openPool = (
  options: PostgresqlEngineOptions,
  { limits, onFault, fence }: PostgresqlContext,
): Pool => {
  const servers = parseDatabaseServers(options.url, options.variable);
  if (servers.length === 1 && fence?.server === undefined) {
    return createPool({ config: servers[0].config }, options, limits, onFault);
  }
  return createFollowingPool({
    servers,
    wanted: fence?.server,
    onFault,
    open: (target) => createPool(target, options, limits, onFault),
  });
};

/**
 * PostgreSQL over pg. Single statements run at READ COMMITTED; what spans rows belongs in a
 * transaction, which is SERIALIZABLE.
 * @throws {BootError} when the URL is not usable or the server cannot be reached.
 */
export const openPostgresqlEngine = async (
  options: PostgresqlEngineOptions,
  context: PostgresqlContext,
): Promise<Engine> => {
  const pool = openPool(options, context);
  const probe = async (): Promise<void> => {
    await withLease(pool, "SELECT 1", []);
  };
  try {
    await probe();
  } catch (error) {
    await pool.close();
    const { variable = "DATABASE_URL" } = options;
    throw new BootError([`The database of ${variable} cannot be used: ${reasonOf(error)}.`]);
  }
  return {
    kind: "postgresql",
    read: (sql, parameters) => readFrom(pool, sql, parameters),
    write: (sql, parameters) => writeTo(pool, sql, parameters),
    begin: (settings) => beginOn(pool, settings),
    probe,
    pool: pool.status,
    waiting: pool.waiting,
    flushes: () => 0,
    close: pool.close,
  };
};
