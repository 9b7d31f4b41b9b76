import { describe, expect, it } from "vitest";
import { english } from "../texts/index.ts";
import type { MeterUsage, PeriodUsage } from "./usage-api.ts";
import { chartDays, chartWords, periodWords, warningWords } from "./usage-words.ts";

const period = (used: number, reached: number): PeriodUsage => ({
  period: "month",
  used,
  limit: 1_000,
  resetsAt: "2026-02-01T00:00:00.000Z",
  reached,
});
const meter = (...periods: PeriodUsage[]): MeterUsage => ({
  meter: "plans",
  unit: "plan",
  periods,
  days: [{ day: "2026-01-31", used: 4 }],
});

describe("usage in words", () => {
  it("QB-02: warns from 75 % on, and says when it is over", () => {
    expect(warningWords(english, meter(period(749, 0)))).toBeUndefined();
    expect(warningWords(english, meter(period(750, 75)))).toMatchObject({ isOver: false });
    expect(warningWords(english, meter(period(1_000, 100)))?.text).toMatch(
      /^Plans: 1,000 of 1,000 this month are used up\. Starts fresh on \w+, (January 31|February 1) at \d+:\d\d.[AP]M\.$/,
    );
    expect(warningWords(english, meter({ ...period(3, 100), period: "minute" }))).toBeUndefined();
    expect(periodWords(english, { ...period(2, 0), period: "day" })).toBe("2 of 1,000 today");
  });

  it("QB-02: the chart has a place for each of 30 days", () => {
    const days = chartDays(meter(), new Date("2026-02-01T12:00:00Z"));
    expect(days).toHaveLength(30);
    expect(days.at(-2)).toEqual({ day: "2026-01-31", used: 4 });
    expect(chartWords(english, days)).toBe("4 used on 1 of the last 30 days");
    expect(chartWords(english, days.slice(0, 5))).toBe("Nothing used in the last 5 days");
  });
});
