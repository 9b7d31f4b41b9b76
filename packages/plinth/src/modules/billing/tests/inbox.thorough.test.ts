import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signMessage } from "../index.ts";
import { type Buyer, SECRET, type Shop, startShop } from "./billing.test-support.ts";

const PATH = "/api/v1/billing/webhook";
let shop: Shop;
let buyer: Buyer;
beforeAll(async () => {
  shop = await startShop();
  buyer = await shop.addBuyer();
  await buyer.visit("/api/v1/billing/checkout", { tier: "pro" }, ["pay"]);
});
afterAll(() => shop.stop());

const send = async (body: string, signature?: string) => {
  const answer = await shop.identity.app.fetch(PATH, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(signature === undefined ? {} : { "stripe-signature": signature }),
    },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const signed = (body: string, at = shop.clock.now(), secret = SECRET) =>
  send(body, signMessage(secret, Buffer.from(body), at));
const eventText = (id: string, type: string, object: Record<string, unknown>) =>
  JSON.stringify({ id, type, created: 1_700_000_000, data: { object } });

describe("messages of the payment service", () => {
  it("QB-05: what is not signed, signed otherwise, or altered is refused and changes nothing", async () => {
    const [event] = shop.stub.state.events;
    if (event === undefined) throw new Error("nothing happened");
    const { body, signature } = shop.stub.sign(event);
    const now = shop.clock.now();
    const refused = [
      await send(body),
      await send(body, ""),
      await send(body, "t=1"),
      await send(body, `v1=${"0".repeat(64)}`),
      await send(body, `${signature},t=1`),
      await send(body, `t=${Math.floor(now / 1_000)},v1=${"0".repeat(64)}`),
      await send(body.replace("customer", "customes"), signature),
      await send(`${body} `, signature),
      await signed(body, now, "whsec_0123456789abcdefxxxx"),
      await signed(body, now - 301_000),
      await signed(body, now + 301_000),
      await send(body, signature.replace("v1=", "v0=")),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 400));
    expect(new Set(refused.map((one) => one.body["code"]))).toEqual(new Set(["WEBHOOK_REFUSED"]));
    expect(await buyer.tier()).toBe("free");
    const told = shop.identity.events.filter(({ name }) => name === "webhook.refused");
    expect(told).toHaveLength(refused.length);
    expect(JSON.stringify(told)).not.toContain(SECRET);
  });

  it("QB-05: within 300 s either way it is believed, and the second copy does nothing", async () => {
    const body = eventText("evt_ping", "ping.pong", { id: "x" });
    expect((await signed(body, shop.clock.now() - 299_000)).body).toEqual({ received: "ignored" });
    expect((await signed(body, shop.clock.now() + 299_000)).body).toEqual({
      received: "duplicate",
    });
  });

  it("QB-05: of two signatures, as while a secret is rolled, one suffices", async () => {
    const body = eventText("evt_rolled", "ping.pong", { id: "x" });
    const good = signMessage(SECRET, Buffer.from(body), shop.clock.now());
    const both = good.replace(",v1=", `,v1=${"a".repeat(64)},v1=`);
    expect((await send(body, both)).status).toBe(200);
  });

  it("QB-05: customers of nobody are kept as unmatched, without an error", async () => {
    const body = eventText("evt_other", "customer.subscription.updated", {
      id: "sub_other",
      object: "subscription",
      customer: "cus_other",
    });
    expect((await signed(body)).body).toEqual({ received: "unmatched" });
    expect((await signed(body)).body).toEqual({ received: "duplicate" });
  });

  it("P-088, QB-05: a handler that fails never answers 200, and the event counts as never heard", async () => {
    const event = shop.stub.state.events.find(({ type }) => type.endsWith("subscription.created"));
    if (event === undefined) throw new Error("nothing happened");
    shop.stub.setDown(true);
    const failed = await shop.post(event);
    expect(failed).toBeGreaterThanOrEqual(500);
    expect(await buyer.tier()).toBe("free");
    shop.stub.setDown(false);
    expect(await shop.post(event)).toBe(200);
    expect(await buyer.tier()).toBe("pro");
  });

  it("QB-05: what a message tells of the object is not believed, however new it says it is", async () => {
    const [subscription] = [...shop.stub.state.subscriptions.values()];
    const body = eventText("evt_lie", "customer.subscription.updated", {
      id: subscription?.id,
      object: "subscription",
      customer: subscription?.customer,
      status: "canceled",
      items: { data: [{ price: { lookup_key: "premium" } }] },
    });
    expect((await signed(body)).body).toEqual({ received: "applied" });
    expect(await buyer.tier()).toBe("pro");
  });
});
