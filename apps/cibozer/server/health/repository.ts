import type { Store } from "plinth";

/** A row of health_profiles. */
export interface HealthRow {
  readonly account_id: string;
  /** Sealed JSON. */
  readonly profile: string;
  /** Milliseconds since the epoch. */
  readonly updated_at: number;
}

interface HealthTables {
  readonly health_profiles: HealthRow;
}

/** All SQL about health profiles: one of an account. */
export interface HealthRepository {
  readonly find: (accountId: string) => Promise<HealthRow | undefined>;
  readonly put: (row: HealthRow) => Promise<void>;
  readonly remove: (accountId: string) => Promise<void>;
}

/** Builds the repository on a store of either engine. */
export const createHealthRepository = (store: Store): HealthRepository => ({
  find: (accountId) =>
    store
      .read<HealthTables>()
      .selectFrom("health_profiles")
      .selectAll()
      .where("account_id", "=", accountId)
      .executeTakeFirst(),
  put: async (row) => {
    await store
      .write<HealthTables>()
      .insertInto("health_profiles")
      .values(row)
      .onConflict((conflict) =>
        conflict
          .column("account_id")
          .doUpdateSet({ profile: row.profile, updated_at: row.updated_at }),
      )
      .execute();
  },
  remove: async (accountId) => {
    await store
      .write<HealthTables>()
      .deleteFrom("health_profiles")
      .where("account_id", "=", accountId)
      .execute();
  },
});
