import type { SealedRow } from "#crypto";
import type { Store } from "#store";
import { secretContext } from "./parts.ts";
import type { MfaTables } from "./rows.ts";

/** The sealed secrets of authenticators, to be sealed anew: a page by id, and one in another's place. */
export const createSealedSecrets = (store: Store) => ({
  after: async (id: string, limit: number): Promise<readonly SealedRow[]> => {
    const rows = await store
      .read<MfaTables>()
      .selectFrom("mfa_factors")
      .select(["id", "account_id", "secret"])
      .where("id", ">", id)
      .orderBy("id")
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      sealed: row.secret,
      context: secretContext(row.account_id, row.id),
    }));
  },
  replace: async (before: SealedRow, sealed: string): Promise<void> => {
    await store
      .write<MfaTables>()
      .updateTable("mfa_factors")
      .set({ secret: sealed })
      .where("id", "=", before.id)
      .where("secret", "=", before.sealed)
      .execute();
  },
});
