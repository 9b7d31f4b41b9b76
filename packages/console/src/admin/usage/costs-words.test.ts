import { describe, expect, it } from "vitest";
import { amountWords, chartDays, chartWords, startOf } from "./costs-words.ts";

const now = new Date("2026-02-01T12:34:56Z");

describe("costs in words", () => {
  it("QB-03: a span begins with its first day and stays so all day", () => {
    expect(new Date(startOf("7", now)).toISOString()).toBe("2026-01-26T00:00:00.000Z");
    expect(startOf("7", new Date("2026-02-01T23:59:59Z"))).toBe(startOf("7", now));
  });

  it("QB-03: the chart has a place for each day, in the order of time", () => {
    const groups = [
      { group: "2026-01-31", calls: 2, costMicros: 12_500 },
      { group: "2026-01-27", calls: 1, costMicros: 1_000_000 },
      { group: "2020-01-01", calls: 9, costMicros: 9 },
    ];
    const days = chartDays(groups, "7", now);
    expect(days.map(({ day }) => day.slice(8))).toEqual(["26", "27", "28", "29", "30", "31", "01"]);
    expect(days[5]).toMatchObject({ calls: 2, costMicros: 12_500 });
    expect(chartWords(days)).toBe("3 calls for 1.0125 on 2 of 7 days");
    expect(chartWords(chartDays([], "30", now))).toBe("No paid calls in 30 days");
  });

  it("QB-03: small amounts keep their last digit", () => {
    expect([0, 1, 12_500, 1_234_567_891].map(amountWords)).toEqual([
      "0.00",
      "0.000001",
      "0.0125",
      "1,234.567891",
    ]);
  });
});
