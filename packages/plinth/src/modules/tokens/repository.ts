import { isUniqueViolation, type Store } from "#store";
import type { Kysely } from "#vendor/kysely";

/** A row of signing_keys; times in milliseconds since the epoch. */
export interface SigningKeyRow {
  /** Position in the chain of keys: each rotation adds the next. */
  readonly number: number;
  readonly kid: string;
  /** One of JWT_ALGORITHMS, as text of the database. */
  readonly algorithm: string;
  /** The private key, sealed; null for HS256, whose keys are derived from JWT_SECRET_KEY. */
  readonly sealed_key: string | null;
  readonly created_at: number;
  /** Published before, so that every node and every verifier knows it when it begins. */
  readonly signs_from: number;
  /** When its successor begins; null for the newest. */
  readonly retired_at: number | null;
  /** When the last of its tokens is over; null for the newest. */
  readonly expires_at: number | null;
}

/** The table of this module. */
export interface TokenTables {
  readonly signing_keys: SigningKeyRow;
}

/** Signing keys in the database. */
export interface SigningKeyRepository {
  readonly engine: Store["engine"];
  readonly load: () => Promise<readonly SigningKeyRow[]>;
  /**
   * In one transaction: reads the keys, adds the one that `next` makes of them, if any, and ends
   * the open ones as it says. True when a key was added. May call `next` more than once.
   */
  readonly extend: (
    next: (rows: readonly SigningKeyRow[]) => Extension | undefined,
  ) => Promise<boolean>;
  readonly removeExpired: (now: number) => Promise<void>;
  /** Ends every key but the one of this number at an instant that is over. */
  readonly endAllBut: (number: number, now: number) => Promise<void>;
}

/** A new key, and when the keys before it are over. */
export interface Extension {
  readonly row: SigningKeyRow;
  /** When the last token of an older key is over. */
  readonly othersExpireAt: number;
}

/** Builds the repository on a store. */
export const createSigningKeyRepository = (store: Store): SigningKeyRepository => {
  const rows = (db: Kysely<TokenTables>) =>
    db.selectFrom("signing_keys").selectAll().orderBy("number").execute();
  return {
    engine: store.engine,
    load: () => rows(store.read<TokenTables>()),
    extend: async (next) => {
      try {
        return await store.transaction(async (tx: Kysely<TokenTables>) => {
          const extension = next(await rows(tx));
          if (extension === undefined) return false;
          await tx
            .updateTable("signing_keys")
            .set({ retired_at: extension.row.signs_from, expires_at: extension.othersExpireAt })
            .where("expires_at", "is", null)
            .execute();
          await tx.insertInto("signing_keys").values(extension.row).execute();
          return true;
        });
      } catch (fault) {
        // Another node took this place in the chain at the same moment: its key is as good.
        if (isUniqueViolation(fault)) return false;
        throw fault;
      }
    },
    removeExpired: async (now) => {
      await store
        .write<TokenTables>()
        .deleteFrom("signing_keys")
        .where("expires_at", "<=", now)
        .execute();
    },
    endAllBut: async (number, now) => {
      await store
        .write<TokenTables>()
        .updateTable("signing_keys")
        .set({ expires_at: now })
        .where("number", "!=", number)
        .execute();
    },
  };
};
