import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MetricsHistoryService } from "#modules/metrics-history";
import type { AlertView } from "../views.ts";
import { startWatched, type Watched } from "./watched.test-support.ts";

let watched: Watched;
beforeAll(async () => {
  watched = await startWatched();
});
afterAll(() => watched.stop());

const metrics = () => watched.identity.app.metrics;
const gauge = (name: string, labels: Readonly<Record<string, string>> = {}) =>
  metrics()
    .gauge({ name, help: "A drill.", labels: Object.keys(labels) })
    .child(labels);
const count = (name: string, labels: Readonly<Record<string, string>>, amount: number): void =>
  metrics()
    .counter({ name, help: "A drill.", labels: Object.keys(labels) })
    .child(labels)
    .inc(amount);
const requests = (status: string, amount: number): void =>
  count("http_requests_total", { method: "GET", route: "/drill", status }, amount);
const took = (seconds: number, times: number): void => {
  const family = metrics().histogram({
    name: "http_request_duration_seconds",
    help: "A drill.",
    labels: ["method", "route"],
    buckets: BUCKETS,
  });
  for (let call = 0; call < times; call += 1) {
    family.child({ method: "GET", route: "/drill" }).observe(seconds);
  }
};
/** Asked of the application, which declared them: another shape would be another metric. */
let BUCKETS: readonly number[] = [];

/** Ticks of the history, and a look after each. */
const pass = async (seconds: number): Promise<void> => {
  const { keeper } = watched.identity.app.modules.service(
    "metrics-history",
  ) as MetricsHistoryService;
  for (let passed = 0; passed < seconds; passed += 10) {
    watched.clock.advance(10_000);
    await keeper.tick();
    // The slot that was just written has ended by now.
    await watched.look(1);
  }
};
const firing = async (rule: string): Promise<readonly AlertView[]> => {
  const answer = await watched.send("GET", `/alerts?open=true&rule=${rule}`);
  return ((await answer.json()) as { alerts: AlertView[] }).alerts;
};

beforeEach(async () => {
  BUCKETS =
    metrics()
      .families()
      .find(({ name }) => name === "http_request_duration_seconds")?.buckets ?? [];
  // Whatever was wrong in the test before is out of every window.
  await pass(10);
  watched.clock.advance(3_600_000);
});

/** Each rule: what makes it fire, and for how many seconds it has to hold. */
const DRILLS: readonly (readonly [rule: string, seconds: number, cause: () => void])[] = [
  ["error-rate", 20, () => [requests("200", 90), requests("500", 10)]],
  ["refused-by-limits", 20, () => [requests("200", 150), requests("429", 100)]],
  ["latency-p95", 20, () => [took(0.01, 90), took(2, 10)]],
  ["latency-p99", 20, () => [took(0.01, 98), took(2, 2)]],
  ["cpu-full", 400, () => gauge("system_cpu_usage_ratio").set(0.95)],
  ["memory-full", 90, () => gauge("system_memory_usage_ratio").set(0.95)],
  ["disk-full", 90, () => gauge("system_disk_usage_ratio").set(0.95)],
  ["part-failed", 60, () => gauge("health_component_up", { component: "store" }).set(0)],
  ["dependency-open", 40, () => gauge("dependency_breaker_state", { dependency: "drill" }).set(2)],
  ["replica-behind", 180, () => gauge("database_replica_lag_seconds").set(60)],
  [
    "cache-hit-rate",
    90,
    () => [
      count("cache_hits_total", { cache: "drill" }, 100),
      count("cache_misses_total", { cache: "drill" }, 200),
    ],
  ],
];

/** The figures of what is well again. */
const repair = (): void => {
  gauge("system_cpu_usage_ratio").set(0.1);
  gauge("system_memory_usage_ratio").set(0.1);
  gauge("system_disk_usage_ratio").set(0.1);
  gauge("health_component_up", { component: "store" }).set(1);
  gauge("dependency_breaker_state", { dependency: "drill" }).set(0);
  gauge("database_replica_lag_seconds").set(0);
};

describe("each rule on metrics", () => {
  it.each(DRILLS)(
    "OBS-08: %s fires once in a drill, and is over when all is well",
    async (rule, seconds, cause) => {
      expect(await firing(rule)).toEqual([]);
      cause();
      await pass(seconds);
      const [alert, ...others] = await firing(rule);
      expect(others).toEqual([]);
      expect(alert).toMatchObject({ rule, isOpen: true });
      expect(alert?.detail).toMatch(/\S.*\.$/);
      repair();
      await pass(60);
      // A window that is 15 minutes long forgets what was in it.
      watched.clock.advance(900_000);
      await pass(60);
      expect(await firing(rule)).toEqual([]);
    },
  );

  it("P-033: the share counts, never the number: much traffic with few errors is well", async () => {
    requests("200", 100_000);
    requests("500", 4_000);
    await pass(20);
    expect(await firing("error-rate")).toEqual([]);
    requests("500", 2_000);
    await pass(20);
    expect(await firing("error-rate")).toHaveLength(1);
  });

  it("P-034: percentiles count, never the mean: one slow request in 30 is p99 and not p95", async () => {
    took(0.01, 290);
    took(9, 10);
    await pass(20);
    expect(await firing("latency-p99")).toHaveLength(1);
    expect(await firing("latency-p95")).toEqual([]);
  });
});
