import { type AccountTables, type AlsoWrite, selectRoleInForce } from "#modules/accounts";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";

/** A row of api_keys; times in milliseconds since the epoch. */
export interface ApiKeyRow {
  readonly id: string;
  readonly account_id: string;
  readonly name: string;
  /** "plk_" and 12 letters: names the key in lists, logs and signatures. */
  readonly public_id: string;
  /** SHA-256 of the key, 64 hex digits; the key itself is nowhere. */
  readonly key_hash: string;
  /** JSON list of scopes. */
  readonly scopes: string;
  /** The key's own limit such as "60/minute"; null where it has none. */
  readonly limits: string | null;
  /** Kinds of factors proven by whoever made it: 1 or 2. */
  readonly assurance: number;
  readonly signing_algorithm: "hmac-sha256" | "ed25519" | null;
  /** The sealed secret (hmac-sha256) or the public key as base64 (ed25519). */
  readonly signing_key: string | null;
  readonly created_at: number;
  readonly last_used_at: number | null;
  readonly expires_at: number;
  /** The key that came in its place; null while it is the newest. */
  readonly replaced_by: string | null;
}

/** A row of signature_nonces. */
interface NonceRow {
  /** SHA-256 of the key's public id and the nonce. */
  readonly nonce_hash: string;
  readonly expires_at: number;
}

/** The tables this module reads and writes. */
export interface ApiKeyTables extends AccountTables {
  readonly api_keys: ApiKeyRow;
  readonly signature_nonces: NonceRow;
}

/** A key and what its account is now: all that a check needs, in one read. */
export interface LiveKey extends ApiKeyRow {
  readonly role: string;
  readonly tier: string;
}

/** What an owner may have at a time. */
export interface KeyQuota {
  readonly now: number;
  /** Keys that may be valid at once. */
  readonly max: number;
}

/** How a key is replaced. */
export interface Rotation {
  readonly id: string;
  /** When the old key ends; its own end may come first. */
  readonly oldEndsAt: number;
  readonly quota: KeyQuota;
}

/** API keys in the database; `also` is written in the same transaction as what is changed. */
export interface ApiKeyRepository {
  readonly engine: Store["engine"];
  /** A key whose account is not disabled; one indexed read. */
  readonly find: (publicId: string) => Promise<LiveKey | undefined>;
  readonly listOf: (accountId: string) => Promise<readonly ApiKeyRow[]>;
  readonly findOf: (accountId: string, id: string) => Promise<ApiKeyRow | undefined>;
  /** False when the account has as many valid keys as it may. */
  readonly insert: (row: ApiKeyRow, quota: KeyQuota, also?: AlsoWrite) => Promise<boolean>;
  /** Adds `next` and lets the old key run out, both or none. */
  readonly rotate: (
    next: ApiKeyRow,
    rotation: Rotation,
    also?: AlsoWrite,
  ) => Promise<"done" | "gone" | "full">;
  readonly rename: (accountId: string, id: string, name: string) => Promise<ApiKeyRow | undefined>;
  /** The removed row's public id; undefined when the account has no such key. */
  readonly remove: (accountId: string, id: string) => Promise<string | undefined>;
  /** Ends every key of every account at an instant; how many were valid then. */
  readonly endAll: (now: number) => Promise<number>;
  readonly touch: (id: string, lastUsedAt: number) => Promise<void>;
  /** False when the hash is there already; of any number of parallel calls one gets true. */
  readonly insertNonce: (nonceHash: string, expiresAt: number) => Promise<boolean>;
  readonly removeExpiredNonces: (now: number) => Promise<void>;
  /** Removes keys that ended before an instant. */
  readonly removeEndedBefore: (instant: number) => Promise<void>;
  readonly erase: (accountId: string) => Promise<void>;
}

/** Whoever holds the account's row sees what those before have committed. */
const ONE_BY_ONE = { isolation: "read committed" } as const;

/** Keys of one account are made one after the other: nobody is in need of trying again. */
const lockAccount = async (tx: Kysely<ApiKeyTables>, accountId: string): Promise<void> => {
  await tx
    .updateTable("accounts")
    .set((eb) => ({ session_epoch: eb.ref("session_epoch") }))
    .where("id", "=", accountId)
    .execute();
};

const countValid = async (
  tx: Kysely<ApiKeyTables>,
  accountId: string,
  now: number,
): Promise<number> => {
  const row = await tx
    .selectFrom("api_keys")
    .select((eb) => eb.fn.countAll<number | string>().as("valid"))
    .where("account_id", "=", accountId)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return Number(row?.valid ?? 0);
};

const rotateIn = async (
  tx: Kysely<ApiKeyTables>,
  next: ApiKeyRow,
  { id, oldEndsAt, quota }: Rotation,
): Promise<"done" | "gone" | "full"> => {
  const old = await tx
    .selectFrom("api_keys")
    .select("expires_at")
    .where("id", "=", id)
    .where("account_id", "=", next.account_id)
    .where("expires_at", ">", quota.now)
    .where("replaced_by", "is", null)
    .executeTakeFirst();
  if (old === undefined) return "gone";
  const expires_at = Math.min(old.expires_at, oldEndsAt);
  const kept = await countValid(tx, next.account_id, quota.now);
  if (kept - (expires_at <= quota.now ? 1 : 0) >= quota.max) return "full";
  await tx.insertInto("api_keys").values(next).execute();
  await tx
    .updateTable("api_keys")
    .set({ expires_at, replaced_by: next.id })
    .where("id", "=", id)
    .execute();
  return "done";
};

const nonceStatements = (
  write: () => Kysely<ApiKeyTables>,
): Pick<ApiKeyRepository, "insertNonce" | "removeExpiredNonces"> => ({
  insertNonce: async (nonceHash, expiresAt) => {
    const inserted = await write()
      .insertInto("signature_nonces")
      .values({ nonce_hash: nonceHash, expires_at: expiresAt })
      .onConflict((conflict) => conflict.column("nonce_hash").doNothing())
      .returning("nonce_hash")
      .executeTakeFirst();
    return inserted !== undefined;
  },
  removeExpiredNonces: async (now) => {
    await write().deleteFrom("signature_nonces").where("expires_at", "<=", now).execute();
  },
});

/** Builds the repository on a store. */
export const createApiKeyRepository = (store: Store): ApiKeyRepository => {
  const read = () => store.read<ApiKeyTables>();
  const write = () => store.write<ApiKeyTables>();
  const byPublicId = store.prepare<ApiKeyTables, { publicId: string }, LiveKey>((db, value) =>
    db
      .selectFrom("api_keys")
      .innerJoin("accounts", "accounts.id", "api_keys.account_id")
      .where("api_keys.public_id", "=", value("publicId"))
      .where("accounts.disabled_at", "is", null)
      .selectAll("api_keys")
      .select(["accounts.tier", selectRoleInForce()]),
  );
  return {
    engine: store.engine,
    find: (publicId) => byPublicId.first({ publicId }),
    listOf: (accountId) =>
      read()
        .selectFrom("api_keys")
        .selectAll()
        .where("account_id", "=", accountId)
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(200)
        .execute(),
    findOf: (accountId, id) =>
      read()
        .selectFrom("api_keys")
        .selectAll()
        .where("id", "=", id)
        .where("account_id", "=", accountId)
        .executeTakeFirst(),
    insert: (row, { now, max }, also) =>
      store.transaction(async (tx: Kysely<ApiKeyTables>) => {
        await lockAccount(tx, row.account_id);
        if ((await countValid(tx, row.account_id, now)) >= max) return false;
        await tx.insertInto("api_keys").values(row).execute();
        await also?.(tx);
        return true;
      }, ONE_BY_ONE),
    rotate: (next, rotation, also) =>
      store.transaction(async (tx: Kysely<ApiKeyTables>) => {
        await lockAccount(tx, next.account_id);
        const outcome = await rotateIn(tx, next, rotation);
        if (outcome === "done") await also?.(tx);
        return outcome;
      }, ONE_BY_ONE),
    rename: (accountId, id, name) =>
      write()
        .updateTable("api_keys")
        .set({ name })
        .where("id", "=", id)
        .where("account_id", "=", accountId)
        .returningAll()
        .executeTakeFirst(),
    remove: async (accountId, id) => {
      const removed = await write()
        .deleteFrom("api_keys")
        .where("id", "=", id)
        .where("account_id", "=", accountId)
        .returning("public_id")
        .executeTakeFirst();
      return removed?.public_id;
    },
    endAll: async (now) => {
      const { numUpdatedRows } = await write()
        .updateTable("api_keys")
        .set({ expires_at: now })
        .where("expires_at", ">", now)
        .executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    },
    touch: async (id, lastUsedAt) => {
      await write()
        .updateTable("api_keys")
        .set({ last_used_at: lastUsedAt })
        .where("id", "=", id)
        .execute();
    },
    ...nonceStatements(write),
    removeEndedBefore: async (instant) => {
      await write().deleteFrom("api_keys").where("expires_at", "<", instant).execute();
    },
    erase: async (accountId) => {
      await write().deleteFrom("api_keys").where("account_id", "=", accountId).execute();
    },
  };
};
