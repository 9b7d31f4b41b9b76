import type { BillingService, Store } from "plinth";
import { createManualClock, identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insights } from "./index.ts";
import { createInsightRepository } from "./repository.ts";
import { createInsights } from "./service.ts";

const DAY_MS = 86_400_000;
/** A Thursday, at noon: a week of the figures begins on it. */
const NOW = Date.UTC(2026, 10, 19, 12);

let application: TestApplication;

const row = (id: string, account: string, createdAt: number) => ({
  id,
  account_id: account,
  created_at: createdAt,
  updated_at: createdAt,
  revision: 1,
  summary: "{}",
  plan: "{}",
});

const billing = {
  figures: async () => ({
    currency: "usd",
    mrr: 3_997,
    paying: 3,
    tiers: [
      { tier: "pro", subscribers: 2 },
      { tier: "premium", subscribers: 1 },
    ],
    months: [],
  }),
  tiers: () => (application.modules.service("billing") as BillingService).tiers(),
};

beforeAll(async () => {
  application = await startTestApplication({
    modules: [...identityModules, insights],
    clock: createManualClock(NOW),
  });
});
afterAll(() => application.stop());

describe("OBS-06: figures of the planner", () => {
  it("OBS-06: plans by day, people by week, lists that were used, and what tiers bring equal the hand sum", async () => {
    const store: Store = application.store;
    await store
      .write<{ plans: ReturnType<typeof row> }>()
      .insertInto("plans")
      .values([
        row("a", "ann", NOW - 1),
        row("b", "ann", NOW - DAY_MS),
        row("c", "bob", NOW - DAY_MS),
        row("d", "eve", NOW - 29 * DAY_MS),
        row("e", "eve", NOW - 40 * DAY_MS),
        row("f", "ida", NOW - 100 * DAY_MS),
      ])
      .execute();
    await store
      .write<{ grocery_checks: { plan_id: string; account_id: string; checked: string } }>()
      .insertInto("grocery_checks")
      .values([
        { plan_id: "c", account_id: "bob", checked: "[]" },
        { plan_id: "e", account_id: "eve", checked: "[]" },
      ])
      .execute();
    const repository = createInsightRepository(store);
    const clock = createManualClock(NOW);
    const view = await createInsights({ repository, billing, clock }).view();
    expect(view.days).toHaveLength(30);
    expect(view.days.filter(({ plans }) => plans > 0)).toEqual([
      { day: "2026-10-21", plans: 1 },
      { day: "2026-11-18", plans: 2 },
      { day: "2026-11-19", plans: 1 },
    ]);
    expect(view.weeks.filter(({ plans }) => plans > 0)).toEqual([
      { from: "2026-10-08", plans: 1, people: 1 },
      { from: "2026-10-15", plans: 1, people: 1 },
      { from: "2026-11-12", plans: 2, people: 2 },
      { from: "2026-11-19", plans: 1, people: 1 },
    ]);
    expect(view.month).toEqual({ plans: 4, shopped: 1 });
    expect(view.revenue).toMatchObject({
      mrr: 3_997,
      paying: 3,
      tiers: [
        { title: "Pro", subscribers: 2, monthly: 1_998 },
        { title: "Premium", subscribers: 1, monthly: 1_999 },
      ],
    });
  });

  it("AZ-01: nobody reads them without the permission", async () => {
    expect((await application.fetch("/api/v1/admin/planner")).status).toBe(401);
  });
});
