import { type AccountRow, accountStatements } from "#modules/accounts";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";
import type { CredentialTables, PasswordRow } from "../repository.ts";

/** What one accepted row becomes. */
export interface ImportedAccount {
  readonly account: AccountRow;
  readonly password: Omit<PasswordRow, "account_id"> | undefined;
}

/** Imported accounts in the database. */
export interface ImportRepository {
  /** Those of the addresses that have an account. */
  readonly taken: (addresses: readonly string[]) => Promise<ReadonlySet<string>>;
  /**
   * Writes all or, when the store fails, none; an address that is taken is passed over and
   * unchanged. Gives the addresses that were written.
   */
  readonly add: (rows: readonly ImportedAccount[]) => Promise<ReadonlySet<string>>;
}

/** Builds the repository on a store. */
export const createImportRepository = (store: Store): ImportRepository => ({
  taken: async (addresses) => {
    if (addresses.length === 0) return new Set();
    const rows = await store
      .read<CredentialTables>()
      .selectFrom("accounts")
      .select("email")
      .where("email", "in", addresses)
      .execute();
    return new Set(rows.map(({ email }) => email));
  },
  add: (rows) =>
    store.transaction(async (tx: Kysely<CredentialTables>) => {
      const added = new Set<string>();
      for (const { account, password } of rows) {
        if (!(await accountStatements(tx).insertAccount(account))) continue;
        added.add(account.email);
        if (password === undefined) continue;
        await tx
          .insertInto("passwords")
          .values({ account_id: account.id, ...password })
          .execute();
      }
      return added;
    }),
});
