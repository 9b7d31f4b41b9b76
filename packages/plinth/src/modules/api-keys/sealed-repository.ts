import type { SealedRow } from "#crypto";
import type { Store } from "#store";
import { signingContext } from "./keys/signing-keys.ts";
import type { ApiKeyTables } from "./repository.ts";

/** The sealed secrets of keys that sign with HMAC; the others keep a public key, which is no secret. */
export const createSealedSecrets = (store: Store) => ({
  after: async (id: string, limit: number): Promise<readonly SealedRow[]> => {
    const rows = await store
      .read<ApiKeyTables>()
      .selectFrom("api_keys")
      .select(["id", "signing_key"])
      .where("id", ">", id)
      .where("signing_algorithm", "=", "hmac-sha256")
      .orderBy("id")
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      sealed: row.signing_key ?? "",
      context: signingContext(row.id),
    }));
  },
  replace: async (before: SealedRow, sealed: string): Promise<void> => {
    await store
      .write<ApiKeyTables>()
      .updateTable("api_keys")
      .set({ signing_key: sealed })
      .where("id", "=", before.id)
      .where("signing_key", "=", before.sealed)
      .execute();
  },
});
