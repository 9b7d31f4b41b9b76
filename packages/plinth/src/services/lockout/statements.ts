import type { Kysely } from "#vendor/kysely";
import { type LockState, NO_FAILURES } from "./lockout.ts";

/** A row of a table that counts failures; times in milliseconds since the epoch. */
export interface LockRow {
  /** What is guessed at: an account, one known device of it, one of its factors, or nobody. */
  readonly subject: string;
  readonly account_id: string | null;
  readonly failed_attempts: number;
  readonly lock_level: number;
  readonly locked_until: number;
  readonly last_failed_at: number;
}

/** Tables of this shape; each module counts in its own. */
type LockTable = "lockouts" | "mfa_lockouts";

/** The statements of a lock table, on a connection or inside a transaction. */
export interface LockStatements {
  /** The state of a subject; `NO_FAILURES` where nothing is on record. */
  readonly load: (subject: string) => Promise<LockState>;
  readonly save: (
    of: { readonly subject: string; readonly accountId: string | null },
    state: LockState,
  ) => Promise<void>;
  /** Forgets the failures of a subject, a lock in force included. */
  readonly clear: (subject: string) => Promise<void>;
  /** Forgets the failures of a subject, but not a lock in force. */
  readonly forgive: (subject: string, now: number) => Promise<void>;
  readonly listOf: (accountId: string) => Promise<readonly LockRow[]>;
  readonly erase: (accountId: string) => Promise<void>;
}

const toState = (row: LockRow | undefined): LockState =>
  row === undefined
    ? NO_FAILURES
    : {
        failedAttempts: row.failed_attempts,
        lockLevel: row.lock_level,
        lockedUntil: row.locked_until,
        lastFailedAt: row.last_failed_at,
      };

/** The statements of one lock table on a connection or transaction of any set of tables. */
export const lockStatements = (
  connection: { readonly isTransaction: boolean },
  table: LockTable,
): LockStatements => {
  const db = connection as Kysely<Record<LockTable, LockRow>>;
  return {
    load: async (subject) =>
      toState(
        await db.selectFrom(table).selectAll().where("subject", "=", subject).executeTakeFirst(),
      ),
    save: async (of, state) => {
      const counts = {
        failed_attempts: state.failedAttempts,
        lock_level: state.lockLevel,
        locked_until: state.lockedUntil,
        last_failed_at: state.lastFailedAt,
      };
      await db
        .insertInto(table)
        .values({ subject: of.subject, account_id: of.accountId, ...counts })
        .onConflict((conflict) => conflict.column("subject").doUpdateSet(counts))
        .execute();
    },
    clear: async (subject) => {
      await db.deleteFrom(table).where("subject", "=", subject).execute();
    },
    forgive: async (subject, now) => {
      await db
        .deleteFrom(table)
        .where("subject", "=", subject)
        .where("locked_until", "<=", now)
        .execute();
    },
    listOf: (accountId) =>
      db.selectFrom(table).selectAll().where("account_id", "=", accountId).execute(),
    erase: async (accountId) => {
      await db.deleteFrom(table).where("account_id", "=", accountId).execute();
    },
  };
};
