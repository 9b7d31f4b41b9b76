import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock, seededNumbers } from "#core";
import { createMetrics } from "#telemetry";
import { isNotable } from "../notices.ts";
import { createBaseline, LEAST, SETTLED } from "./baseline.ts";
import { type Anomaly, createWatcher, LOOK_MS } from "./watcher.ts";

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

/** Numbers above 0 and up to 1, the same for the same seed. */
const uniform = (seed: number): (() => number) => {
  const next = seededNumbers(seed);
  return () => 1 - next();
};

/** Normally distributed numbers (Box and Muller 1958). */
const normal = (seed: number): (() => number) => {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
};

describe("a baseline", () => {
  it("P-035, OBS-10: flags at most 1 % of normal noise, whatever its mean and spread", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        (seed, mean, spread) => {
          const noise = normal(seed);
          const { judge } = createBaseline();
          let flagged = 0;
          const points = 5_000;
          for (let point = 0; point < points; point += 1) {
            if (judge(mean + spread * noise(), () => 0)?.isOutlier === true) flagged += 1;
          }
          return flagged <= points / 100;
        },
      ),
      { numRuns: 20 },
    );
  });

  it("P-035: flags an outlier, again and again: it is not absorbed into what it is held against", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: LEAST, max: 300 }), (seed, quiet) => {
        const noise = normal(seed);
        const { judge } = createBaseline();
        for (let point = 0; point < quiet; point += 1) judge(noise(), () => 0);
        // Some of the quiet ones may be outliers by chance, and count to those that settle.
        const found = Array.from({ length: SETTLED - 5 }, () => judge(12 + noise(), () => 0));
        const again = Array.from({ length: 5 }, () => judge(noise(), () => 0));
        return (
          found.every((one) => one?.isOutlier === true && one.z > 3) &&
          again.some((one) => one?.isOutlier === false)
        );
      }),
      { numRuns: 50 },
    );
  });

  it("OBS-10: says nothing before 30 samples, and takes what lasts for the usual in the end", () => {
    const { judge } = createBaseline();
    for (let point = 0; point < LEAST; point += 1) {
      expect(judge(point % 2, () => 0)).toBeUndefined();
    }
    for (let point = 1; point < SETTLED; point += 1) {
      expect(judge(100 + (point % 2), () => 0)).toMatchObject({
        isOutlier: true,
        isSettled: false,
      });
    }
    expect(judge(100, () => 0)).toMatchObject({ isOutlier: true, isSettled: true });
    expect(judge(101, () => 0)).toMatchObject({ isOutlier: false });
    expect(judge(1, () => 0)).toMatchObject({ isOutlier: true });
  });
});

const ROUTE = { method: "GET", route: "/api/v1/plans" } as const;

/** Requests as an application counts them, looked at every ten seconds. */
const createTraffic = () => {
  const clock = createManualClock();
  const metrics = createMetrics();
  const requests = metrics.counter({
    name: "http_requests_total",
    help: "R.",
    labels: ["method", "route", "status"],
  });
  const times = metrics
    .histogram({
      name: "http_request_duration_seconds",
      help: "T.",
      labels: ["method", "route"],
      buckets: [0.01, 0.1, 1],
    })
    .child(ROUTE);
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `id-${ids}`;
  };
  const watcher = createWatcher({ clock, newId });
  return {
    watcher,
    tick: (traffic: {
      readonly count: number;
      readonly seconds: number;
      readonly faults?: number;
    }): readonly Anomaly[] => {
      const { count, seconds, faults = 0 } = traffic;
      requests.child({ ...ROUTE, status: "200" }).inc(count - faults);
      requests.child({ ...ROUTE, status: "500" }).inc(faults);
      for (let call = 0; call < count; call += 1) times.observe(seconds);
      clock.advance(LOOK_MS);
      return watcher.look(metrics.families());
    },
  };
};

/** Traffic as it comes: requests at random moments, times that differ by factors. */
const usual = (seed: number) => {
  const noise = normal(seed);
  const next = uniform(seed + 1);
  // The number of arrivals within a time (Knuth).
  const poisson = (mean: number): number => {
    const least = Math.exp(-mean);
    let product = next();
    let count = 0;
    for (; product > least; count += 1) product *= next();
    return count;
  };
  return () => ({ count: poisson(40), seconds: 0.02 * Math.exp(0.15 * noise()) });
};

describe("the watch on requests", () => {
  it("P-035, OBS-10: ordinary traffic is flagged in at most 1 % of points, and tells nobody", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { tick } = createTraffic();
        const next = usual(seed);
        const looks = 1_500;
        let flagged = 0;
        for (let look = 0; look < looks; look += 1) {
          const found = tick(next()).filter(({ endedAt }) => endedAt === undefined);
          flagged += found.length;
          if (found.some(isNotable)) return false;
        }
        // Three signals are judged at each look.
        return flagged <= (looks * 3) / 100;
      }),
      { numRuns: 8 },
    );
  });

  it("P-035, OBS-10: a step of the latency is flagged for as long as it lasts, and told", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 4, max: 20 }), (seed, factor) => {
        const { tick, watcher } = createTraffic();
        const next = usual(seed);
        for (let look = 0; look < 60; look += 1) tick(next());
        const step = () => {
          const { count, seconds } = next();
          return tick({ count: count + 5, seconds: seconds * factor });
        };
        for (let look = 0; look < 10; look += 1) {
          const found = step().find(({ signal }) => signal === "latency");
          if (found === undefined || found.class !== "reads" || !(found.z > 3)) return false;
        }
        const [open] = watcher.open().filter(({ signal }) => signal === "latency");
        // What chance flagged just before goes on as the same anomaly.
        return (
          open !== undefined && open.points >= 10 && isNotable(open) && open.value > open.expected
        );
      }),
      { numRuns: 20 },
    );
  });

  it("OBS-10: errors and a rate that breaks off are flagged; a few people who come and go are not", () => {
    const { tick } = createTraffic();
    for (let look = 0; look < 60; look += 1) tick({ count: 40 + (look % 3), seconds: 0.02 });
    const failing = tick({ count: 41, seconds: 0.02, faults: 8 });
    expect(failing.map(({ signal }) => signal)).toEqual(["errors"]);
    expect(failing[0]).toMatchObject({ class: "reads", expected: 0, points: 1 });
    const gone = tick({ count: 0, seconds: 0.02 });
    expect(gone.map(({ signal }) => signal)).toContain("rate");

    const quiet = createTraffic();
    for (let look = 0; look < 60; look += 1) quiet.tick({ count: 0, seconds: 0.02 });
    expect(quiet.tick({ count: 60, seconds: 0.02 })).toEqual([]);
  });
});
