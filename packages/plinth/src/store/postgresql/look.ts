import pg from "pg";
import { toStoreError } from "../faults.ts";
import type { DatabaseServer } from "./connection.ts";
import { classifyPostgres } from "./faults.ts";

/** What a server says of itself. */
export interface ServerLook {
  readonly isStandby: boolean;
  /** Grows with every promotion; 0 on a standby. */
  readonly timeline: number;
  /** What `plinth failover` wrote there last; 0 where it never did. */
  readonly epoch: number;
}

/** Every part of it costs nothing and is allowed to everybody. */
export const LOOK = `select pg_is_in_recovery() as standby,
  coalesce(nullif(current_setting('plinth.epoch', true), ''), '0') as epoch,
  case when pg_is_in_recovery() then '0'
    else substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end as timeline`;

interface LookRow {
  readonly standby: boolean | number;
  readonly epoch: string;
  readonly timeline: string;
}

/** What the row of `LOOK` says. */
export const lookOf = (row: unknown): ServerLook => {
  const { standby, epoch, timeline } = row as LookRow;
  return {
    isStandby: standby === true || standby === 1,
    timeline: Number.parseInt(timeline, 16),
    epoch: Number(epoch),
  };
};

/** A connection of its own, for what is no part of the application's work. */
export interface ServerConnection {
  /** Runs statements; rejects with an error of the store. */
  readonly query: (
    sql: string,
    parameters?: readonly unknown[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly end: () => Promise<void>;
}

/**
 * Connects to one server; `timeoutMs` bounds the connection and each statement.
 * @throws {AppError} where it does not answer.
 */
export const connectServer = async (
  { config }: Pick<DatabaseServer, "config">,
  timeoutMs: number,
): Promise<ServerConnection> => {
  const client = new pg.Client({
    ...config,
    application_name: "plinth-failover",
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    keepAlive: true,
  });
  // What breaks is told by the next statement.
  client.on("error", () => undefined);
  const end = async (): Promise<void> => {
    await client.end().catch(() => undefined);
  };
  try {
    await client.connect();
  } catch (error) {
    void end();
    throw toStoreError(classifyPostgres(error));
  }
  return {
    query: async (sql, parameters = []) => {
      try {
        return (await client.query(sql, [...parameters])).rows;
      } catch (error) {
        throw toStoreError(classifyPostgres(error));
      }
    },
    end,
  };
};

/** Looks at one server on a connection of its own. */
export const lookAtServer = async (
  server: Pick<DatabaseServer, "config">,
  timeoutMs: number,
): Promise<ServerLook> => {
  const connection = await connectServer(server, timeoutMs);
  try {
    return lookOf((await connection.query(LOOK))[0]);
  } finally {
    await connection.end();
  }
};
