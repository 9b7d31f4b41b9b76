/** What a statement does to its table. */
export type StatementOperation = "select" | "insert" | "update" | "delete" | "commit" | "other";

/** All statements that differ only in their values and in how many of them there are. */
export interface Statement {
  /** Eight hexadecimal digits of its text; the same on both engines and after a restart. */
  readonly id: string;
  /** Operation and first table, such as "select session"; as many as the code has, fit for a label. */
  readonly name: string;
  readonly operation: StatementOperation;
  /** Undefined where it names none. */
  readonly table: string | undefined;
  /** Its SQL with "?" for every value, literals included. */
  readonly text: string;
}

/** One statement that ended. */
export interface StatementOutcome {
  readonly statement: Statement;
  /** When it was asked for, by `performance.now()`; it may have waited for a connection or a turn. */
  readonly startedMs: number;
  /** Milliseconds in the database; of a failed one, with the wait. */
  readonly durationMs: number;
  /** Why it failed; undefined where it did not. */
  readonly error: unknown;
}

/** What one statement cost since the store was opened; times in milliseconds in the database. */
export interface StatementFigures extends Statement {
  readonly count: number;
  readonly failures: number;
  /** At or above `slowQueryMs`. */
  readonly slow: number;
  readonly totalMs: number;
  readonly meanMs: number;
  /** Within 10 % of the true one. */
  readonly p50Ms: number;
  /** Within 10 % of the true one. */
  readonly p95Ms: number;
  readonly maxMs: number;
  /** The SQL as it was first sent, with the engine's placeholders: what EXPLAIN takes. */
  readonly sql: string;
  /** Whether the database can say how it runs it. */
  readonly isExplained: boolean;
}

/** A statement or a transaction of this process that has not ended. */
export interface RunningWork {
  readonly kind: "statement" | "transaction";
  /** A transaction is named by its first statement, and is "transaction" until it sent one. */
  readonly name: string;
  /** The last statement that a transaction sent. */
  readonly last: string | undefined;
  /** Statements that a transaction sent. */
  readonly statements: number;
  /** Since it was asked for, with the wait for a connection or a turn. */
  readonly runningMs: number;
  /** Since a transaction has its connection, or the writer; undefined while it waits. */
  readonly heldMs: number | undefined;
}

/** What the store knows about its statements. */
export interface StatementsView {
  /** When the store was opened, in milliseconds since the epoch: figures count from then. */
  readonly since: number;
  readonly figures: readonly StatementFigures[];
  readonly running: readonly RunningWork[];
  /** Callers that wait for a connection; embedded: writes that have no answer yet. */
  readonly waiting: number;
}
