import { describe, expect, it } from "vitest";
import { english } from "../texts/index.ts";
import type { Payment, Subscription, Tier } from "./billing-api.ts";
import {
  moneyWords,
  offerWords,
  paymentWords,
  priceWords,
  standingWords,
} from "./billing-words.ts";

const subscription: Subscription = {
  tier: "pro",
  status: "active",
  amount: 999,
  currency: "usd",
  interval: "month",
  periodEnd: "2026-02-28T23:59:59.000Z",
  isEnding: false,
  graceEndsAt: null,
};
const tier = (id: string, amount: number | null): Tier => ({
  id,
  title: id.toUpperCase(),
  summary: "",
  price: amount === null ? null : { amount, interval: "month" },
  points: [],
});
const tiers = [tier("free", null), tier("pro", 999), tier("max", 1_999)];

describe("billing in words", () => {
  it("QB-04: amounts, prices and days are said as people say them", () => {
    expect(moneyWords(english, 1_999, "usd")).toBe("$19.99");
    expect(tiers.map((one) => priceWords(english, one, "usd"))).toEqual([
      "Nothing to pay",
      "$9.99 a month",
      "$19.99 a month",
    ]);
    expect(standingWords(english, subscription)).toBe("$9.99 a month, renewed on Feb 28, 2026.");
    expect(standingWords(english, { ...subscription, isEnding: true })).toBe(
      "It ends on Feb 28, 2026; nothing more is charged.",
    );
    expect(standingWords(english, { ...subscription, status: "past_due" })).toMatch(/is missing/);
    expect(standingWords(english, { ...subscription, status: "canceled" })).toMatch(/has ended/);
  });

  it("QB-04: an offer is up, down, new, or none", () => {
    const offers = (tier: string, now: Subscription | null) =>
      tiers.map((one) => offerWords(english, one, tiers, { tier, subscription: now }));
    expect(offers("free", null)).toEqual([undefined, "Choose PRO", "Choose MAX"]);
    expect(offers("pro", subscription)).toEqual([undefined, undefined, "Upgrade to MAX"]);
    expect(offers("max", { ...subscription, tier: "max" })[1]).toBe("Change to PRO");
    expect(offers("free", { ...subscription, status: "canceled" })[1]).toBe("Choose PRO");
    // Given, not paid for: it is not offered beside the word that it is had.
    expect(offers("pro", null)).toEqual([undefined, undefined, "Choose MAX"]);
  });

  it("QB-04: a payment says what is left of it", () => {
    const payment: Payment = {
      id: "in_1",
      number: null,
      status: "paid",
      amount: 999,
      refunded: 0,
      currency: "usd",
      paidAt: "2026-01-01T00:00:00.000Z",
      url: null,
    };
    const words = [0, 500, 999].map((refunded) => paymentWords(english, { ...payment, refunded }));
    expect(words).toEqual(["paid", "$5.00 refunded", "refunded"]);
    expect(paymentWords(english, { ...payment, paidAt: null })).toBe("not paid");
  });
});
