import type { Store } from "plinth";

/** A row of `eaten_meals`; `meal` is sealed JSON, `day` a date such as 2026-11-22. */
export interface EatenRow {
  readonly id: string;
  readonly account_id: string;
  readonly day: string;
  readonly slot: string;
  readonly meal: string;
}

interface HistoryTables {
  readonly eaten_meals: EatenRow;
}

/** All SQL about what people had. */
export interface HistoryRepository {
  /** From one day to another, both included, newest first. */
  readonly between: (accountId: string, from: string, to: string) => Promise<readonly EatenRow[]>;
  readonly hasBefore: (accountId: string, day: string) => Promise<boolean>;
  /** Puts a meal in the place of what stood there; one is eaten at a time. */
  readonly put: (row: EatenRow) => Promise<void>;
  readonly remove: (accountId: string, day: string, slot: string) => Promise<void>;
  readonly removeBefore: (accountId: string, day: string) => Promise<void>;
  readonly removeAll: (accountId: string) => Promise<void>;
}

/** Builds the repository on a store of either engine. */
export const createHistoryRepository = (store: Store): HistoryRepository => {
  const read = () => store.read<HistoryTables>().selectFrom("eaten_meals");
  const erase = (accountId: string) =>
    store.write<HistoryTables>().deleteFrom("eaten_meals").where("account_id", "=", accountId);
  return {
    between: (accountId, from, to) =>
      read()
        .selectAll()
        .where("account_id", "=", accountId)
        .where("day", ">=", from)
        .where("day", "<=", to)
        .orderBy("day", "desc")
        .orderBy("slot")
        .execute(),
    hasBefore: async (accountId, day) =>
      (await read()
        .select("id")
        .where("account_id", "=", accountId)
        .where("day", "<", day)
        .limit(1)
        .executeTakeFirst()) !== undefined,
    put: async (row) => {
      await store
        .write<HistoryTables>()
        .insertInto("eaten_meals")
        .values(row)
        .onConflict((conflict) =>
          conflict
            .columns(["account_id", "day", "slot"])
            .doUpdateSet({ id: row.id, meal: row.meal }),
        )
        .execute();
    },
    remove: async (accountId, day, slot) => {
      await erase(accountId).where("day", "=", day).where("slot", "=", slot).execute();
    },
    removeBefore: async (accountId, day) => {
      await erase(accountId).where("day", "<", day).execute();
    },
    removeAll: async (accountId) => {
      await erase(accountId).execute();
    },
  };
};
