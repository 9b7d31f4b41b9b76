import type { Store } from "plinth";

/** A row of `grocery_checks`: foods as JSON. */
interface CheckRow {
  readonly plan_id: string;
  readonly account_id: string;
  readonly checked: string;
}

interface CheckTables {
  readonly grocery_checks: CheckRow;
  readonly plans: { readonly id: string; readonly account_id: string };
}

/** All SQL about what is in the basket. Every function names the owner (P-102). */
export interface CheckRepository {
  readonly find: (accountId: string, planId: string) => Promise<readonly string[]>;
  /** undefined where the account has no such plan. */
  readonly change: (
    accountId: string,
    planId: string,
    change: (checked: readonly string[]) => readonly string[],
  ) => Promise<readonly string[] | undefined>;
  readonly list: (accountId: string) => Promise<readonly Record<string, unknown>[]>;
  readonly remove: (accountId: string, planId: string) => Promise<void>;
  readonly removeAll: (accountId: string) => Promise<void>;
}

const read = (row: Pick<CheckRow, "checked"> | undefined): readonly string[] =>
  row === undefined ? [] : (JSON.parse(row.checked) as readonly string[]);

/** Builds the repository on a store of either engine. */
export const createCheckRepository = (store: Store): CheckRepository => ({
  find: async (accountId, planId) =>
    read(
      await store
        .read<CheckTables>()
        .selectFrom("grocery_checks")
        .select("checked")
        .where("plan_id", "=", planId)
        .where("account_id", "=", accountId)
        .executeTakeFirst(),
    ),
  change: (accountId, planId, change) =>
    store.transaction<CheckTables, readonly string[] | undefined>(async (tx) => {
      const plan = await tx
        .selectFrom("plans")
        .select("id")
        .where("id", "=", planId)
        .where("account_id", "=", accountId)
        .executeTakeFirst();
      if (plan === undefined) return undefined;
      const row = await tx
        .selectFrom("grocery_checks")
        .select("checked")
        .where("plan_id", "=", planId)
        .executeTakeFirst();
      const next = change(read(row));
      const checked = JSON.stringify(next);
      await tx
        .insertInto("grocery_checks")
        .values({ plan_id: planId, account_id: accountId, checked })
        .onConflict((conflict) => conflict.column("plan_id").doUpdateSet({ checked }))
        .execute();
      return next;
    }),
  list: async (accountId) => {
    const rows = await store
      .read<CheckTables>()
      .selectFrom("grocery_checks")
      .selectAll()
      .where("account_id", "=", accountId)
      .orderBy("plan_id")
      .execute();
    return rows.map((row) => ({ planId: row.plan_id, checked: read(row) }));
  },
  remove: async (accountId, planId) => {
    await store
      .write<CheckTables>()
      .deleteFrom("grocery_checks")
      .where("plan_id", "=", planId)
      .where("account_id", "=", accountId)
      .execute();
  },
  removeAll: async (accountId) => {
    await store
      .write<CheckTables>()
      .deleteFrom("grocery_checks")
      .where("account_id", "=", accountId)
      .execute();
  },
});
