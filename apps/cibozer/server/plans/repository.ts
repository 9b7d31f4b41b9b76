import type { Store } from "plinth";
import { insertUpTo } from "../insert-up-to.ts";

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

/** One row of `plan_versions`: what a plan was at a revision. */
interface VersionRow {
  readonly plan_id: string;
  readonly revision: number;
  readonly account_id: string;
  readonly created_at: number;
  readonly menu: string;
}

interface PlanTables {
  readonly plans: PlanRow;
  readonly plan_versions: VersionRow;
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

/** What a plan was before a change. */
export interface PlanVersion {
  readonly planId: string;
  readonly revision: number;
  readonly createdAt: number;
  readonly menu: string;
}

/** What happens to the versions of a plan when it is replaced. */
export type VersionChange =
  /** The menu before the change is kept. */
  | { readonly keep: string }
  /** The version was taken back: it is gone. */
  | { readonly drop: number };

/** All SQL about plans. Every function names the owner: nobody reads or changes another's (P-102). */
export interface PlanRepository {
  /** False when the account already has `limit` plans. */
  readonly insert: (plan: StoredPlan, limit: number) => Promise<boolean>;
  readonly list: (accountId: string) => Promise<readonly Omit<StoredPlan, "plan">[]>;
  readonly find: (accountId: string, id: string) => Promise<StoredPlan | undefined>;
  /** False when the plan was changed or removed since `revision` was read. */
  readonly replace: (plan: StoredPlan, version: VersionChange) => Promise<boolean>;
  readonly lastVersion: (accountId: string, planId: string) => Promise<PlanVersion | undefined>;
  readonly versions: (accountId: string) => Promise<readonly PlanVersion[]>;
  readonly remove: (accountId: string, id: string) => Promise<boolean>;
  readonly removeAll: (accountId: string) => Promise<void>;
}

const LIST_LIMIT = 500;
/** Changes of a plan that can be taken back. */
const MAX_VERSIONS = 20;

const fromVersion = (row: VersionRow): PlanVersion => ({
  planId: row.plan_id,
  revision: row.revision,
  createdAt: row.created_at,
  menu: row.menu,
});

const fromRow = (row: PlanRow): StoredPlan => ({
  id: row.id,
  accountId: row.account_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  revision: row.revision,
  summary: row.summary,
  plan: row.plan,
});

const replacePlan = (store: Store, plan: StoredPlan, version: VersionChange): Promise<boolean> =>
  store.transaction<PlanTables, boolean>(async (tx) => {
    const changed = await tx
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
    if (changed.length !== 1) return false;
    if ("keep" in version) {
      await tx
        .insertInto("plan_versions")
        .values({
          plan_id: plan.id,
          revision: plan.revision,
          account_id: plan.accountId,
          created_at: plan.updatedAt,
          menu: version.keep,
        })
        .execute();
    }
    const oldest = plan.revision - MAX_VERSIONS;
    await tx
      .deleteFrom("plan_versions")
      .where("plan_id", "=", plan.id)
      .where((by) =>
        "drop" in version ? by("revision", "=", version.drop) : by("revision", "<=", oldest),
      )
      .execute();
    return true;
  });

const versionReads = (store: Store): Pick<PlanRepository, "lastVersion" | "versions"> => ({
  lastVersion: async (accountId, planId) => {
    const row = await store
      .read<PlanTables>()
      .selectFrom("plan_versions")
      .selectAll()
      .where("plan_id", "=", planId)
      .where("account_id", "=", accountId)
      .orderBy("revision", "desc")
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? undefined : fromVersion(row);
  },
  versions: async (accountId) => {
    const rows = await store
      .read<PlanTables>()
      .selectFrom("plan_versions")
      .selectAll()
      .where("account_id", "=", accountId)
      .orderBy("plan_id")
      .orderBy("revision")
      .execute();
    return rows.map(fromVersion);
  },
});

/** Builds the repository on a store of either engine. */
export const createPlanRepository = (store: Store): PlanRepository => ({
  insert: (plan, limit) =>
    store.transaction<PlanTables, boolean>((tx) =>
      insertUpTo(
        limit,
        tx
          .selectFrom("plans")
          .select((by) => by.fn.countAll<number>().as("count"))
          .where("account_id", "=", plan.accountId),
        tx.insertInto("plans").values({
          id: plan.id,
          account_id: plan.accountId,
          created_at: plan.createdAt,
          updated_at: plan.updatedAt,
          revision: plan.revision,
          summary: plan.summary,
          plan: plan.plan,
        }),
      ),
    ),
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
  replace: (plan, version) => replacePlan(store, plan, version),
  ...versionReads(store),
  remove: (accountId, id) =>
    store.transaction<PlanTables, boolean>(async (tx) => {
      const removed = await tx
        .deleteFrom("plans")
        .where("id", "=", id)
        .where("account_id", "=", accountId)
        .returning("id")
        .execute();
      if (removed.length !== 1) return false;
      await tx.deleteFrom("plan_versions").where("plan_id", "=", id).execute();
      return true;
    }),
  removeAll: (accountId) =>
    store.transaction<PlanTables, void>(async (tx) => {
      await tx.deleteFrom("plans").where("account_id", "=", accountId).execute();
      await tx.deleteFrom("plan_versions").where("account_id", "=", accountId).execute();
    }),
});
