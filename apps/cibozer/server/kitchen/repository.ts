import type { Store } from "plinth";

/** A row of `kitchens`; JSON as text, time in milliseconds since the epoch. */
export interface KitchenRow {
  readonly account_id: string;
  readonly tastes: string;
  readonly pantry: string;
  readonly preferences: string;
  readonly updated_at: number;
}

interface KitchenTables {
  readonly kitchens: KitchenRow;
}

/** All SQL about kitchens: one of an account. */
export interface KitchenRepository {
  readonly find: (accountId: string) => Promise<KitchenRow | undefined>;
  /** Puts a row in the place of the one that was read; false where somebody else did meanwhile. */
  readonly replace: (before: KitchenRow | undefined, row: KitchenRow) => Promise<boolean>;
  readonly remove: (accountId: string) => Promise<void>;
}

/** Builds the repository on a store of either engine. */
export const createKitchenRepository = (store: Store): KitchenRepository => ({
  find: (accountId) =>
    store
      .read<KitchenTables>()
      .selectFrom("kitchens")
      .selectAll()
      .where("account_id", "=", accountId)
      .executeTakeFirst(),
  replace: async (before, row) => {
    const write = store.write<KitchenTables>();
    const written =
      before === undefined
        ? await write
            .insertInto("kitchens")
            .values(row)
            .onConflict((conflict) => conflict.column("account_id").doNothing())
            .returning("account_id")
            .execute()
        : await write
            .updateTable("kitchens")
            .set(row)
            .where("account_id", "=", row.account_id)
            .where("tastes", "=", before.tastes)
            .where("pantry", "=", before.pantry)
            .where("preferences", "=", before.preferences)
            .returning("account_id")
            .execute();
    return written.length === 1;
  },
  remove: async (accountId) => {
    await store
      .write<KitchenTables>()
      .deleteFrom("kitchens")
      .where("account_id", "=", accountId)
      .execute();
  },
});
