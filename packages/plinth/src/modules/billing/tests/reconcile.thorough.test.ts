import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS, type Shop, startShop } from "./billing.test-support.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

describe("comparing with the payment service", () => {
  it("QB-07: what a lost message told is found by the next run, put right, and told", async () => {
    const buyer = await shop.addBuyer();
    await buyer.visit("/api/v1/billing/checkout", { tier: "pro" }, ["pay"]);
    shop.stub.lose();
    expect(await buyer.tier()).toBe("free");
    const report = await shop.service.reconcile();
    expect(report.drifts.map(({ kind, isRepaired }) => [kind, isRepaired])).toEqual([
      ["subscription-missing", true],
      ["payment-missing", true],
    ]);
    expect(await buyer.tier()).toBe("pro");
    const told = shop.identity.events.filter(({ name }) => name === "billing.drift");
    expect(told.map(({ data }) => data?.["drifts"])).toEqual([2]);
    expect((await shop.service.reconcile()).drifts).toEqual([]);
    // A refund and an end that nobody told of.
    const actions = shop.stub.actions;
    const [invoice] = [...shop.stub.state.invoices.values()];
    const [subscription] = [...shop.stub.state.subscriptions.values()];
    if (invoice === undefined || subscription === undefined) throw new Error("nothing was paid");
    actions.refund(invoice, 100);
    actions.end(subscription);
    shop.stub.lose();
    shop.clock.advance(1_000);
    const again = await shop.service.reconcile();
    expect(again.drifts.map(({ kind }) => kind)).toEqual([
      "subscription-different",
      "refund-missing",
    ]);
    expect(await buyer.tier()).toBe("free");
    expect((await shop.service.runs(1))[0]).toMatchObject({ repaired: 2 });
  });

  it("QB-07: who pays keeps what is paid for; what was given by hand stays, and is told", async () => {
    const buyer = await shop.addBuyer();
    await buyer.buy("pro");
    await shop.identity.accounts.setTier(buyer.id, "free");
    const lost = await shop.service.reconcile();
    expect(lost.drifts).toEqual([{ kind: "tier-lost", object: buyer.id, isRepaired: true }]);
    expect(await buyer.tier()).toBe("pro");
    await shop.identity.accounts.setTier(buyer.id, "premium");
    const given = await shop.service.reconcile();
    expect(given.drifts).toEqual([{ kind: "tier-by-hand", object: buyer.id, isRepaired: false }]);
    expect(await buyer.tier()).toBe("premium");
  });

  it("QB-07: the grace of a missing payment ends by its job, also when nobody is told", async () => {
    const buyer = await shop.addBuyer();
    await buyer.buy("premium");
    await buyer.visit("/api/v1/billing/portal", undefined, ["card", "bad"]);
    shop.stub.actions.advance(32 * DAY_MS);
    await shop.stub.deliver();
    expect(await buyer.tier()).toBe("premium");
    shop.clock.advance(5 * DAY_MS + 1_000);
    shop.stub.lose();
    await shop.service.reconcile();
    expect(await buyer.tier()).toBe("free");
  });

  it("OBS-06: revenue, MRR, conversions and churn equal the hand count of a story", async () => {
    const before = await shop.service.figures();
    const now = before.months.at(-1);
    const [anna, ben] = [await shop.addBuyer(), await shop.addBuyer()];
    await anna.buy("pro");
    await ben.buy("premium");
    const payment = (await shop.service.stateOf(ben.id)).payments[0]?.id ?? "";
    const actor = { userId: ben.id, requestId: "-", clientAddress: "-" };
    await shop.service.refund(actor, payment, 500);
    const subscription = [...shop.stub.state.subscriptions.values()].find(
      ({ account }) => account === ben.id,
    );
    if (subscription === undefined) throw new Error("nothing was paid");
    shop.stub.actions.end(subscription);
    await shop.stub.deliver();
    const after = await shop.service.figures();
    const month = after.months.at(-1);
    expect({
      mrr: after.mrr - before.mrr,
      paying: after.paying - before.paying,
      conversions: (month?.conversions ?? 0) - (now?.conversions ?? 0),
      churned: (month?.churned ?? 0) - (now?.churned ?? 0),
    }).toEqual({ mrr: 999, paying: 1, conversions: 2, churned: 1 });
    await shop.service.settle();
    const gauges = shop.identity.app.metrics.render();
    expect(gauges).toContain(`billing_mrr_minor_units ${after.mrr}\n`);
    const net = (month?.paid ?? 0) - (month?.refunded ?? 0);
    expect(gauges).toContain(`billing_month_revenue_minor_units ${net}\n`);
    const pro = after.tiers.find(({ tier }) => tier === "pro")?.subscribers ?? 0;
    expect(pro - (before.tiers.find(({ tier }) => tier === "pro")?.subscribers ?? 0)).toBe(1);
  });
});
