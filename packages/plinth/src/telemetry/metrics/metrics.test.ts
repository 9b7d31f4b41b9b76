import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createManualClock } from "#core";
import { registerProcessMetrics } from "./process.ts";
import { createMetrics } from "./registry.ts";

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)/y;
const unescapeLabel = (text: string): string =>
  text.replace(/\\([\\"n])/g, (_, character: string) => (character === "n" ? "\n" : character));

const parseLabels = (text: string): Record<string, string> => {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  let end = 0;
  while (end < text.length) {
    const match = LABEL.exec(text);
    if (match === null) throw new Error(`bad labels: ${text}`);
    labels[match[1] ?? ""] = unescapeLabel(match[2] ?? "");
    end = LABEL.lastIndex;
  }
  return labels;
};

const familyOf = (name: string, type: string | undefined): string =>
  type === "histogram" ? name.replace(/_(?:bucket|sum|count)$/, "") : name;

/** Reads Prometheus text 0.0.4 and throws at whatever the format does not allow. */
const parseText = (text: string): { samples: Sample[]; types: Map<string, string> } => {
  if (text !== "" && !text.endsWith("\n")) throw new Error("the last line has no line feed");
  const types = new Map<string, string>();
  const helps = new Set<string>();
  const samples: Sample[] = [];
  const seen = new Set<string>();
  let current = "";
  for (const line of text.split("\n").slice(0, -1)) {
    // Only a line feed ends a line of this format: U+2028 and its like stand in it as any character.
    const help = new RegExp(`^# HELP (${NAME}) .+$`, "s").exec(line);
    const type = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram)$`).exec(line);
    const sample = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (NaN|[+-]Inf|[-+0-9.e]+)$`, "s").exec(
      line,
    );
    if (help !== null) {
      current = help[1] ?? "";
      if (helps.has(current)) throw new Error(`second HELP of ${current}`);
      helps.add(current);
    } else if (type !== null) {
      if (type[1] !== current || types.has(current)) throw new Error(`TYPE out of place: ${line}`);
      types.set(current, type[2] ?? "");
    } else if (sample !== null) {
      const name = sample[1] ?? "";
      if (familyOf(name, types.get(current)) !== current) throw new Error(`out of place: ${line}`);
      const key = line.slice(0, line.lastIndexOf(" "));
      if (seen.has(key)) throw new Error(`series twice: ${key}`);
      seen.add(key);
      const value = Number((sample[3] ?? "").replace("Inf", "Infinity"));
      samples.push({ name, labels: parseLabels(sample[2] ?? ""), value });
    } else throw new Error(`not a line of the format: ${line}`);
  }
  return { samples, types };
};

const find = (samples: readonly Sample[], name: string, labels = {}): number | undefined =>
  samples.find((sample) => {
    const isSame = JSON.stringify(sample.labels) === JSON.stringify(labels);
    return sample.name === name && isSame;
  })?.value;

describe("counting", () => {
  test("OBS-02: a counter shows exactly what was counted and never goes down", () => {
    const metrics = createMetrics();
    const family = metrics.counter({ name: "calls_total", help: "Calls.", labels: ["route"] });
    const child = family.child({ route: "/a" });
    child.inc();
    child.inc(2);
    for (const bad of [-5, Number.NaN, 0]) child.inc(bad);
    expect(family.child({ route: "/a" }).value()).toBe(3);
    expect(find(parseText(metrics.render()).samples, "calls_total", { route: "/a" })).toBe(3);
  });

  test("a gauge goes both ways; a metric without labels is there before its first use", () => {
    const metrics = createMetrics();
    const gauge = metrics.gauge({ name: "in_flight", help: "Now." });
    expect(find(parseText(metrics.render()).samples, "in_flight")).toBe(0);
    gauge.child().set(5);
    gauge.child().inc();
    gauge.child().dec(4);
    expect(find(parseText(metrics.render()).samples, "in_flight")).toBe(2);
  });

  test("OBS-02: histogram buckets are cumulative and agree with a plain count", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ min: -1, max: 20 }), fc.constantFrom(0.1, 1, 10))),
        (values) => {
          const metrics = createMetrics();
          const buckets = [0.1, 1, 10];
          const family = metrics.histogram({ name: "took_seconds", help: "Time.", buckets });
          for (const value of values) family.child().observe(value);
          const counted = values.filter((value) => !Number.isNaN(value));
          const { samples } = parseText(metrics.render());
          for (const le of buckets) {
            const expected = counted.filter((value) => value <= le).length;
            expect(find(samples, "took_seconds_bucket", { le: String(le) })).toBe(expected);
          }
          expect(find(samples, "took_seconds_bucket", { le: "+Inf" })).toBe(counted.length);
          expect(find(samples, "took_seconds_count")).toBe(counted.length);
          expect(family.child().count()).toBe(counted.length);
          expect(family.child().sum()).toBeCloseTo(
            counted.reduce((sum, value) => sum + value, 0),
            6,
          );
        },
      ),
    );
  });

  test("handles keep working while a family grows", () => {
    const family = createMetrics().counter({ name: "a_total", help: "A.", labels: ["n"] });
    const children = Array.from({ length: 300 }, (_, index) => family.child({ n: `${index}` }));
    for (const [index, child] of children.entries()) child.inc(index + 1);
    expect(children.map((child) => child.value())).toEqual(children.map((_, index) => index + 1));
  });
});

/** Any UTF-16: controls and lone surrogates included. */
const anyText = (maxLength = 30): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.nat({ max: 0xff }), fc.nat({ max: 0xffff })), { maxLength })
    .map((units) => String.fromCharCode(...units));

describe("the text", () => {
  test("OBS-01: it is valid whatever the label values are, and gives them back", () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyText(50), { maxLength: 20 }), anyText(), (values, help) => {
        const metrics = createMetrics();
        const options = { name: "odd_total", help: `x${help}`, labels: ["label"] };
        const family = metrics.counter(options);
        for (const label of values) family.child({ label }).inc();
        const { samples, types } = parseText(metrics.render());
        expect(types.get("odd_total")).toBe("counter");
        const read = samples.filter(({ name }) => name === "odd_total");
        expect(read.map(({ labels }) => labels["label"])).toEqual(
          values.map((value) => value.replaceAll("\r", " ")),
        );
      }),
      { examples: [[["\u2028", "\u2029"], "\u2028"]] },
    );
  });

  test("OBS-01: numbers of every kind are spelt as the format wants", () => {
    const metrics = createMetrics();
    const gauge = metrics.gauge({ name: "g", help: "G." }).child();
    for (const value of [
      0,
      -1.5,
      1e21,
      1e-7,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ]) {
      gauge.set(value);
      expect(find(parseText(metrics.render()).samples, "g")).toBe(value);
    }
  });

  test("the parser of these tests refuses broken text", () => {
    for (const bad of [
      "a 1",
      "# HELP a b\na 1",
      '# HELP a b\n# TYPE a counter\na{x="\n"} 1\n',
      "# HELP a b\n# TYPE a gauge\na 1\na 2\n",
    ]) {
      expect(() => parseText(bad)).toThrow();
    }
  });
});

describe("bounds", () => {
  test("OBS-01: beyond the limit new label values share one overflow series", () => {
    const metrics = createMetrics();
    const family = metrics.counter({ name: "paths_total", help: "P.", labels: ["path"] });
    for (let index = 0; index < 3_000; index += 1) family.child({ path: `/${index}` }).inc();
    const { samples } = parseText(metrics.render());
    const series = samples.filter(({ name }) => name === "paths_total");
    expect(series).toHaveLength(2_001);
    expect(find(samples, "paths_total", { path: "overflow" })).toBe(1_000);
    expect(series.reduce((sum, { value }) => sum + value, 0)).toBe(3_000);
    expect(family.child({ path: "/7" }).value()).toBe(1);
  });

  test("label values are cut at 200 characters", () => {
    const family = createMetrics().gauge({ name: "g", help: "G.", labels: ["a"] });
    expect(family.child({ a: "x".repeat(500) })).toBe(family.child({ a: "x".repeat(200) }));
  });

  test("the same name and shape give the same family, another shape is refused", () => {
    const metrics = createMetrics();
    const options = { name: "a_total", help: "A.", labels: ["x"] };
    expect(metrics.counter(options)).toBe(metrics.counter({ ...options, help: "Other words." }));
    expect(() => metrics.counter({ ...options, labels: ["y"] })).toThrow(/already declared/);
    const histogram = { name: "h", help: "H.", buckets: [1] };
    metrics.histogram(histogram);
    expect(() => metrics.histogram({ ...histogram, buckets: [2] })).toThrow(/already declared/);
    expect(() => metrics.gauge(histogram)).toThrow(/already declared/);
  });

  test("names and labels that break the conventions are refused", () => {
    const metrics = createMetrics();
    const help = "H.";
    for (const name of [
      "calls",
      "Calls_total",
      "calls-total",
      "1_total",
      "a__total",
      "_total",
      "",
    ]) {
      expect(() => metrics.counter({ name, help }), name).toThrow(RangeError);
    }
    for (const name of ["a_total", "a_count", "a_bucket", "a_sum"]) {
      expect(() => metrics.gauge({ name, help })).toThrow(RangeError);
    }
    for (const labels of [["le"], ["A"], ["a", "a"], ["__a"], ["quantile"]]) {
      expect(() => metrics.gauge({ name: "g", help, labels })).toThrow(RangeError);
    }
    for (const buckets of [[], [2, 1], [1, 1], [Number.NaN], [1, Number.POSITIVE_INFINITY]]) {
      expect(() => metrics.histogram({ name: "h", help, buckets })).toThrow(RangeError);
    }
    expect(() => metrics.gauge({ name: "g", help: " " })).toThrow(RangeError);
    const family = metrics.gauge({ name: "g", help, labels: ["a"] });
    expect(() => family.child()).toThrow(/needs the label a/);
    expect(() => family.child({ a: "1", b: "2" })).toThrow(/only the labels a/);
  });
});

describe("collecting", () => {
  test("a collector runs at every scrape; one that throws is counted and spoils nothing", () => {
    const metrics = createMetrics();
    const gauge = metrics.gauge({ name: "g", help: "G." }).child();
    metrics.onCollect(() => {
      throw new Error("no");
    });
    const remove = metrics.onCollect(() => gauge.inc());
    metrics.render();
    const { samples } = parseText(metrics.render());
    expect(find(samples, "g")).toBe(2);
    expect(find(samples, "metrics_collect_failures_total")).toBe(2);
    remove();
    metrics.render();
    expect(gauge.value()).toBe(2);
  });

  test("OBS-04: the process shows CPU, memory, lag and uptime", () => {
    const metrics = createMetrics();
    const clock = createManualClock(1_000_000);
    const stop = registerProcessMetrics(metrics, { clock });
    clock.advance(2_500);
    metrics.render();
    const { samples } = parseText(metrics.render());
    stop();
    expect(find(samples, "process_uptime_seconds")).toBe(2.5);
    expect(find(samples, "process_start_time_seconds")).toBe(1_000);
    expect(find(samples, "process_cpu_seconds_total")).toBeGreaterThan(0);
    expect(find(samples, "process_resident_memory_bytes")).toBeGreaterThan(1e6);
    expect(find(samples, "event_loop_lag_seconds", { statistic: "p99" })).toBeGreaterThanOrEqual(0);
  });
});

describe("OpenMetrics", () => {
  test("OBS-01, OBS-07: buckets carry the newest exemplar, counters are named as it wants", () => {
    const metrics = createMetrics();
    metrics.counter({ name: "calls_total", help: 'Calls "now".' }).child().inc(2);
    const took = metrics.histogram({ name: "took_seconds", help: "Time.", buckets: [0.1, 1] });
    const exemplar = (id: string) => ({ labels: { trace_id: id }, at: 1_500 });
    took.child().observe(0.05);
    took.child().observe(0.5, exemplar("old"));
    took.child().observe(0.7, exemplar("new"));
    took.child().observe(7, exemplar("x".repeat(200)));
    const text = metrics.render("openmetrics");
    expect(text).toContain('# HELP calls Calls \\"now\\".\n# TYPE calls counter\ncalls_total 2\n');
    expect(text).toContain('took_seconds_bucket{le="0.1"} 1\n');
    expect(text).toContain('took_seconds_bucket{le="1"} 3 # {trace_id="new"} 0.7 1.500\n');
    expect(text).toContain('took_seconds_bucket{le="+Inf"} 4\n');
    expect(text.endsWith("# EOF\n")).toBe(true);
    expect(metrics.render()).not.toContain(" # {");
  });
});

describe("figures of others", () => {
  test("OBS-03: a mirrored counter stands where the server's stands, also when that began anew", () => {
    const child = createMetrics().counter({ name: "a_total", help: "A.", scope: "shared" }).child();
    for (const [total, shown] of [
      [7, 7],
      [9, 9],
      [2, 2],
      [Number.NaN, 2],
    ] as const) {
      child.mirror(total);
      expect(child.value()).toBe(shown);
    }
  });

  test("OBS-01: a scrape waits 2 s at most, and what hangs is not begun twice", async () => {
    const clock = createManualClock();
    const metrics = createMetrics({ startTimer: clock.startTimer });
    let begun = 0;
    metrics.onRefresh(() => {
      begun += 1;
      return new Promise(() => undefined);
    });
    metrics.onRefresh(() => Promise.reject(new Error("no")));
    for (let scrape = 0; scrape < 3; scrape += 1) {
      const refreshed = metrics.refresh();
      clock.advance(2_000);
      await refreshed;
    }
    expect(begun).toBe(1);
    const { samples } = parseText(metrics.render());
    expect(find(samples, "metrics_collect_failures_total")).toBe(4);
  });
});
