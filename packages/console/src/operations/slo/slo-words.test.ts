import { expect, it } from "vitest";
import { anomalyWords, budgetWords, percentWords, spanWords } from "./slo-words.ts";

it("OBS-14: what is left of a month is said in minutes, or in requests", () => {
  expect([0, 12.34, 60, 263, 7_500, -90].map(spanWords)).toEqual([
    ...["0 s", "12.3 s", "1 min", "4 min 23 s", "2 h 5 min", "−1 min 30 s"],
  ]);
  expect(budgetWords({ unit: "seconds", budget: { total: 263, left: 0.5 } })).toBe(
    "2 min 12 s of 4 min 23 s",
  );
  expect(budgetWords({ unit: "requests", budget: { total: 1_200.5, left: 0.25 } })).toBe(
    "300 of 1,200 requests",
  );
});

it("OBS-14: what is not a hundred percent does not read as one", () => {
  expect([100, 99.99999, 99.9871, 95].map(percentWords)).toEqual([
    ...["100 %", "99.999 %", "99.987 %", "95 %"],
  ]);
});

it("OBS-10: an anomaly in words", () => {
  const anomaly = { id: "a", from: "", to: null, class: "reads", signal: "latency" } as const;
  expect(anomalyWords({ ...anomaly, value: 0.4, expected: 0.021 })).toBe(
    "Latency of reads 400 ms, expected 21 ms",
  );
});
