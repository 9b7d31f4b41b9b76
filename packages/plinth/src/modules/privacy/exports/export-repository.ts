import type { OpenTransaction } from "#services/jobs";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";

/** A row of privacy_exports; times in milliseconds since the epoch. */
export interface ExportRow {
  readonly id: string;
  readonly account_id: string;
  readonly state: "waiting" | "ready" | "fetched" | "failed";
  readonly created_at: number;
  readonly ready_at: number | null;
  readonly expires_at: number | null;
  readonly bytes: number | null;
  readonly stored_name: string | null;
  /** SHA-256 of the ticket that fetches it once. */
  readonly ticket_hash: string | null;
  readonly ticket_until: number | null;
}

interface ExportTables {
  readonly privacy_exports: ExportRow;
}

/** All SQL about exports. */
export interface ExportRepository {
  /** False when one waits already; nothing is written then, and `also` does not run. */
  readonly insert: (
    row: ExportRow,
    also: (tx: OpenTransaction) => Promise<unknown>,
  ) => Promise<boolean>;
  readonly find: (id: string) => Promise<ExportRow | undefined>;
  /** Of an account, newest first. */
  readonly allOf: (accountId: string) => Promise<readonly ExportRow[]>;
  /** Of everybody, newest before an instant first. */
  readonly page: (before: number, limit: number) => Promise<readonly ExportRow[]>;
  readonly markFailed: (id: string) => Promise<void>;
  /** Gives up those that still wait although they were asked for before an instant. */
  readonly failOlderThan: (instant: number) => Promise<void>;
  /** False when the export is not ready any more. */
  readonly setTicket: (
    row: Pick<ExportRow, "id" | "account_id">,
    ticketHash: string,
    until: number,
  ) => Promise<boolean>;
  /** The export of a ticket, which is void from now on; of any number of parallel calls one gets it. */
  readonly useTicket: (
    row: Pick<ExportRow, "id" | "account_id">,
    ticketHash: string,
    now: number,
  ) => Promise<ExportRow | undefined>;
  /** Those that are ready although their time is over. */
  readonly expired: (now: number) => Promise<readonly ExportRow[]>;
  /** Says that nothing lies on the disk any more. */
  readonly markGone: (id: string) => Promise<void>;
  readonly knownAmong: (names: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly erase: (accountId: string) => Promise<void>;
}

/** Says that an archive is ready, in the transaction of its job. */
export const markReady = async (
  connection: OpenTransaction,
  id: string,
  ready: Pick<ExportRow, "ready_at" | "expires_at" | "bytes" | "stored_name">,
): Promise<void> => {
  await (connection as unknown as Kysely<ExportTables>)
    .updateTable("privacy_exports")
    .set({ state: "ready", ...ready })
    .where("id", "=", id)
    .execute();
};

const insertIn = async (tx: Kysely<ExportTables>, row: ExportRow): Promise<boolean> => {
  const waiting = await tx
    .selectFrom("privacy_exports")
    .select("id")
    .where("account_id", "=", row.account_id)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  if (waiting !== undefined) return false;
  await tx.insertInto("privacy_exports").values(row).execute();
  return true;
};

/** Builds the repository on a store. */
export const createExportRepository = (store: Store): ExportRepository => {
  const read = () => store.read<ExportTables>().selectFrom("privacy_exports").selectAll();
  const change = () => store.write<ExportTables>().updateTable("privacy_exports");
  return {
    insert: (row, also) =>
      store.transaction(async (tx: Kysely<ExportTables>) => {
        const isNew = await insertIn(tx, row);
        if (isNew) await also(tx);
        return isNew;
      }),
    find: (id) => read().where("id", "=", id).executeTakeFirst(),
    allOf: (accountId) =>
      read().where("account_id", "=", accountId).orderBy("id", "desc").limit(50).execute(),
    page: (before, limit) =>
      read().where("created_at", "<", before).orderBy("created_at", "desc").limit(limit).execute(),
    markFailed: async (id) => {
      await change().set({ state: "failed" }).where("id", "=", id).execute();
    },
    failOlderThan: async (instant) => {
      await change()
        .set({ state: "failed" })
        .where("state", "=", "waiting")
        .where("created_at", "<", instant)
        .execute();
    },
    setTicket: async ({ id, account_id }, ticketHash, until) => {
      const set = await change()
        .set({ ticket_hash: ticketHash, ticket_until: until })
        .where("id", "=", id)
        .where("account_id", "=", account_id)
        .where("state", "=", "ready")
        .returning("id")
        .executeTakeFirst();
      return set !== undefined;
    },
    useTicket: ({ id, account_id }, ticketHash, now) =>
      change()
        .set({ state: "fetched", ticket_hash: null, ticket_until: null })
        .where("id", "=", id)
        .where("account_id", "=", account_id)
        .where("state", "=", "ready")
        .where("ticket_hash", "=", ticketHash)
        .where("ticket_until", ">", now)
        .where("expires_at", ">", now)
        .returningAll()
        .executeTakeFirst(),
    expired: (now) =>
      read().where("state", "=", "ready").where("expires_at", "<=", now).limit(200).execute(),
    markGone: async (id) => {
      await change()
        .set({ state: "fetched", stored_name: null, ticket_hash: null, ticket_until: null })
        .where("id", "=", id)
        .execute();
    },
    knownAmong: async (names) => {
      if (names.length === 0) return new Set();
      const rows = await store
        .read<ExportTables>()
        .selectFrom("privacy_exports")
        .select("stored_name")
        .where("stored_name", "in", names)
        .execute();
      return new Set(rows.map(({ stored_name }) => stored_name ?? ""));
    },
    erase: async (accountId) => {
      await store
        .write<ExportTables>()
        .deleteFrom("privacy_exports")
        .where("account_id", "=", accountId)
        .execute();
    },
  };
};
