import type { Clock, Secret } from "#core";
import type { CompiledQuery, Kysely, Transaction } from "#vendor/kysely";
import type { StoreLog } from "./embedded/log/contract.ts";
import type { ReplicaStatus } from "./replica/contract.ts";
import type { RunningWork, StatementOutcome, StatementsView } from "./statements/contract.ts";

/** SQLite in one directory, inside this process; one writer process per directory. */
export interface EmbeddedEngineOptions {
  readonly kind: "embedded";
  /** Holds the database and its lock; made with mode 0700 when it is missing. */
  readonly directory: string;
}

/** A PostgreSQL server; all times in milliseconds. */
export interface PostgresqlEngineOptions {
  readonly kind: "postgresql";
  /** postgresql://user:password@host:port/database, optionally with sslmode and sslrootcert. */
  readonly url: Secret;
  /** A streaming replica, for reads that may be a little old; see `Store.read`. */
  readonly replicaUrl?: Secret;
  /** The setting that `url` came from, for refusals; default "DATABASE_URL". */
  readonly variable?: string;
  /** Connections that are kept open. */
  readonly poolSize: number;
  /** Further connections allowed at a peak; closed after use. */
  readonly maxOverflow: number;
  /** Longest wait for a free connection. */
  readonly poolTimeoutMs: number;
  /** Age at which a connection is replaced. */
  readonly recycleMs: number;
  /** Longest wait for a new connection to the server. */
  readonly connectTimeoutMs: number;
  /** Longest run of one statement; the server cancels it. */
  readonly commandTimeoutMs: number;
}

/** Bounds of waiting; the defaults suit a server, tests make them small. */
export interface StoreLimits {
  /** A transaction that runs no statement for so long is rolled back; default 5,000 ms. */
  readonly transactionStallMs: number;
  /** Embedded: longest wait of a write for its turn; default 30,000 ms. */
  readonly writeWaitMs: number;
  /** Embedded: writes that may wait; more are refused at once; default 10,000. */
  readonly writeQueueLength: number;
  /** Longest wait of a health test; default 2,000 ms. */
  readonly healthTimeoutMs: number;
}

/** One statement that took long. Values are never part of it, not even those of its text. */
export interface SlowQuery {
  /** See `Statement`. */
  readonly id: string;
  readonly name: string;
  readonly sql: string;
  /** Time in the database, without the wait for a connection or a turn. */
  readonly durationMs: number;
}

/** Whether this process may change anything now; see failover. */
export interface WriteFence {
  /** Why nothing may be changed or acknowledged; undefined where it may. Asked twice per change. */
  readonly refusal: () => string | undefined;
  /** A change is acknowledged in the epoch in which it began, or not at all. */
  readonly epoch: () => number;
  /**
   * PostgreSQL: the only server that may be used now, and the epoch that it must be of; undefined
   * where none may, or where nobody decides. Left out: whichever server is writable.
   */
  readonly server?: () => { readonly name: string; readonly epoch: number } | undefined;
}

/** What openStore needs to know. */
export interface StoreOptions {
  readonly engine: EmbeddedEngineOptions | PostgresqlEngineOptions;
  readonly clock: Clock;
  /** From how many milliseconds on a statement is slow; default 200. */
  readonly slowQueryMs?: number;
  /** Called for every slow statement; must not throw. */
  readonly onSlowQuery?: (query: SlowQuery) => void;
  /**
   * Called for every statement that ended, in the asynchronous context of whoever sent it: for
   * traces and histograms. Must be quick and must not throw.
   */
  readonly onStatement?: (outcome: StatementOutcome) => void;
  /** How long a transaction may have its connection before somebody is told; default 10,000 ms. */
  readonly longHoldMs?: number;
  /** Called once for each transaction that has its connection for so long; must not throw. */
  readonly onLongHold?: (work: RunningWork) => void;
  /** Called for faults nobody waits for, such as a lost idle connection; must not throw. */
  readonly onFault?: (fault: unknown) => void;
  readonly limits?: Partial<StoreLimits>;
  /** Where several instances may lead one after the other. */
  readonly fence?: WriteFence;
}

/** Connections now. Embedded: one reader and one writer count as a pool of two. */
export interface PoolStatus {
  readonly size: number;
  readonly checkedOut: number;
  readonly checkedIn: number;
  /** Connections above `size` that are open now. */
  readonly overflow: number;
}

/** The answer of a live query (HLT-04). */
export interface StoreHealth {
  readonly status: "healthy" | "unhealthy";
  readonly poolStatus: PoolStatus;
  readonly connectionTest: "passed" | "failed";
}

/** Counts since the store was opened. */
export interface StoreStats {
  /** Statements sent, reads and writes, those of transactions included. */
  readonly queries: number;
  /** Transactions committed. */
  readonly transactions: number;
  /** Statements and transactions that failed. */
  readonly failures: number;
  /** Statements at or above `slowQueryMs`. */
  readonly slowQueries: number;
  /** Transactions run again because they collided (PostgreSQL). */
  readonly retries: number;
  /** Embedded: commits that reached the disk; fewer than writes when writers share them. */
  readonly flushes: number;
  /** Transactions that had their connection for `longHoldMs`. */
  readonly longHolds: number;
}

/** Settings of one transaction that differ from the store's. */
export interface TransactionOptions {
  /** Default "serializable". Embedded transactions are always exclusive. */
  readonly isolation?: "serializable" | "read committed";
  /** Longest run of one statement, in milliseconds. */
  readonly commandTimeoutMs?: number;
}

/** Stands for a value that is known only when a prepared read runs. */
export type Placeholders<Values> = <Name extends keyof Values>(name: Name) => Values[Name];

/** What a reader accepts. */
export interface ReadOptions {
  /**
   * How old what is read may be, in milliseconds. With a replica that is not further behind, and
   * where this process changed none of the tables since, it is read there; anything below two
   * seconds is hardly ever. Default: nothing may be old.
   */
  readonly staleness?: number;
}

/** A select compiled once. */
export interface PreparedRead<Values, Row> {
  /** All rows for these values. */
  readonly all: (values: Values) => Promise<Row[]>;
  /** The first row for these values, if there is one. */
  readonly first: (values: Values) => Promise<Row | undefined>;
}

/**
 * SQL behind one contract. Every method rejects with an AppError: SERVICE_UNAVAILABLE when the
 * database cannot be reached, is overloaded or took too long, DATABASE_ERROR for all else; the
 * driver's own words are only in its cause.
 */
export interface Store {
  readonly engine: "embedded" | "postgresql";
  readonly clock: Clock;
  /**
   * Builds reads. A write through it is refused. Sees every commit answered before, of any process
   * where no `staleness` is accepted, else of this one.
   */
  readonly read: <Tables>(options?: ReadOptions) => Kysely<Tables>;
  /** Builds single statements, each its own transaction; answers when the change is durable. */
  readonly write: <Tables>() => Kysely<Tables>;
  /**
   * Runs `work` as one transaction, in effect alone, and answers when it is durable. After a failed
   * statement the transaction is lost: later statements and the commit fail with the same error.
   * PostgreSQL runs `work` again when transactions collide, so it must do nothing but use `tx`.
   */
  readonly transaction: <Tables, Result>(
    work: (tx: Transaction<Tables>) => Promise<Result>,
    options?: TransactionOptions,
  ) => Promise<Result>;
  /** Compiles a select once, for reads on a hot path. */
  readonly prepare: <Tables, Values, Row>(
    build: (db: Kysely<Tables>, value: Placeholders<Values>) => { compile(): CompiledQuery<Row> },
  ) => PreparedRead<Values, Row>;
  /** Resolves when reader and writer answer; rejects otherwise. */
  readonly ping: () => Promise<void>;
  /** The state of the database from a live query; never rejects. */
  readonly health: () => Promise<StoreHealth>;
  readonly stats: () => StoreStats;
  /** What each statement cost since the store was opened, and what has not ended now. */
  readonly statements: () => StatementsView;
  /** How far behind the replica is; undefined where there is none. */
  readonly replica: () => ReplicaStatus | undefined;
  /** The write-ahead log, for backups; undefined where the database is a server's. */
  readonly log: StoreLog | undefined;
  /** Waits for accepted writes, then lets go of everything. May be called again. */
  readonly close: () => Promise<void>;
}
