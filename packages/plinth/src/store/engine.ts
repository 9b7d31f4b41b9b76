import type { DatabaseIntrospector, DialectAdapter, Kysely, QueryCompiler } from "#vendor/kysely";
import type { PoolStatus, TransactionOptions } from "./contract.ts";
import type { StoreLog } from "./embedded/log/contract.ts";

/** What one statement gave. */
export interface SqlResult {
  readonly rows: unknown[];
  /** Rows inserted, changed or deleted; absent for reads. */
  readonly affected?: number;
  /** Time in the database, in milliseconds. */
  readonly durationMs: number;
}

/** One open transaction. After a rejection the only sensible call is `rollback`. */
export interface EngineSession {
  readonly run: (sql: string, parameters: readonly unknown[]) => Promise<SqlResult>;
  /** Resolves when the changes are durable. */
  readonly commit: () => Promise<void>;
  /** Gives everything back; never rejects. No statement is under way. */
  readonly rollback: () => Promise<void>;
}

/** The dialect of an engine, as Kysely names its parts. */
export interface SqlDialect {
  readonly createAdapter: () => DialectAdapter;
  readonly createQueryCompiler: () => QueryCompiler;
  readonly createIntrospector: (db: Kysely<never>) => DatabaseIntrospector;
}

/** What a driver offers; the store adds Kysely, counting, retries and time-outs. */
export interface Engine {
  readonly kind: "embedded" | "postgresql";
  readonly read: (sql: string, parameters: readonly unknown[]) => Promise<SqlResult>;
  readonly write: (sql: string, parameters: readonly unknown[]) => Promise<SqlResult>;
  readonly begin: (options: TransactionOptions) => Promise<EngineSession>;
  /** Asks the database something on every path that requests use; rejects when one fails. */
  readonly probe: () => Promise<void>;
  readonly pool: () => PoolStatus;
  /** Callers that wait for a connection; embedded: writes that have no answer yet. */
  readonly waiting: () => number;
  readonly flushes: () => number;
  /** Undefined where the database keeps its log itself. */
  readonly log?: StoreLog;
  readonly close: () => Promise<void>;
}
