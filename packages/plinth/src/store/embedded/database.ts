import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { SqlValue } from "../queries/values.ts";
import type { WireFault, WireResult } from "./protocol.ts";

const CACHED_STATEMENTS = 512;
/** How long a connection waits for a lock of another one, in milliseconds. */
export const BUSY_TIMEOUT_MS = 5_000;

interface CachedStatement {
  readonly statement: StatementSync;
  readonly hasRows: boolean;
  readonly isRead: boolean;
}

/** A connection that remembers its compiled statements. */
export interface SqliteConnection {
  readonly database: DatabaseSync;
  readonly run: (sql: string, parameters: readonly SqlValue[]) => WireResult;
  readonly close: () => void;
}

/**
 * Opens the database file. The settings of STORE.md: a time-out for locks (node:sqlite's default is
 * none), full synchronisation so that a commit survives a power loss, foreign keys on, and no
 * functions with side effects from within a schema.
 * @throws what node:sqlite throws when the file cannot be opened or is not a database.
 */
export const openConnection = (path: string, mode: "read" | "write"): SqliteConnection => {
  const database = new DatabaseSync(path, {
    readOnly: mode === "read",
    timeout: BUSY_TIMEOUT_MS,
    enableForeignKeyConstraints: true,
  });
  try {
    if (mode === "write") {
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
      // Checkpoints are the writer's to time: SQLite's own would run inside somebody's commit.
      database.exec("PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864");
    }
    database.exec("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY");
    database.prepare("SELECT count(*) FROM sqlite_schema").all();
  } catch (error) {
    database.close();
    throw error;
  }

  const cache = new Map<string, CachedStatement>();
  const compile = (sql: string): CachedStatement => {
    const known = cache.get(sql);
    if (known !== undefined) {
      return known;
    }
    const statement = database.prepare(sql);
    const hasRows = statement.columns().length > 0;
    const made = {
      statement,
      hasRows,
      isRead: hasRows && /^\s*(select|with|pragma|explain)\b/i.test(sql),
    };
    if (cache.size >= CACHED_STATEMENTS) {
      const oldest = cache.keys().next();
      if (!oldest.done) {
        cache.delete(oldest.value);
      }
    }
    cache.set(sql, made);
    return made;
  };

  return {
    database,
    run: (sql, parameters) => {
      const started = performance.now();
      const { statement, hasRows, isRead } = compile(sql);
      if (!hasRows) {
        const { changes } = statement.run(...parameters);
        return { rows: [], affected: Number(changes), durationMs: performance.now() - started };
      }
      const rows: unknown[] = statement.all(...parameters);
      const durationMs = performance.now() - started;
      return isRead ? { rows, durationMs } : { rows, affected: rows.length, durationMs };
    },
    close: () => {
      cache.clear();
      if (database.isOpen) {
        database.close();
      }
    },
  };
};

/** Takes from an error what a fault may say. */
export const toWireFault = (error: unknown): WireFault => {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "errcode" in error ? error.errcode : 0;
  return { message, resultCode: typeof code === "number" ? code : 0 };
};
