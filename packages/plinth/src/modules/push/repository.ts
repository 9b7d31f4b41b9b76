import type { SealedRow } from "#crypto";
import type { SessionTables } from "#modules/sessions";
import type { OpenTransaction } from "#services/jobs";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";
import type { PushKind } from "./kind.ts";

/** A row of push_subscriptions; times in milliseconds since the epoch. */
export interface SubscriptionRow {
  readonly id: string;
  readonly account_id: string;
  readonly session_id: string;
  /** SHA-256 of the endpoint. */
  readonly endpoint_hash: string;
  /** Host of the push service. */
  readonly service: string;
  /** Endpoint and keys as JSON, sealed. */
  readonly address: string;
  readonly created_at: number;
  readonly sent_at: number | null;
}

interface SendingRow {
  readonly id: string;
  readonly account_id: string;
  readonly kind: string;
  readonly at: number;
}

interface PushTables extends SessionTables {
  readonly push_keys: {
    readonly id: string;
    readonly sealed_key: string;
    readonly created_at: number;
  };
  readonly push_subscriptions: SubscriptionRow;
  readonly push_sendings: SendingRow;
}

type Db = Kysely<PushTables>;

/** The one row of push_keys. */
export const KEY_ID = "vapid";

/** All SQL of messages to browsers. Whatever a caller names is looked for among their own (P-102). */
export interface PushRepository {
  readonly findKey: () => Promise<string | undefined>;
  /** Keeps the key of an application that has none yet. */
  readonly insertKey: (sealed: string, now: number) => Promise<void>;
  readonly keysAfter: (id: string, limit: number) => Promise<readonly Omit<SealedRow, "context">[]>;
  readonly replaceKey: (before: Pick<SealedRow, "id" | "sealed">, sealed: string) => Promise<void>;
  /** In the place of what the browser, or its session, had before. */
  readonly put: (row: SubscriptionRow) => Promise<void>;
  readonly list: (accountId: string) => Promise<readonly SubscriptionRow[]>;
  readonly remove: (accountId: string, id: string) => Promise<boolean>;
  /** One whose session holds; undefined where somebody signed out or was shut out. */
  readonly findLive: (id: string, now: number) => Promise<SubscriptionRow | undefined>;
  readonly removeDead: (id: string, tx?: OpenTransaction) => Promise<void>;
  readonly markSent: (id: string, now: number, tx: OpenTransaction) => Promise<void>;
  /** Notes a message, unless the account had enough of its kind. */
  readonly admit: (
    sending: Pick<SendingRow, "id" | "account_id" | "at"> & { readonly kind: PushKind },
    tx: OpenTransaction,
  ) => Promise<boolean>;
  readonly targetsOf: (
    accountId: string,
    tx: OpenTransaction,
  ) => Promise<readonly Pick<SubscriptionRow, "id" | "service">[]>;
  readonly transaction: <T>(work: (tx: OpenTransaction) => Promise<T>) => Promise<T>;
  readonly sendingsOf: (accountId: string) => Promise<readonly SendingRow[]>;
  readonly eraseSendings: (accountId: string) => Promise<void>;
  readonly erase: (accountId: string) => Promise<void>;
  /** Hangs what hung on a session on the one that took its place. */
  readonly moveToSession: (tx: OpenTransaction, before: string, next: string) => Promise<void>;
}

/** Sessions that hold now: not past their end, of the account's epoch, of an account that may enter. */
const findLive = (db: Db, id: string, now: number) =>
  db
    .selectFrom("push_subscriptions")
    .innerJoin("sessions", "sessions.id", "push_subscriptions.session_id")
    .innerJoin("accounts", "accounts.id", "push_subscriptions.account_id")
    .selectAll("push_subscriptions")
    .where("push_subscriptions.id", "=", id)
    .whereRef("accounts.session_epoch", "=", "sessions.epoch")
    .where("accounts.disabled_at", "is", null)
    .where("sessions.expires_at", ">", now)
    .executeTakeFirst();

/** Transactions are serializable: of messages at once, no more are let through than may. */
const admit: PushRepository["admit"] = async ({ kind, ...row }, tx) => {
  const db = tx as Db;
  const known = await db
    .selectFrom("push_sendings")
    .select("id")
    .where("account_id", "=", row.account_id)
    .where("kind", "=", kind.name)
    .where("at", ">", row.at - kind.withinMs)
    .limit(kind.most)
    .execute();
  if (known.length >= kind.most) return false;
  await db
    .insertInto("push_sendings")
    .values({ ...row, kind: kind.name })
    .execute();
  return true;
};

const createKeyRows = (
  store: Store,
): Pick<PushRepository, "findKey" | "insertKey" | "keysAfter" | "replaceKey"> => {
  const read = () => store.read<PushTables>().selectFrom("push_keys");
  return {
    findKey: async () =>
      (await read().select("sealed_key").where("id", "=", KEY_ID).executeTakeFirst())?.sealed_key,
    insertKey: async (sealed_key, created_at) => {
      await store
        .write<PushTables>()
        .insertInto("push_keys")
        .values({ id: KEY_ID, sealed_key, created_at })
        // Another node was first: its key is as good.
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
    },
    keysAfter: (id, limit) =>
      read()
        .select(["id", "sealed_key as sealed"])
        .where("id", ">", id)
        .orderBy("id")
        .limit(limit)
        .execute(),
    replaceKey: async ({ id, sealed }, sealed_key) => {
      await store
        .write<PushTables>()
        .updateTable("push_keys")
        .set({ sealed_key })
        .where("id", "=", id)
        .where("sealed_key", "=", sealed)
        .execute();
    },
  };
};

/** Builds the repository on a store. */
export const createPushRepository = (store: Store): PushRepository => {
  const read = () => store.read<PushTables>();
  const write = () => store.write<PushTables>();
  const remove = (db: Db) => db.deleteFrom("push_subscriptions");
  return {
    ...createKeyRows(store),
    put: (row) =>
      store.transaction<PushTables, void>(async (tx) => {
        await remove(tx).where("session_id", "=", row.session_id).execute();
        await remove(tx).where("endpoint_hash", "=", row.endpoint_hash).execute();
        await tx.insertInto("push_subscriptions").values(row).execute();
      }),
    list: (accountId) =>
      read()
        .selectFrom("push_subscriptions")
        .selectAll()
        .where("account_id", "=", accountId)
        .orderBy("created_at", "desc")
        .execute(),
    remove: async (accountId, id) => {
      const removed = await remove(write())
        .where("id", "=", id)
        .where("account_id", "=", accountId)
        .returning("id")
        .executeTakeFirst();
      return removed !== undefined;
    },
    findLive: (id, now) => findLive(read(), id, now),
    removeDead: async (id, tx) => {
      await remove(tx === undefined ? write() : (tx as Db))
        .where("id", "=", id)
        .execute();
    },
    markSent: async (id, sent_at, tx) => {
      await (tx as Db)
        .updateTable("push_subscriptions")
        .set({ sent_at })
        .where("id", "=", id)
        .execute();
    },
    admit,
    targetsOf: (accountId, tx) =>
      (tx as Db)
        .selectFrom("push_subscriptions")
        .select(["id", "service"])
        .where("account_id", "=", accountId)
        .orderBy("id")
        .execute(),
    transaction: (work) => store.transaction((tx: Db) => work(tx)),
    sendingsOf: (accountId) =>
      read()
        .selectFrom("push_sendings")
        .selectAll()
        .where("account_id", "=", accountId)
        .orderBy("kind")
        .orderBy("at")
        .execute(),
    eraseSendings: async (accountId) => {
      await write().deleteFrom("push_sendings").where("account_id", "=", accountId).execute();
    },
    erase: async (accountId) => {
      await remove(write()).where("account_id", "=", accountId).execute();
    },
    moveToSession: async (tx, before, next) => {
      await (tx as Db)
        .updateTable("push_subscriptions")
        .set({ session_id: next })
        .where("session_id", "=", before)
        .execute();
    },
  };
};
