import { afterEach, expect, it } from "vitest";
import { defineModule } from "#modules/contract";
import { status } from "#modules/status";
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
