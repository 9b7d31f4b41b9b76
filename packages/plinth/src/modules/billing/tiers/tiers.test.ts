import { describe, expect, it } from "vitest";
import { entitlementOf } from "./entitlement.ts";
import { amountText, parseAmount } from "./money.ts";
import { defineTiers } from "./tiers.ts";

const free = { id: "free", title: "Free", summary: "Free" };
const pro = { id: "pro", title: "Pro", summary: "Pro", price: { amount: "9.99" } };
const max = {
  id: "max",
  title: "Max",
  summary: "Max",
  price: { amount: "120.00", interval: "year" },
} as const;

describe("tiers as data", () => {
  it("QB-04: refuses what is no table", () => {
    const define = (...tiers: Parameters<typeof defineTiers>[0]["tiers"][number][]) =>
      defineTiers({ currency: "usd", tiers });
    expect(() => define()).toThrow(/first tier/);
    expect(() => define(pro)).toThrow(/first tier/);
    expect(() => define(free, free)).toThrow(/free has no price/);
    expect(() => define(free, pro, pro)).toThrow(/two tiers/);
    expect(() => define(free, { ...pro, id: "Pro" })).toThrow(/lower-case/);
    expect(() => define(free, { ...pro, price: { amount: "9.9" } })).toThrow(/9\.99/);
    expect(() => defineTiers({ currency: "USD", tiers: [free] })).toThrow(/currency/);
    expect(() => defineTiers({ currency: "usd", graceDays: -1, tiers: [free] })).toThrow(/grace/);
  });

  it("QB-04: amounts are exact", () => {
    expect([parseAmount("9.99"), parseAmount("0.07"), amountText(1_999), amountText(-5)]).toEqual([
      999,
      7,
      "19.99",
      "-0.05",
    ]);
  });

  it("QB-04: the highest tier that is paid for holds, and grace ends to the millisecond", () => {
    const table = defineTiers({ currency: "usd", graceDays: 1, tiers: [free, pro, max] });
    const one = {
      tier: "pro",
      status: "active",
      pastDueSince: undefined,
      amount: 999,
      interval: "month",
    } as const;
    const other = {
      ...one,
      tier: "max",
      status: "past_due",
      pastDueSince: 0,
      amount: 12_000,
      interval: "year",
    } as const;
    const at = (now: number) => {
      const { tier, monthly } = entitlementOf(table, [one, other], now);
      return [tier.id, monthly];
    };
    expect(at(86_399_999)).toEqual(["max", 1_999]);
    expect(at(86_400_000)).toEqual(["pro", 999]);
    expect(entitlementOf(table, [{ ...one, status: "unpaid" }], 0).tier.id).toBe("free");
    expect(entitlementOf(table, [{ ...one, tier: undefined }], 0).tier.id).toBe("free");
    expect(entitlementOf(table, [{ ...one, status: "trialing" }], 0).monthly).toBe(0);
  });
});
