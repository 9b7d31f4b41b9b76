import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { QuotasService } from "#modules/quotas";
import { DAY_MS, type Shop, startShop } from "./billing.test-support.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

const CHECKOUT = "/api/v1/billing/checkout";
const PORTAL = "/api/v1/billing/portal";
const stateOf = async (buyer: Awaited<ReturnType<Shop["addBuyer"]>>) =>
  (await buyer.ask("GET", "/api/v1/billing")).body as {
    readonly tier: string;
    readonly subscription: Record<string, unknown> | null;
    readonly payments: readonly Record<string, unknown>[];
  };
const mails = async (address: string) => {
  await shop.identity.app.jobs?.settled();
  return (await shop.identity.mailsTo(address)).map(({ subject }) => subject);
};

describe("what people do with a subscription", () => {
  it("QB-04: a checkout gives the tier, its features, limits and quotas", async () => {
    const buyer = await shop.addBuyer();
    expect(await stateOf(buyer)).toMatchObject({ tier: "free", subscription: null, payments: [] });
    expect(() => shop.service.requireFeature({ tier: "free" }, "exports")).toThrow();
    expect(await buyer.visit(CHECKOUT, { tier: "pro" }, ["pay"])).toBe(
      `${shop.identity.app.localUrl}/account/billing?paid=pro`,
    );
    expect(await buyer.tier()).toBe("free");
    await shop.stub.deliver();
    const state = await stateOf(buyer);
    expect(state).toMatchObject({
      tier: "pro",
      subscription: { tier: "pro", status: "active", amount: 999, isEnding: false },
      payments: [{ amount: 999, refunded: 0, status: "paid" }],
    });
    const { headers, body } = await buyer.ask("GET", "/api/v1/usage");
    expect(headers.get("ratelimit-policy")).toContain("q=40;w=60");
    expect(JSON.stringify(body)).toContain('"limit":5');
    shop.service.requireFeature({ tier: "pro" }, "exports");
    expect(await mails(buyer.email)).toEqual(["Receipt for your payment to Test"]);
    const period = await shop.service.periodOf(buyer.id);
    expect((period?.end ?? 0) - (period?.start ?? 0)).toBe(31 * DAY_MS);
  });

  it("QB-04: an upgrade and a downgrade go through the portal, and no second one is paid for", async () => {
    const buyer = await shop.addBuyer();
    await buyer.buy("pro");
    expect((await buyer.ask("POST", CHECKOUT, { tier: "pro" })).body["code"]).toBe(
      "ALREADY_SUBSCRIBED",
    );
    const premium = shop.stub.state.prices[1]?.id ?? "";
    await buyer.visit(CHECKOUT, { tier: "premium" }, ["price", premium]);
    await shop.stub.deliver();
    expect(await stateOf(buyer)).toMatchObject({
      tier: "premium",
      subscription: { amount: 1_999 },
    });
    expect((await stateOf(buyer)).payments.map(({ amount }) => amount).toSorted()).toEqual(
      [999, 1_000].toSorted(),
    );
    const pro = shop.stub.state.prices[0]?.id ?? "";
    await buyer.visit(PORTAL, undefined, ["price", pro]);
    await shop.stub.deliver();
    expect(await buyer.tier()).toBe("pro");
    const own = [...shop.stub.state.subscriptions.values()].filter(
      ({ account }) => account === buyer.id,
    );
    expect(own).toHaveLength(1);
  });

  it("QB-04: a cancellation keeps the tier until the period ends, and can be taken back", async () => {
    const buyer = await shop.addBuyer();
    await buyer.buy("pro");
    const { body } = await buyer.ask("POST", "/api/v1/billing/cancel", { isEnding: true });
    expect(body).toMatchObject({ tier: "pro", subscription: { isEnding: true } });
    await buyer.ask("POST", "/api/v1/billing/cancel", { isEnding: false });
    expect(await stateOf(buyer)).toMatchObject({ subscription: { isEnding: false } });
    await buyer.ask("POST", "/api/v1/billing/cancel", { isEnding: true });
    await shop.stub.deliver();
    shop.stub.actions.advance(32 * DAY_MS);
    await shop.stub.deliver();
    expect(await stateOf(buyer)).toMatchObject({
      tier: "free",
      subscription: { status: "canceled" },
    });
    const { body: again } = await buyer.ask("POST", "/api/v1/billing/cancel", { isEnding: true });
    expect(again["code"]).toBe("NO_SUBSCRIPTION");
    await buyer.buy("premium");
    expect(await buyer.tier()).toBe("premium");
  });

  it("QB-04: a payment that fails leaves the tier for the days of grace, and is told once", async () => {
    const buyer = await shop.addBuyer();
    await buyer.buy("pro");
    await buyer.visit(PORTAL, undefined, ["card", "bad"]);
    shop.stub.actions.advance(32 * DAY_MS);
    await shop.stub.deliver();
    const late = await stateOf(buyer);
    expect(late).toMatchObject({ tier: "pro", subscription: { status: "past_due" } });
    expect(late.subscription?.["graceEndsAt"]).toBe(
      new Date(shop.clock.now() + 5 * DAY_MS).toISOString(),
    );
    const failed = "Your payment to Test did not go through";
    expect((await mails(buyer.email)).filter((subject) => subject === failed)).toHaveLength(1);
    await buyer.visit(PORTAL, undefined, ["card", "good"]);
    await shop.stub.deliver();
    expect(await stateOf(buyer)).toMatchObject({
      tier: "pro",
      subscription: { status: "active", graceEndsAt: null },
    });
    await buyer.visit(PORTAL, undefined, ["card", "bad"]);
    shop.stub.actions.advance(31 * DAY_MS);
    await shop.stub.deliver();
    shop.clock.advance(5 * DAY_MS + 1);
    // The job of the grace's end does it by itself; a comparison too.
    await shop.service.reconcile();
    expect(await buyer.tier()).toBe("free");
  });

  it("OBS-12: all subscriptions and payments as files, read part by part, for who may see them", async () => {
    const buyers = [await shop.addBuyer(), await shop.addBuyer(), await shop.addBuyer()];
    for (const buyer of buyers) await buyer.buy("pro");
    const { tokens } = await shop.identity.addSession(
      await shop.identity.addAccount({ role: "admin" }),
    );
    const bearer = { authorization: `Bearer ${tokens.accessToken}` };
    const fileOf = async (list: string) => {
      const path = `/api/v1/admin/billing/${list}/export`;
      expect((await buyers[0]?.ask("GET", path))?.status).toBe(403);
      const answer = await shop.identity.send("GET", path, undefined, bearer);
      expect(answer.status).toBe(200);
      return (await answer.text()).trim().split("\r\n").slice(1);
    };
    const subscriptions = await fileOf("subscriptions");
    for (const { email } of buyers) {
      expect(subscriptions.filter((line) => line.includes(`"${email}"`))).toHaveLength(1);
    }
    const payments = await fileOf("payments");
    for (const { id } of buyers) {
      expect(payments.filter((line) => line.includes(`"${id}"`))).toHaveLength(1);
    }
    // Of payments of one moment too, no part leaves one out or has one twice.
    const all = await shop.service.payments(1_000);
    const walked = [];
    for (let [last] = await shop.service.payments(1); last !== undefined; ) {
      walked.push(last.id);
      [last] = await shop.service.payments(1, last);
    }
    expect(walked).toEqual(all.map(({ id }) => id));
    expect(payments).toHaveLength(all.length);
  });

  it("QB-04: a refund is kept, shown, and done once however often it is asked for", async () => {
    const buyer = await shop.addBuyer();
    await buyer.buy("pro");
    const [payment] = (await stateOf(buyer)).payments;
    const id = String(payment?.["id"]);
    const actor = { userId: buyer.id, requestId: "-", clientAddress: "-" };
    await Promise.all([1, 2].map(() => shop.service.refund(actor, id, 400).catch(() => undefined)));
    await shop.stub.deliver();
    expect((await stateOf(buyer)).payments[0]).toMatchObject({ amount: 999, refunded: 400 });
    await expect(shop.service.refund(actor, id, 600)).rejects.toMatchObject({
      code: "REFUND_REFUSED",
    });
    await shop.service.refund(actor, id, undefined);
    expect((await stateOf(buyer)).payments[0]).toMatchObject({ refunded: 999 });
    await expect(shop.service.refund(actor, id, undefined)).rejects.toMatchObject({
      code: "REFUND_REFUSED",
    });
  });

  it("P-090: a refund that is sent again under its key gives back once, and is answered alike", async () => {
    const buyer = await shop.addBuyer();
    await buyer.buy("pro");
    const [payment] = (await stateOf(buyer)).payments;
    const admin = await shop.identity.addAccount({ role: "admin" });
    const { tokens } = await shop.identity.addSession(admin);
    const refund = async (): Promise<number> => {
      const body = { payment: payment?.["id"], amount: 300 };
      const authorization = `Bearer ${tokens.accessToken}`;
      const headers = { authorization, "idempotency-key": "a-refund-of-three" };
      const path = "/api/v1/admin/billing/refunds";
      return (await shop.identity.send("POST", path, body, headers)).status;
    };
    expect([await refund(), await refund()]).toEqual([204, 204]);
    await shop.stub.deliver();
    expect((await stateOf(buyer)).payments[0]).toMatchObject({ refunded: 300 });
  });

  it("QB-01: a quota by period counts in the one that is paid for, and in the month before that", async () => {
    const buyer = await shop.addBuyer();
    const call = {
      quota: { meter: "sheets", cost: 1, on: "user", onStoreDown: "deny" } as const,
      userId: buyer.id,
      keyId: undefined,
      leaseMs: 60_000,
      route: "-",
      requestId: "-",
      clientAddress: "-",
    };
    const quotas = shop.identity.app.modules.service("quotas") as QuotasService;
    const use = async (tier: string, amount: number): Promise<boolean> => {
      try {
        await (await quotas.keeper.reserve({ ...call, tier, amount })).settle(amount);
        return true;
      } catch {
        return false;
      }
    };
    const sheets = async (tier: string) => {
      const usage = await quotas.usageOf(buyer.id, tier);
      return usage.find(({ meter }) => meter === "sheets")?.periods[0];
    };
    expect([await use("free", 3), await use("free", 1)]).toEqual([true, false]);
    expect(await sheets("free")).toMatchObject({
      period: "period",
      used: 3,
      resetsAt: "2026-02-01T00:00:00.000Z",
    });
    // The stub's time is ahead of the application's; its period begins later than the month did.
    await buyer.buy("pro");
    expect([await use("pro", 4), await use("pro", 1)]).toEqual([true, false]);
    const end = String((await stateOf(buyer)).subscription?.["periodEnd"]);
    expect(await sheets("pro")).toMatchObject({ used: 4, limit: 4, resetsAt: end, reached: 100 });
    shop.stub.actions.advance(32 * DAY_MS);
    await shop.stub.deliver();
    expect([await use("pro", 1), (await sheets("pro"))?.used]).toEqual([true, 1]);
  });

  it("QB-06: each period that is paid for brings the credits of its tier, once", async () => {
    const buyer = await shop.addBuyer();
    const balance = async () => (await buyer.ask("GET", "/api/v1/credits")).body["balance"];
    expect(await balance()).toBe(0);
    await buyer.buy("pro");
    await shop.service.refresh(buyer.id);
    await shop.service.reconcile();
    expect(await balance()).toBe(40);
    shop.stub.actions.advance(32 * DAY_MS);
    await shop.stub.deliver();
    expect(await balance()).toBe(80);
  });
});
