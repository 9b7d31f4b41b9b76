import type { AccountTables } from "#modules/accounts";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";

/** A row of privacy_erasures. */
export interface ErasureRow {
  readonly erased_id: string;
  /** Milliseconds since the epoch; so is `done_at`, null while something is left. */
  readonly at: number;
  readonly done_at: number | null;
  readonly origin: "owner" | "administrator" | "ledger";
}

interface ErasureTables extends AccountTables {
  readonly privacy_erasures: ErasureRow;
}

/** All SQL about erasures. */
export interface ErasureRepository {
  /**
   * Notes the erasure and shuts the account, unless nobody with one of the roles would be left.
   * Decided in one transaction, so that the last two administrators do not both go.
   */
  readonly begin: (
    row: ErasureRow,
    protectedRoles: readonly string[],
  ) => Promise<"begun" | "missing" | "last">;
  /** Notes erasures that the ledger knows and the database does not. */
  readonly adopt: (rows: readonly ErasureRow[]) => Promise<void>;
  readonly all: () => Promise<readonly ErasureRow[]>;
  /** The newest before an instant. */
  readonly page: (before: number, limit: number) => Promise<readonly ErasureRow[]>;
  readonly finish: (id: string, at: number) => Promise<void>;
  /** Those of some ids that a column still names. */
  readonly namedIn: (
    table: string,
    column: string,
    ids: readonly string[],
  ) => Promise<readonly string[]>;
}

const beginIn = async (
  tx: Kysely<ErasureTables>,
  row: ErasureRow,
  protectedRoles: readonly string[],
): Promise<"begun" | "missing" | "last"> => {
  const account = await tx
    .selectFrom("accounts")
    .select(["id", "role"])
    .where("id", "=", row.erased_id)
    .executeTakeFirst();
  if (account === undefined) return "missing";
  if (protectedRoles.includes(account.role)) {
    const other = await tx
      .selectFrom("accounts")
      .select("id")
      .where("role", "in", protectedRoles)
      .where("id", "!=", row.erased_id)
      .where("disabled_at", "is", null)
      .limit(1)
      .executeTakeFirst();
    if (other === undefined) return "last";
  }
  await tx
    .updateTable("accounts")
    .set((eb) => ({ disabled_at: row.at, session_epoch: eb("session_epoch", "+", 1) }))
    .where("id", "=", row.erased_id)
    .execute();
  await tx
    .insertInto("privacy_erasures")
    .values(row)
    .onConflict((conflict) => conflict.column("erased_id").doNothing())
    .execute();
  return "begun";
};

/** Builds the repository on a store. */
export const createErasureRepository = (store: Store): ErasureRepository => {
  const read = () => store.read<ErasureTables>().selectFrom("privacy_erasures").selectAll();
  return {
    begin: (row, protectedRoles) =>
      store.transaction((tx: Kysely<ErasureTables>) => beginIn(tx, row, protectedRoles)),
    adopt: async (rows) => {
      for (let from = 0; from < rows.length; from += 200) {
        await store
          .write<ErasureTables>()
          .insertInto("privacy_erasures")
          .values(rows.slice(from, from + 200))
          .onConflict((conflict) => conflict.column("erased_id").doNothing())
          .execute();
      }
    },
    all: () => read().orderBy("at").execute(),
    page: (before, limit) =>
      read().where("at", "<", before).orderBy("at", "desc").limit(limit).execute(),
    finish: async (id, at) => {
      await store
        .write<ErasureTables>()
        .updateTable("privacy_erasures")
        .set({ done_at: at })
        .where("erased_id", "=", id)
        .execute();
    },
    namedIn: async (table, column, ids) => {
      const rows = await store
        .read<Record<string, Record<string, string>>>()
        .selectFrom(table)
        .select(`${column} as id`)
        .distinct()
        .where(column, "in", ids)
        .execute();
      return rows.map(({ id }) => String(id));
    },
  };
};
