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

/** What of one list is in the basket, as the table keeps it. */
export interface StoredChecks {
  readonly planId: string;
  readonly checked: string;
}

/** All SQL about what is in the basket. Every function names the owner (P-102). */
export interface CheckRepository {
  readonly find: (accountId: string, planId: string) => Promise<StoredChecks | undefined>;
  /**
   * Puts what is checked in the place of what was read; "changed" where somebody else did meanwhile,
   * "no-plan" where the account has no such plan.
   */
  readonly replace: (
    accountId: string,
    before: StoredChecks | undefined,
    now: StoredChecks,
  ) => Promise<"ok" | "changed" | "no-plan">;
  readonly list: (accountId: string) => Promise<readonly StoredChecks[]>;
  readonly remove: (accountId: string, planId: string) => Promise<void>;
  readonly removeAll: (accountId: string) => Promise<void>;
}

const fromRow = ({ plan_id, checked }: CheckRow): StoredChecks => ({ planId: plan_id, checked });

/** Builds the repository on a store of either engine. */
export const createCheckRepository = (store: Store): CheckRepository => ({
  find: async (accountId, planId) => {
    const row = await store
      .read<CheckTables>()
      .selectFrom("grocery_checks")
      .selectAll()
      .where("plan_id", "=", planId)
      .where("account_id", "=", accountId)
      .executeTakeFirst();
    return row && fromRow(row);
  },
  replace: (accountId, before, { planId, checked }) =>
    store.transaction<CheckTables, "ok" | "changed" | "no-plan">(async (tx) => {
      const plan = await tx
        .selectFrom("plans")
        .select("id")
        .where("id", "=", planId)
        .where("account_id", "=", accountId)
        .executeTakeFirst();
      if (plan === undefined) return "no-plan";
      const written =
        before === undefined
          ? await tx
              .insertInto("grocery_checks")
              .values({ plan_id: planId, account_id: accountId, checked })
              .onConflict((conflict) => conflict.column("plan_id").doNothing())
              .returning("plan_id")
              .execute()
          : await tx
              .updateTable("grocery_checks")
              .set({ checked })
              .where("plan_id", "=", planId)
              .where("checked", "=", before.checked)
              .returning("plan_id")
              .execute();
      return written.length === 1 ? "ok" : "changed";
    }),
  list: async (accountId) => {
    const rows = await store
      .read<CheckTables>()
      .selectFrom("grocery_checks")
      .selectAll()
      .where("account_id", "=", accountId)
      .orderBy("plan_id")
      .execute();
    return rows.map(fromRow);
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
