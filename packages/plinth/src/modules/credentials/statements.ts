import type { Kysely } from "#vendor/kysely";
import type { CredentialTables } from "./repository.ts";

/** Statements that other modules run inside their own transactions. */
export interface CredentialStatements {
  readonly hasPassword: (accountId: string) => Promise<boolean>;
}

/** The statements of credentials on a connection or transaction of any set of tables. */
export const credentialStatements = (connection: {
  readonly isTransaction: boolean;
}): CredentialStatements => {
  const db = connection as Kysely<CredentialTables>;
  return {
    hasPassword: async (accountId) => {
      const row = await db
        .selectFrom("passwords")
        .select("account_id")
        .where("account_id", "=", accountId)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
};
