import { afterEach, expect, it } from "vitest";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import { status } from "#modules/status";
import { strictObject, Type } from "#policy";
import type { Cache, CacheDeclaration } from "#services/cache";
import { startTestApplication, type TestApplication } from "#testing";

const started: TestApplication[] = [];
afterEach(async () => {
  for (const application of started.splice(0)) await application.stop();
});

const start = async (declarations: readonly CacheDeclaration[]) => {
  let kept: readonly Cache<string>[] = [];
  const keeper = defineModule({
    name: "keeper",
    setup: ({ cache }) => {
      kept = declarations.map((declaration) => cache.declare<string>(declaration));
      return {};
    },
  });
  const application = await startTestApplication({ modules: [status, keeper] });
  started.push(application);
  return { application, kept };
};

const MIB = 1_048_576;

it("CACHE-05: more memory than CACHE_MEMORY_BYTES is no start", async () => {
  const declarations = ["one", "two"].map((name) => ({
    name,
    strategy: "hot" as const,
    maxBytes: 70 * MIB,
  }));
  await expect(start(declarations)).rejects.toThrow(/"two".*CACHE_MEMORY_BYTES is 134217728/);
});

it("CACHE-05, CACHE-06: warm before the first request, and within one scrape in /metrics", async () => {
  const warm: string[] = [];
  const warmUp = async (): Promise<void> => void warm.push("up");
  const { application, kept } = await start([{ name: "warm", strategy: "hot", warmUp }]);
  expect(warm).toEqual(["up"]);
  await kept[0]?.wrap("key", () => "value");
  await kept[0]?.wrap("key", () => "value");
  const text = await (await application.fetch("/metrics")).text();
  expect(text).toContain('cache_hits_total{cache="warm"} 1');
  expect(text).toContain('cache_misses_total{cache="warm"} 1');
  expect(text).toMatch(/cache_bytes\{cache="warm"\} \d{2,}/);
});

it("OBS-07, P-106: reads of a cache are spans of the request that waited for them, and of no other", async () => {
  const keeper = defineModule({
    name: "keeper",
    setup: ({ cache, traces }) => ({
      kept: cache.declare<string>({ name: "rates", strategy: "hot" }),
      traces,
    }),
    routes: ({ kept }) => [
      route.get(
        "/api/v1/rate",
        {
          access: { public: true, because: "a test of its trace" },
          summary: "Reads a cache",
          responses: { 200: strictObject({ rate: Type.String() }) },
        },
        async () => ({ rate: await kept.wrap("eur", () => "1.1") }),
      ),
    ],
  });
  const application = await startTestApplication({
    modules: [keeper],
    env: { TRACES_KEPT: "10", TRACE_SAMPLE_PERCENT: "0" },
  });
  started.push(application);
  const { traces } = application.modules.service("keeper") as ReturnType<typeof keeper.setup>;
  const idOf = (digit: string): string => digit.repeat(32);
  for (const id of ["a", "b"].map(idOf)) {
    await application.fetch("/api/v1/rate", {
      headers: { traceparent: `00-${id}-00f067aa0ba902b7-01` },
    });
  }
  await application.fetch("/api/v1/rate");
  const outcomes = ["a", "b"].map((digit) => {
    const spans = traces.find(idOf(digit))?.spans ?? [];
    const server = spans.find(({ kind }) => kind === "server");
    const read = spans.find(({ name }) => name === "cache rates");
    expect(read?.parentSpanId).toBe(server?.spanId);
    expect(server?.parentSpanId).toBe("00f067aa0ba902b7");
    return read?.attributes["plinth.cache.outcome"];
  });
  expect(outcomes).toEqual(["computed", "kept"]);
  expect(traces.list()).toHaveLength(2);
});
