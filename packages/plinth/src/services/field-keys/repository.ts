import type { Store } from "#store";

/** A row of data_keys; the key itself is sealed with one derived from SECRET_KEY. */
export interface DataKeyRow {
  readonly number: number;
  readonly sealed_key: string;
  /** Milliseconds since the epoch. */
  readonly created_at: number;
}

interface DataKeyTables {
  readonly data_keys: DataKeyRow;
}

/** All SQL about the keys that columns are sealed with. */
export interface DataKeyRepository {
  /** By number, oldest first. */
  readonly all: () => Promise<readonly DataKeyRow[]>;
  /** False when there is one of this number already; of any number of parallel calls one gets true. */
  readonly insert: (row: DataKeyRow) => Promise<boolean>;
  /** Puts another seal around a key, where nobody else did meanwhile. */
  readonly reseal: (before: DataKeyRow, sealedKey: string) => Promise<void>;
  readonly remove: (number: number) => Promise<void>;
}

/** Builds the repository on a store. */
export const createDataKeyRepository = (store: Store): DataKeyRepository => ({
  all: () =>
    store.read<DataKeyTables>().selectFrom("data_keys").selectAll().orderBy("number").execute(),
  insert: async (row) => {
    const inserted = await store
      .write<DataKeyTables>()
      .insertInto("data_keys")
      .values(row)
      .onConflict((conflict) => conflict.column("number").doNothing())
      .returning("number")
      .executeTakeFirst();
    return inserted !== undefined;
  },
  reseal: async (before, sealedKey) => {
    await store
      .write<DataKeyTables>()
      .updateTable("data_keys")
      .set({ sealed_key: sealedKey })
      .where("number", "=", before.number)
      .where("sealed_key", "=", before.sealed_key)
      .execute();
  },
  remove: async (number) => {
    await store
      .write<DataKeyTables>()
      .deleteFrom("data_keys")
      .where("number", "=", number)
      .execute();
  },
});
