import type { Store } from "plinth";
import { insertUpTo } from "../insert-up-to.ts";

/** A row of `calendar_feeds`; times in milliseconds since the epoch. */
export interface FeedRow {
  readonly id: string;
  readonly account_id: string;
  /** null = all plans of the account. */
  readonly plan_id: string | null;
  readonly created_at: number;
  /** SHA-256 of the token: the token itself is known to nobody but its holders. */
  readonly token_hash: string;
  /** When it was read last, to the hour. */
  readonly read_at: number | null;
}

interface FeedTables {
  readonly calendar_feeds: FeedRow;
}

/** All SQL about calendar addresses. Whatever changes one names the owner (P-102). */
export interface FeedRepository {
  /** False where the account has `limit` of them. */
  readonly insert: (row: FeedRow, limit: number) => Promise<boolean>;
  readonly list: (accountId: string) => Promise<readonly FeedRow[]>;
  readonly find: (tokenHash: string) => Promise<FeedRow | undefined>;
  readonly markRead: (id: string, now: number) => Promise<void>;
  readonly remove: (accountId: string, id: string) => Promise<boolean>;
  readonly removeAll: (accountId: string) => Promise<void>;
}

/** Builds the repository on a store of either engine. */
export const createFeedRepository = (store: Store): FeedRepository => ({
  insert: (row, limit) =>
    store.transaction<FeedTables, boolean>((tx) =>
      insertUpTo(
        limit,
        tx
          .selectFrom("calendar_feeds")
          .select((by) => by.fn.countAll<number>().as("count"))
          .where("account_id", "=", row.account_id),
        tx.insertInto("calendar_feeds").values(row),
      ),
    ),
  list: (accountId) =>
    store
      .read<FeedTables>()
      .selectFrom("calendar_feeds")
      .selectAll()
      .where("account_id", "=", accountId)
      .orderBy("created_at", "desc")
      .execute(),
  find: (tokenHash) =>
    store
      .read<FeedTables>()
      .selectFrom("calendar_feeds")
      .selectAll()
      .where("token_hash", "=", tokenHash)
      .executeTakeFirst(),
  markRead: async (id, now) => {
    await store
      .write<FeedTables>()
      .updateTable("calendar_feeds")
      .set({ read_at: now })
      .where("id", "=", id)
      .execute();
  },
  remove: async (accountId, id) => {
    const removed = await store
      .write<FeedTables>()
      .deleteFrom("calendar_feeds")
      .where("id", "=", id)
      .where("account_id", "=", accountId)
      .returning("id")
      .execute();
    return removed.length === 1;
  },
  removeAll: async (accountId) => {
    await store
      .write<FeedTables>()
      .deleteFrom("calendar_feeds")
      .where("account_id", "=", accountId)
      .execute();
  },
});
