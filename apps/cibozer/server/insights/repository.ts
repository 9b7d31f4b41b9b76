import { type Store, sql } from "plinth";

interface InsightTables {
  readonly plans: { readonly id: string; readonly account_id: string; readonly created_at: number };
  readonly grocery_checks: { readonly plan_id: string };
}

/** Plans of one stretch of time, which is counted in whole stretches from the epoch. */
export interface PlanCount {
  readonly at: number;
  readonly plans: number;
  readonly people: number;
}

/** All SQL of the figures; plans that were deleted since are in none of them. */
export interface InsightRepository {
  /** Plans made from an instant on, up to another one, by stretches of `lengthMs`, oldest first. */
  readonly plansBy: (
    since: number,
    until: number,
    lengthMs: number,
  ) => Promise<readonly PlanCount[]>;
  /** Plans made from an instant on, up to another one, whose shopping list was used. */
  readonly shopped: (since: number, until: number) => Promise<number>;
}

/** Builds the repository on a store of either engine. */
export const createInsightRepository = (store: Store): InsightRepository => ({
  plansBy: async (since, until, lengthMs) => {
    // Whole numbers divided are whole numbers in both engines.
    const at = sql<number>`created_at / ${sql.lit(lengthMs)}`;
    const rows = await store
      .read<InsightTables>()
      .selectFrom("plans")
      .select((by) => [
        at.as("at"),
        by.fn.countAll().as("plans"),
        by.fn.count("account_id").distinct().as("people"),
      ])
      .where("created_at", ">=", since)
      .where("created_at", "<=", until)
      .groupBy(at)
      .orderBy(at)
      .execute();
    return rows.map((row) => ({
      at: Number(row.at),
      plans: Number(row.plans),
      people: Number(row.people),
    }));
  },
  shopped: async (since, until) => {
    const row = await store
      .read<InsightTables>()
      .selectFrom("plans")
      .innerJoin("grocery_checks", "grocery_checks.plan_id", "plans.id")
      .select((by) => by.fn.countAll().as("count"))
      .where("plans.created_at", ">=", since)
      .where("plans.created_at", "<=", until)
      .executeTakeFirst();
    return Number(row?.count ?? 0);
  },
});
