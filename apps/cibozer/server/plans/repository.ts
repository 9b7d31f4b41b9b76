import type { Store } from "plinth";

/** One row of the table `plans`; times in milliseconds since the epoch, JSON as text. */
interface PlanRow {
  readonly id: string;
  readonly account_id: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly revision: number;
  readonly summary: string;
  readonly plan: string;
}

interface PlanTables {
  readonly plans: PlanRow;
}

/** A plan as the table keeps it. */
export interface StoredPlan {
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Rises with every change; a change names the revision it saw. */
  readonly revision: number;
  readonly summary: string;
  readonly plan: string;
}

/** All SQL about plans. Every function names the owner: nobody reads or changes another's (P-102). */
export interface PlanRepository {
  /** False when the account already has `limit` plans. */
  readonly insert: (plan: StoredPlan, limit: number) => Promise<boolean>;
  readonly list: (accountId: string) => Promise<readonly Omit<StoredPlan, "plan">[]>;
  readonly find: (accountId: string, id: string) => Promise<StoredPlan | undefined>;
  /** False when the plan was changed or removed since `revision` was read. */
  readonly replace: (plan: StoredPlan) => Promise<boolean>;
  readonly remove: (accountId: string, id: string) => Promise<boolean>;
  readonly removeAll: (accountId: string) => Promise<void>;
}

const LIST_LIMIT = 500;

const fromRow = (row: PlanRow): StoredPlan => ({
  id: row.id,
  accountId: row.account_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  revision: row.revision,
  summary: row.summary,
  plan: row.plan,
});

/** Builds the repository on a store of either engine. */
export const createPlanRepository = (store: Store): PlanRepository => ({
  insert: (plan, limit) =>
    store.transaction<PlanTables, boolean>(async (tx) => {
      const { count } = await tx
        .selectFrom("plans")
        .select((by) => by.fn.countAll<number>().as("count"))
        .where("account_id", "=", plan.accountId)
        .executeTakeFirstOrThrow();
      if (Number(count) >= limit) return false;
      await tx
        .insertInto("plans")
        .values({
          id: plan.id,
          account_id: plan.accountId,
          created_at: plan.createdAt,
          updated_at: plan.updatedAt,
          revision: plan.revision,
          summary: plan.summary,
          plan: plan.plan,
        })
        .execute();
      return true;
    }),
  list: async (accountId) => {
    const rows = await store
      .read<PlanTables>()
      .selectFrom("plans")
      .select(["id", "account_id", "created_at", "updated_at", "revision", "summary"])
      .where("account_id", "=", accountId)
      .orderBy("created_at", "desc")
      .limit(LIST_LIMIT)
      .execute();
    return rows.map((row) => fromRow({ ...row, plan: "" }));
  },
  find: async (accountId, id) => {
    const row = await store
      .read<PlanTables>()
      .selectFrom("plans")
      .selectAll()
      .where("id", "=", id)
      .where("account_id", "=", accountId)
      .executeTakeFirst();
    return row === undefined ? undefined : fromRow(row);
  },
  replace: async (plan) => {
    const changed = await store
      .write<PlanTables>()
      .updateTable("plans")
      .set({
        updated_at: plan.updatedAt,
        revision: plan.revision + 1,
        summary: plan.summary,
        plan: plan.plan,
      })
      .where("id", "=", plan.id)
      .where("account_id", "=", plan.accountId)
      .where("revision", "=", plan.revision)
      .returning("id")
      .execute();
    return changed.length === 1;
  },
  remove: async (accountId, id) => {
    const removed = await store
      .write<PlanTables>()
      .deleteFrom("plans")
      .where("id", "=", id)
      .where("account_id", "=", accountId)
      .returning("id")
      .execute();
    return removed.length === 1;
  },
  removeAll: async (accountId) => {
    await store
      .write<PlanTables>()
      .deleteFrom("plans")
      .where("account_id", "=", accountId)
      .execute();
  },
});
