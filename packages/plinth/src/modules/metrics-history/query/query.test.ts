import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { merged, mergeOf } from "./merge.ts";
import { planOf } from "./plan.ts";
import { quantile } from "./quantiles.ts";
import { parseConditions } from "./select.ts";

const NOW = Date.UTC(2026, 0, 20);
const HOUR = 3_600_000;

describe("percentiles", () => {
  test("OBS-02: a percentile lies in the bucket of the value that has this rank", () => {
    const bounds = [1, 2, 5, 10];
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, share) => {
          const bucketOf = (value: number) => bounds.findIndex((bound) => value <= bound);
          const counts = [0, 0, 0, 0, 0];
          for (const value of values) {
            const at = bucketOf(value);
            counts[at] = (counts[at] ?? 0) + 1;
          }
          const sorted = values.toSorted((a, b) => a - b);
          const exact = sorted[Math.ceil(share * values.length) - 1] ?? 0;
          const found = quantile(share, bounds, counts) ?? Number.NaN;
          expect(found).toBeGreaterThanOrEqual(bounds[bucketOf(exact) - 1] ?? 0);
          expect(found).toBeLessThanOrEqual(bounds[bucketOf(exact)] ?? 0);
        },
      ),
    );
  });

  test("OBS-02: nothing counted is no value, and beyond the last bound is that bound", () => {
    expect(quantile(0.99, [1, 2], [0, 0, 0])).toBeNull();
    expect(quantile(0.99, [1, 2], [0, 0, 7])).toBe(2);
    expect(quantile(0.5, [1, 2], [10])).toBe(0.5);
  });
});

describe("what is read", () => {
  test("OBS-12: long times are read coarsely, old ones from what is kept so long", () => {
    const last = (span: number, stepMs?: number) => {
      const plan = planOf({ from: NOW - span, to: NOW, stepMs }, NOW);
      return [plan.tier.stepMs, plan.stepMs, (plan.to - plan.from) / plan.stepMs];
    };
    expect(last(HOUR / 2)).toEqual([10_000, 10_000, 180]);
    expect(last(6 * HOUR)).toEqual([60_000, 60_000, 360]);
    expect(last(24 * HOUR)).toEqual([60_000, 300_000, 288]);
    expect(last(168 * HOUR)).toEqual([900_000, 3_600_000, 168]);
    expect(last(720 * HOUR)).toEqual([900_000, 21_600_000, 120]);
    expect(last(48 * HOUR, 10_000)).toEqual([60_000, 60_000, 2_880]);
  });

  test("OBS-12: nodes are added up, their shares are not, and a server counts once", () => {
    const kind = "gauge" as const;
    expect(mergeOf({ name: "http_requests_in_flight", kind, scope: "process" })).toBe("sum");
    expect(mergeOf({ name: "system_cpu_usage_ratio", kind, scope: "process" })).toBe("mean");
    expect(mergeOf({ name: "postgresql_locks", kind, scope: "shared" })).toBe("max");
    expect(merged("sum", [[1, 2], [3]])).toEqual([4, 2]);
    expect(merged("mean", [[0.2], [0.4]])[0]).toBeCloseTo(0.3);
    expect(merged("max", [[4], [7]])).toEqual([7]);
  });

  test("OBS-12: conditions are pairs, and nothing else is taken for one", () => {
    expect(parseConditions("status:5*;route:/a:b")).toEqual([
      { label: "status", pattern: "5*" },
      { label: "route", pattern: "/a:b" },
    ]);
    expect(parseConditions("")).toEqual([]);
    for (const text of ["status", ":5", "a:b;"]) expect(parseConditions(text)).toBeUndefined();
  });
});
