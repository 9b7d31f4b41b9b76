import type { JobContext, Store } from "plinth";

/** A row of `reminders`; times in milliseconds since the epoch, days as dates of its time zone. */
export interface ReminderRow {
  readonly account_id: string;
  /** 0 or 1. */
  readonly cook: number;
  /** 0 = Sunday; null = no shopping day. */
  readonly shop_day: number | null;
  /** HH:MM */
  readonly shop_time: string | null;
  readonly time_zone: string;
  readonly cooked_on: string | null;
  readonly shopped_on: string | null;
  /** When they said so. */
  readonly updated_at: number;
  readonly next_at: number;
}

interface ReminderTables {
  readonly reminders: ReminderRow;
}

/** What a look changes. */
export type Looked = Pick<ReminderRow, "cooked_on" | "shopped_on" | "next_at">;

/** The transaction in which a job ends. */
type Complete = JobContext["complete"];
type Tx = Parameters<Parameters<Complete>[0]>[0];

/** All SQL about reminders: one row of an account. */
export interface ReminderRepository {
  readonly find: (accountId: string) => Promise<ReminderRow | undefined>;
  readonly put: (row: ReminderRow) => Promise<void>;
  readonly remove: (accountId: string) => Promise<void>;
  /** Whose time has come, the longest due first. */
  readonly due: (
    now: number,
    limit: number,
  ) => Promise<readonly Pick<ReminderRow, "account_id" | "next_at">[]>;
  /** Takes one that is due: of several nodes one does, and `then` is part of its transaction. */
  readonly take: (
    row: Pick<ReminderRow, "account_id" | "next_at">,
    nextAt: number,
    then: (tx: Tx) => Promise<unknown>,
  ) => Promise<void>;
  /** Ends a look; false where the person said something else meanwhile. */
  readonly settle: (row: ReminderRow, to: Looked, tx: Tx) => Promise<boolean>;
}

/** Builds the repository on a store of either engine. */
export const createReminderRepository = (store: Store): ReminderRepository => ({
  find: (accountId) =>
    store
      .read<ReminderTables>()
      .selectFrom("reminders")
      .selectAll()
      .where("account_id", "=", accountId)
      .executeTakeFirst(),
  put: async (row) => {
    const { account_id: _, ...values } = row;
    await store
      .write<ReminderTables>()
      .insertInto("reminders")
      .values(row)
      .onConflict((conflict) => conflict.column("account_id").doUpdateSet(values))
      .execute();
  },
  remove: async (accountId) => {
    await store
      .write<ReminderTables>()
      .deleteFrom("reminders")
      .where("account_id", "=", accountId)
      .execute();
  },
  due: (now, limit) =>
    store
      .read<ReminderTables>()
      .selectFrom("reminders")
      .select(["account_id", "next_at"])
      .where("next_at", "<=", now)
      .orderBy("next_at")
      .limit(limit)
      .execute(),
  take: ({ account_id, next_at }, nextAt, then) =>
    store.transaction<ReminderTables, void>(async (tx) => {
      const taken = await tx
        .updateTable("reminders")
        .set({ next_at: nextAt })
        .where("account_id", "=", account_id)
        .where("next_at", "=", next_at)
        .returning("account_id")
        .execute();
      if (taken.length === 1) await then(tx as unknown as Tx);
    }),
  settle: async (row, to, tx) => {
    const settled = await (tx as unknown as ReturnType<typeof store.write<ReminderTables>>)
      .updateTable("reminders")
      .set(to)
      .where("account_id", "=", row.account_id)
      .where("updated_at", "=", row.updated_at)
      .returning("account_id")
      .execute();
    return settled.length === 1;
  },
});
