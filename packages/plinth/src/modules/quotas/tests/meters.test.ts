import { describe, expect, it } from "vitest";
import { english } from "#services/texts";
import { quotaMail } from "../mails.ts";
import { allowanceFor, defineMeter, parseAllowance, withSettings } from "../meters.ts";
import { endOf, startOf } from "../periods.ts";
import { shareOf } from "../warnings.ts";

describe("meters", () => {
  it("QB-01: a margin leaves room towards a provider, on every tier", () => {
    const meter = defineMeter({
      name: "tokens",
      unit: "token",
      limit: "1000/day",
      tiers: { free: "99/day" },
      margin: 80,
    });
    expect(allowanceFor(meter, "premium")).toEqual({ day: 800 });
    expect(allowanceFor(meter, "free")).toEqual({ day: 79 });
    expect(allowanceFor(meter, "constructor")).toEqual({ day: 800 });
  });

  it("QB-01: settings go before what the module says, tier by tier", () => {
    const meter = defineMeter({
      name: "plans",
      unit: "plan",
      limit: "9/month",
      tiers: { free: "3/month" },
    });
    const changed = withSettings(meter, { premium: "5/minute, 100/month", "*": "8/month" });
    expect(allowanceFor(changed, "free")).toEqual({ month: 3 });
    expect(allowanceFor(changed, "premium")).toEqual({ minute: 5, month: 100 });
    expect(allowanceFor(changed, "other")).toEqual({ month: 8 });
  });

  it.each(["", "3", "3/year", "-1/day", "3/day, 4/day", "1.5/day"])("refuses %j", (text) => {
    expect(() => parseAllowance(text)).toThrow(RangeError);
  });

  it("P-038: periods begin and end by UTC, leap days and years included", () => {
    const late = Date.UTC(2028, 1, 29, 23, 59, 59, 999);
    expect(startOf("month", late)).toBe(Date.UTC(2028, 1, 1));
    expect(endOf("month", startOf("month", late))).toBe(late + 1);
    expect(endOf("day", startOf("day", late))).toBe(late + 1);
    expect(endOf("minute", startOf("minute", late))).toBe(late + 1);
    expect(endOf("month", Date.UTC(2026, 11, 1))).toBe(Date.UTC(2027, 0, 1));
  });

  it("QB-02: lines are reached at exactly 75 and 90 percent", () => {
    expect([74, 75, 89, 90, 100].map((used) => shareOf(used, 100))).toEqual([0, 75, 75, 90, 90]);
    expect(shareOf(0, 0)).toBe(0);
  });

  it("QB-02: a small limit warns when one is left, and one of its own never before it is used", () => {
    expect([0, 1, 2, 3].map((used) => shareOf(used, 3))).toEqual([0, 0, 75, 90]);
    expect([0, 1, 2].map((used) => shareOf(used, 2))).toEqual([0, 75, 90]);
    expect([0, 1].map((used) => shareOf(used, 1))).toEqual([0, 90]);
    const context = { t: english, application: "Cibozer", publicUrl: "https://a.example" };
    const named = { meter: "plans", unit: "plans", period: "month", resetsAt: 0 } as const;
    const warning = { ...named, used: 2, limit: 3, share: 75 };
    expect(quotaMail(context, warning).subject).toBe("One of your 3 plans at Cibozer is left");
    expect(quotaMail(context, { ...warning, used: 3, share: 90 }).subject).toMatch(/^90 % /);
  });
});
