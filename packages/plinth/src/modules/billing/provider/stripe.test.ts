import { describe, expect, it } from "vitest";
import { monotonicClock, Secret, systemTimer } from "#core";
import { createDegradation, createDependencies } from "#resilience";
import { createStripeProvider } from "./stripe.ts";
import { isProviderFault } from "./stripe-faults.ts";
import type { TransportAnswer, TransportRequest } from "./transport.ts";

const price = { id: "price_1", unit_amount: 999, currency: "usd" };
const json = (body: unknown, status = 200): TransportAnswer => ({
  status,
  headers: {},
  text: JSON.stringify(body),
});

/** The provider over a network of our own, under the policies of a real dependency. */
const over = (answer: (request: TransportRequest) => TransportAnswer) => {
  const sent: TransportRequest[] = [];
  const dependencies = createDependencies({
    clock: monotonicClock,
    startTimer: systemTimer,
    jitter: () => 0,
    degradation: createDegradation(),
  });
  const provider = createStripeProvider({
    key: new Secret("sk_test_0123456789abcdef"),
    apiBase: "https://api.stripe.com",
    transport: async (request) => {
      sent.push(request);
      return answer(request);
    },
    dependency: dependencies.declare({
      name: "stripe",
      title: "Payments",
      limitMs: 5_000,
      attempts: 1,
      isFailure: isProviderFault,
      whileDegraded: "Nothing can be paid.",
    }),
    limitMs: 5_000,
  });
  const checkout = () =>
    provider.createCheckout({
      customer: "cus_1",
      accountId: "account",
      price: { lookupKey: "pro", amount: 999, currency: "usd" },
      successUrl: "https://app.example/paid",
      cancelUrl: "https://app.example/",
      key: "key-1",
    });
  return { provider, sent, checkout };
};

describe("what leaves for Stripe", () => {
  it("QB-04: one host, the headers that the API asks for, and nothing about this machine", async () => {
    const { sent, checkout } = over(({ url }) =>
      url.includes("/v1/prices")
        ? json({ object: "list", data: [price], has_more: false })
        : json({ id: "cs_1", object: "checkout.session", url: "https://checkout.example/1" }),
    );
    expect(await checkout()).toBe("https://checkout.example/1");
    expect(sent.map(({ url }) => new URL(url).origin)).toEqual([
      "https://api.stripe.com",
      "https://api.stripe.com",
    ]);
    const names = new Set(sent.flatMap(({ headers }) => Object.keys(headers)));
    expect([...names].toSorted()).toEqual([
      "accept",
      "authorization",
      "content-type",
      "idempotency-key",
      "stripe-version",
    ]);
    const write = sent.find(({ method }) => method === "POST");
    expect(write?.headers["idempotency-key"]).toBe("key-1");
    expect(JSON.stringify(sent)).not.toMatch(/node|linux|telemetry|user-agent/i);
  });

  it("QB-04: a price that is not the one people were told is refused", async () => {
    const { sent, checkout } = over(() =>
      json({ object: "list", data: [{ ...price, unit_amount: 1_099 }], has_more: false }),
    );
    await expect(checkout()).rejects.toMatchObject({ code: "BILLING_UNAVAILABLE" });
    expect(sent.every(({ method }) => method === "GET")).toBe(true);
  });

  it("QB-04: refusals have codes of ours, and what Stripe said is not repeated", async () => {
    const fault = (status: number, code: string) =>
      over(() =>
        json({ error: { type: "invalid_request_error", code, message: "inner words" } }, status),
      ).provider;
    const refund = { payment: "pi_1", amount: 1, key: "k" };
    await expect(fault(400, "charge_already_refunded").refund(refund)).rejects.toMatchObject({
      code: "REFUND_REFUSED",
    });
    await expect(fault(401, "").getInvoice("in_1")).rejects.toMatchObject({
      code: "BILLING_UNAVAILABLE",
    });
    await expect(fault(400, "odd").refund(refund)).rejects.toMatchObject({
      code: "PAYMENT_PROVIDER_FAILED",
      message: expect.not.stringContaining("inner words"),
    });
    expect(await fault(404, "resource_missing").getSubscription("sub_1")).toBeUndefined();
  });

  it("RES-01: five failures open the breaker; then nothing is sent", async () => {
    const { provider, sent } = over(() => json({ error: { type: "api_error" } }, 500));
    for (let call = 0; call < 5; call += 1) {
      await expect(provider.getInvoice("in_1")).rejects.toMatchObject({
        code: "PAYMENT_PROVIDER_FAILED",
      });
    }
    await expect(provider.getInvoice("in_1")).rejects.toMatchObject({
      code: "DEPENDENCY_UNAVAILABLE",
    });
    expect(sent).toHaveLength(5);
  });
});
