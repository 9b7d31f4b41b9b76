import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Figure } from "./figures.ts";
import { compareBenches, confirmed, regressionsOf } from "./judge.ts";
import type { BenchRun } from "./run.ts";
import { benchText, trendHtml } from "./views.ts";

const figure = (series: readonly number[], better: Figure["better"] = "less"): Figure => ({
  id: "throughput.cpu",
  name: "CPU time of an answer",
  unit: "µs",
  value: series[0] ?? 0,
  better,
  compared: { series, margin: 0.15 },
});

const runOf = (figures: readonly Figure[], application = "App"): BenchRun => ({
  tool: { name: "plinth bench", version: "0.1.0" },
  schema: 1,
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: "2026-01-01T00:01:00.000Z",
  settings: { application, endpoint: "/", isQuick: false, form: "sources" },
  version: "1.0.0",
  environment: { node: "v24.0.0", system: "Linux", processor: "One", cores: 2, load: 0 },
  load: [0, 1],
  parts: ["throughput"],
  figures,
});

const verdict = (before: readonly number[], after: readonly number[], better?: "more" | "less") => {
  const found = compareBenches(runOf([figure(before, better)]), runOf([figure(after, better)]));
  return found.ok ? found.judgements[0]?.verdict : found.reason;
};

const noisy = fc.array(fc.double({ min: 90, max: 110, noNaN: true }), {
  minLength: 8,
  maxLength: 20,
});

describe("a bench beside its baseline", () => {
  it("PERF-08: a slowdown by half is a regression whatever the noise of a tenth, and a gain is none", () => {
    fc.assert(
      fc.property(noisy, noisy, (before, after) => {
        const slower = after.map((value) => value * 1.5);
        expect(verdict(before, slower)).toBe("regression");
        expect(verdict(before, slower, "more")).toBe("better");
        expect(verdict(slower, before)).toBe("better");
        expect(verdict(slower, before, "more")).toBe("regression");
      }),
      { numRuns: 25 },
    );
  });

  it("PERF-08: what varies by a tenth and has not changed is no regression", () => {
    fc.assert(
      fc.property(noisy, noisy, (before, after) => {
        expect(verdict(before, after)).toBe("same");
      }),
      { numRuns: 25 },
    );
  });

  it("PERF-08: too few measurements, another machine or another application show nothing", () => {
    expect(verdict([100, 100, 100, 100], [900, 900, 900, 900])).toBeUndefined();
    const run = runOf([figure([1, 1, 1, 1, 1])]);
    const elsewhere = { ...run, environment: { ...run.environment, processor: "Two" } };
    expect(compareBenches(run, elsewhere)).toEqual({
      ok: false,
      reason: "the baseline is of another machine",
    });
    expect(compareBenches(run, runOf([], "Other"))).toMatchObject({ ok: false });
  });

  it("PERF-08: what was worse the first time only, or the second time only, is no regression", () => {
    const [steady, slow] = [runOf([figure([1, 1, 1, 1, 1])]), runOf([figure([2, 2, 2, 2, 2])])];
    const suspected = regressionsOf(compareBenches(steady, slow));
    expect(suspected).toHaveLength(1);
    const left = (suspects: typeof suspected, run: BenchRun) =>
      regressionsOf(confirmed(suspects, compareBenches(steady, run))).length;
    expect(left(suspected, slow)).toBe(1);
    expect(left(suspected, steady)).toBe(0);
    expect(left([], slow)).toBe(0);
  });

  it("PERF-08: a run prints its machine and load, and the page of runs escapes what it was given", () => {
    const run = runOf([figure([1, 1, 1, 1, 1])], "<b>App</b>");
    expect(benchText(run)).toMatch(/One, 2 cores, Linux, Node v24\.0\.0, plinth 0\.1\.0/);
    expect(benchText(run)).toMatch(/load average 0 before and 1 after/);
    expect(trendHtml([run, run], undefined)).not.toContain("<b>");
  });
});
