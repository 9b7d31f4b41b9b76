import pg from "pg";
import type { PoolStatus, PostgresqlEngineOptions, StoreLimits } from "../contract.ts";
import type { SqlResult } from "../engine.ts";
import { asStoreError, toStoreError } from "../faults.ts";
import { toSqlValues } from "../queries/values.ts";
import { classifyPostgres } from "./faults.ts";
import { createPermits } from "./permits.ts";
import { typeParsers } from "./types.ts";

/** A connection that is checked out. */
export interface Lease {
  /** Runs one statement; `timeoutMs` when it may take longer than the pool's command time-out. */
  readonly query: (
    sql: string,
    parameters?: readonly unknown[],
    timeoutMs?: number,
  ) => Promise<SqlResult>;
  /** Whether the connection was lost or its state is unknown. */
  readonly isBroken: () => boolean;
  /** Gives it back; a broken one is closed. */
  readonly release: () => void;
}

/** Connections to one server. */
export interface Pool {
  readonly acquire: () => Promise<Lease>;
  readonly status: () => PoolStatus;
  /** Callers that wait for a connection. */
  readonly waiting: () => number;
  readonly close: () => Promise<void>;
}

/** How long a connection above the pool's size stays open for the next peak. */
const OVERFLOW_IDLE_MS = 1_000;
/** The server cancels first and the connection survives; the client's own limit is for dead networks. */
const CLIENT_GRACE_MS = 2_000;
const CHANGES: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

const toSqlResult = ({ rows, command, rowCount }: pg.QueryResult, durationMs: number): SqlResult =>
  CHANGES.has(command) ? { rows, affected: rowCount ?? 0, durationMs } : { rows, durationMs };

const createLease = (client: pg.PoolClient, commandTimeoutMs: number, onEnd: () => void): Lease => {
  let isBroken = false;
  const onError = (): void => {
    isBroken = true;
  };
  // Without a listener the loss of a connection between two statements would end the process.
  client.on("error", onError);
  return {
    query: async (sql, parameters = [], timeoutMs = commandTimeoutMs) => {
      const started = performance.now();
      const query = {
        text: sql,
        values: toSqlValues(parameters),
        query_timeout: timeoutMs + CLIENT_GRACE_MS,
      };
      try {
        return toSqlResult(await client.query(query), performance.now() - started);
      } catch (error) {
        const fault = classifyPostgres(error);
        // A time-out without a code is the client's own: the server may still be at it.
        isBroken ||=
          fault.kind === "unavailable" || (fault.kind === "timeout" && fault.driverCode === "");
        throw toStoreError(fault);
      }
    },
    isBroken: () => isBroken,
    release: () => {
      client.off("error", onError);
      client.release(isBroken);
      onEnd();
    },
  };
};

/** Looks at a new connection before anybody gets it; throws where it is not to be used. */
export type Verify = (ask: (sql: string) => Promise<readonly unknown[]>) => Promise<void>;

/** The server of a pool. */
export interface PoolTarget {
  readonly config: pg.ClientConfig;
  readonly verify?: Verify;
  /** Longest wait for a new connection, where it is not that of the options. */
  readonly connectTimeoutMs?: number;
}

/** As pg's pool calls it. */
const verifying = (verify: Verify): Pick<pg.PoolConfig, "verify"> => ({
  verify: (client, done) => {
    verify(async (sql) => (await client.query(sql)).rows).then(
      () => done(),
      (fault: Error) => done(fault),
    );
  },
});

/**
 * A pool of at most `poolSize + maxOverflow` connections. pg's own pool has one time-out for both
 * waiting and connecting; here the wait is counted in permits, so that each has its own.
 */
export const createPool = (
  target: PoolTarget,
  options: PostgresqlEngineOptions,
  limits: StoreLimits,
  onFault: (fault: unknown) => void,
): Pool => {
  const { poolSize, maxOverflow, commandTimeoutMs } = options;
  const max = poolSize + maxOverflow;
  const permits = createPermits(max, options.poolTimeoutMs);
  const pool = new pg.Pool({
    ...target.config,
    ...(target.verify === undefined ? {} : verifying(target.verify)),
    application_name: "plinth",
    max,
    min: poolSize,
    idleTimeoutMillis: OVERFLOW_IDLE_MS,
    connectionTimeoutMillis: target.connectTimeoutMs ?? options.connectTimeoutMs,
    maxLifetimeSeconds: options.recycleMs / 1_000,
    statement_timeout: commandTimeoutMs,
    query_timeout: commandTimeoutMs + CLIENT_GRACE_MS,
    // The store rolls a stalled transaction back; the server does so when this process cannot.
    idle_in_transaction_session_timeout: 2 * limits.transactionStallMs + CLIENT_GRACE_MS,
    keepAlive: true,
    allowExitOnIdle: true,
    types: typeParsers,
  });
  pool.on("error", (error) => onFault(classifyPostgres(error)));

  return {
    acquire: async () => {
      await permits.take();
      try {
        return createLease(await pool.connect(), commandTimeoutMs, permits.give);
      } catch (error) {
        permits.give();
        throw asStoreError(error, classifyPostgres);
      }
    },
    status: () => ({
      size: poolSize,
      checkedOut: permits.taken(),
      checkedIn: pool.idleCount,
      overflow: Math.max(0, pool.totalCount - poolSize),
    }),
    waiting: permits.waiting,
    close: () => pool.end(),
  };
};
