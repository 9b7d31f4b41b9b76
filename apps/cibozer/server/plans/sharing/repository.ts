import type { Store } from "plinth";
import { insertUpTo } from "../../insert-up-to.ts";

/** What a link shows: the plan with its list, or the list alone. */
export type SharePart = "plan" | "list";

/** A row of `plan_shares`; times in milliseconds since the epoch. */
export interface ShareRow {
  readonly id: string;
  readonly account_id: string;
  readonly plan_id: string;
  /** What it shows. */
  readonly part: SharePart;
  readonly created_at: number;
  /** SHA-256 of the token: the token itself is known to nobody but its holders. */
  readonly token_hash: string;
  /** SHA-256 of token and password together; null = none is asked for. */
  readonly password_hash: string | null;
  readonly expires_at: number | null;
  readonly max_views: number | null;
  readonly views: number;
  /** Wrong passwords so far. */
  readonly wrong: number;
}

interface ShareTables {
  readonly plan_shares: ShareRow;
  readonly plans: { readonly id: string; readonly account_id: string };
}

/** All SQL about shared plans. */
export interface ShareRepository {
  /** "no-plan" where the account has no such plan, "full" where it has `limit` links. */
  readonly insert: (row: ShareRow, limit: number) => Promise<"ok" | "no-plan" | "full">;
  /** undefined where the account has no such plan. */
  readonly list: (accountId: string, planId: string) => Promise<readonly ShareRow[] | undefined>;
  readonly listAll: (accountId: string) => Promise<readonly ShareRow[]>;
  readonly remove: (accountId: string, id: string) => Promise<boolean>;
  readonly removePlan: (accountId: string, planId: string) => Promise<void>;
  readonly removeAll: (accountId: string) => Promise<void>;
  readonly find: (tokenHash: string) => Promise<ShareRow | undefined>;
  /** Counts a view; false where the last one was taken meanwhile. */
  readonly countView: (id: string) => Promise<boolean>;
  readonly countWrong: (id: string) => Promise<void>;
  /** Those of these that are there. */
  readonly among: (ids: readonly string[]) => Promise<readonly ShareRow[]>;
  /** Whoever it belongs to. */
  readonly revoke: (id: string) => Promise<void>;
}

/** Builds the repository on a store of either engine. */
export const createShareRepository = (store: Store): ShareRepository => ({
  ...ownerPart(store),
  find: (tokenHash) =>
    store
      .read<ShareTables>()
      .selectFrom("plan_shares")
      .selectAll()
      .where("token_hash", "=", tokenHash)
      .executeTakeFirst(),
  countView: async (id) => {
    const counted = await store
      .write<ShareTables>()
      .updateTable("plan_shares")
      .set((by) => ({ views: by("views", "+", 1) }))
      .where("id", "=", id)
      .where((by) => by.or([by("max_views", "is", null), by("views", "<", by.ref("max_views"))]))
      .returning("id")
      .execute();
    return counted.length === 1;
  },
  countWrong: async (id) => {
    await store
      .write<ShareTables>()
      .updateTable("plan_shares")
      .set((by) => ({ wrong: by("wrong", "+", 1) }))
      .where("id", "=", id)
      .execute();
  },
  among: async (ids) =>
    ids.length === 0
      ? []
      : store
          .read<ShareTables>()
          .selectFrom("plan_shares")
          .selectAll()
          .where("id", "in", [...ids])
          .execute(),
  revoke: async (id) => {
    await store.write<ShareTables>().deleteFrom("plan_shares").where("id", "=", id).execute();
  },
});

const ownerPart = (
  store: Store,
): Omit<ShareRepository, "find" | "countView" | "countWrong" | "among" | "revoke"> => ({
  insert: (row, limit) =>
    store.transaction<ShareTables, "ok" | "no-plan" | "full">(async (tx) => {
      const plan = await tx
        .selectFrom("plans")
        .select("id")
        .where("id", "=", row.plan_id)
        .where("account_id", "=", row.account_id)
        .executeTakeFirst();
      if (plan === undefined) return "no-plan";
      const isIn = await insertUpTo(
        limit,
        tx
          .selectFrom("plan_shares")
          .select((by) => by.fn.countAll<number>().as("count"))
          .where("plan_id", "=", row.plan_id),
        tx.insertInto("plan_shares").values(row),
      );
      return isIn ? "ok" : "full";
    }),
  list: async (accountId, planId) => {
    const read = store.read<ShareTables>();
    const plan = await read
      .selectFrom("plans")
      .select("id")
      .where("id", "=", planId)
      .where("account_id", "=", accountId)
      .executeTakeFirst();
    if (plan === undefined) return undefined;
    return read
      .selectFrom("plan_shares")
      .selectAll()
      .where("plan_id", "=", planId)
      .where("account_id", "=", accountId)
      .orderBy("created_at", "desc")
      .execute();
  },
  listAll: (accountId) =>
    store
      .read<ShareTables>()
      .selectFrom("plan_shares")
      .selectAll()
      .where("account_id", "=", accountId)
      .orderBy("created_at")
      .execute(),
  remove: async (accountId, id) => {
    const removed = await store
      .write<ShareTables>()
      .deleteFrom("plan_shares")
      .where("id", "=", id)
      .where("account_id", "=", accountId)
      .returning("id")
      .execute();
    return removed.length === 1;
  },
  removePlan: async (accountId, planId) => {
    await store
      .write<ShareTables>()
      .deleteFrom("plan_shares")
      .where("plan_id", "=", planId)
      .where("account_id", "=", accountId)
      .execute();
  },
  removeAll: async (accountId) => {
    await store
      .write<ShareTables>()
      .deleteFrom("plan_shares")
      .where("account_id", "=", accountId)
      .execute();
  },
});
