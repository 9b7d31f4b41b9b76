import { describe, expect, it } from "vitest";
import { revenueMonths } from "./months.ts";

const at = (text: string): number => Date.parse(`${text}T12:00:00Z`);
const change = (day: string, from: number, to: number) => ({
  at: at(day),
  from_monthly: from,
  to_monthly: to,
});
const paid = (day: string, amount: number, currency = "usd") => ({
  amount,
  currency,
  paid_at: at(day),
});

describe("revenue by month", () => {
  it("OBS-06: equals the hand count, refunds and other currencies aside", () => {
    const months = revenueMonths(
      {
        currency: "usd",
        payments: [
          paid("2026-01-31", 999),
          paid("2026-02-01", 1_999),
          paid("2026-02-28", 999),
          paid("2026-02-10", 500, "eur"),
          { amount: 999, currency: "usd", paid_at: null },
        ],
        refunds: [
          { amount: 400, currency: "usd", at: at("2026-02-28"), status: "succeeded" },
          { amount: 300, currency: "usd", at: at("2026-02-28"), status: "failed" },
        ],
        changes: [
          change("2026-01-31", 0, 999),
          change("2026-02-01", 0, 1_999),
          change("2026-02-10", 1_999, 999),
          change("2026-03-01", 999, 0),
        ],
      },
      at("2026-03-05"),
      3,
    );
    expect(months).toEqual([
      {
        month: "2026-01",
        paid: 999,
        refunded: 0,
        mrr: 999,
        paying: 1,
        conversions: 1,
        churned: 0,
        churnPercent: null,
      },
      {
        month: "2026-02",
        paid: 2_998,
        refunded: 400,
        mrr: 1_998,
        paying: 2,
        conversions: 1,
        churned: 0,
        churnPercent: 0,
      },
      {
        month: "2026-03",
        paid: 0,
        refunded: 0,
        mrr: 999,
        paying: 1,
        conversions: 0,
        churned: 1,
        churnPercent: 50,
      },
    ]);
  });

  it("OBS-06: months begin by UTC, also over the turn of a year", () => {
    const payments = [
      { amount: 1, currency: "usd", paid_at: Date.UTC(2025, 11, 31, 23, 59, 59, 999) },
      { amount: 2, currency: "usd", paid_at: Date.UTC(2026, 0, 1) },
    ];
    const history = { currency: "usd", payments, refunds: [], changes: [] };
    expect(
      revenueMonths(history, at("2026-01-01"), 2).map(({ month, paid: sum }) => [month, sum]),
    ).toEqual([
      ["2025-12", 1],
      ["2026-01", 2],
    ]);
  });
});
