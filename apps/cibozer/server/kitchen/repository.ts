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
  /** Reads and writes in one transaction, so that two devices lose nothing of each other. */
  readonly change: (
    accountId: string,
    change: (row: KitchenRow | undefined) => KitchenRow,
  ) => Promise<KitchenRow>;
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
  change: (accountId, change) =>
    store.transaction<KitchenTables, KitchenRow>(async (tx) => {
      const row = change(
        await tx
          .selectFrom("kitchens")
          .selectAll()
          .where("account_id", "=", accountId)
          .executeTakeFirst(),
      );
      const { tastes, pantry, preferences, updated_at } = row;
      await tx
        .insertInto("kitchens")
        .values(row)
        .onConflict((conflict) =>
          conflict.column("account_id").doUpdateSet({ tastes, pantry, preferences, updated_at }),
        )
        .execute();
      return row;
    }),
  remove: async (accountId) => {
    await store
      .write<KitchenTables>()
      .deleteFrom("kitchens")
      .where("account_id", "=", accountId)
      .execute();
  },
});
