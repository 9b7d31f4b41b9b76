import { BentoCache, bentostore } from "bentocache";
import { memoryDriver } from "bentocache/drivers/memory";
import { createCache } from "cache-manager";
import { LRUCache } from "lru-cache";
import { backgroundTimer, monotonicClock } from "../packages/plinth/src/core/index.ts";
import { createLocalBroadcast } from "../packages/plinth/src/services/broadcast/index.ts";
import { createCacheManager } from "../packages/plinth/src/services/cache/index.ts";
import { readFlags } from "./harness/flags.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable, median } from "./harness/stats.ts";
import { describeCommand, readVersions, storeResult, writeSection } from "./harness/store.ts";

/**
 * What a hit of the cache costs beside a bare Map and lru-cache; what `wrap` costs beside cache-manager
 * and bentocache; and the share of reads that skewed use finds (CACHE-06). CPU of this process.
 */
const flags = readFlags();
const rounds = flags.quick ? 5 : 25;
const KEYS = 1_000;
const LIFE_MS = 3_600_000;
const keys = Array.from({ length: KEYS }, (_, at) => `recipe:${at}`);

interface Contestant {
  readonly name: string;
  readonly turn: (key: string) => unknown;
  readonly isAsync: boolean;
}
interface Row {
  readonly name: string;
  /** CPU nanoseconds a call, one number a round. */
  readonly cpu: readonly number[];
}

/** Keeps what was read, so that nobody optimises the reading away. */
let sink: unknown;

const measure = async ({ turn, isAsync }: Contestant, count: number): Promise<number> => {
  const cpu = process.cpuUsage();
  if (isAsync) {
    for (let at = 0; at < count; at += 1) sink = await turn(keys[at % KEYS] as string);
  } else {
    for (let at = 0; at < count; at += 1) sink = turn(keys[at % KEYS] as string);
  }
  const { user, system } = process.cpuUsage(cpu);
  return ((user + system) * 1_000) / count;
};

const race = async (contestants: readonly Contestant[], count: number): Promise<readonly Row[]> => {
  const rows = contestants.map(({ name }) => ({ name, cpu: [] as number[] }));
  for (const one of contestants) await measure(one, count);
  for (let round = 0; round < rounds; round += 1) {
    for (let offset = 0; offset < contestants.length; offset += 1) {
      const at = (offset + round) % contestants.length;
      const [one, row] = [contestants[at], rows[at]];
      if (one !== undefined && row !== undefined) row.cpu.push(await measure(one, count));
    }
  }
  return rows;
};

const manager = createCacheManager({
  clock: monotonicClock,
  startTimer: backgroundTimer,
  broadcast: createLocalBroadcast(),
  onFault: (_name, fault) => {
    throw fault;
  },
});
const own = manager.declare<{ readonly title: string }>({ name: "recipes", strategy: "cold" });
const bare = new Map<string, unknown>();
/** What nobody who is awaited can do better. */
const promised = new Map<string, Promise<unknown>>();
const lru = new LRUCache<string, object>({ max: KEYS * 2, ttl: LIFE_MS });
const other = createCache({ ttl: LIFE_MS });
/** As it comes, and with values that callers share and may change: ours are shared and frozen. */
const bento = new BentoCache({
  default: "memory",
  stores: {
    memory: bentostore().useL1Layer(memoryDriver({ maxItems: KEYS * 2 })),
    unserialized: bentostore().useL1Layer(memoryDriver({ maxItems: KEYS * 2, serialize: false })),
  },
});
const madeOf = (key: string) => ({ title: `value of ${key}` });
for (const key of keys) {
  const value = madeOf(key);
  bare.set(key, value);
  promised.set(key, Promise.resolve(value));
  lru.set(key, value);
  await own.set(key, value);
  await other.set(key, value);
  await bento.set({ key, value, ttl: LIFE_MS });
  await bento.use("unserialized").set({ key, value, ttl: LIFE_MS });
}

/** Zipf's law with exponent 1: the next number from 0 to `count - 1`. */
const createZipf = (count: number) => {
  let sum = 0;
  const sums = Array.from({ length: count }, (_, at) => {
    sum += 1 / (at + 1);
    return sum;
  });
  let seed = 1;
  return (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const wanted = (seed / 4_294_967_296) * sum;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
};

/** Reads of many things, a third of which fit: how many computations are left of them. */
const skewed = async () => {
  const [things, reads] = [10_000, flags.quick ? 50_000 : 400_000];
  const entryBytes = 330;
  const cache = manager.declare<{ readonly title: string }>({
    name: "skewed",
    strategy: "cold",
    maxBytes: Math.floor((things / 3) * entryBytes),
  });
  const next = createZipf(things);
  for (let read = 0; read < reads; read += 1) {
    const key = `thing:${next()}`;
    await cache.wrap(key, () => madeOf(key));
  }
  const figures = manager.figures().find(({ name }) => name === "skewed");
  if (figures === undefined) throw new Error("no figures");
  const { hits, misses, computed, entries } = figures;
  return { things, reads, entries, computed, hitRate: hits / (hits + misses) };
};

const ratio = (rows: readonly Row[], a: number, b: number): number =>
  median((rows[a]?.cpu ?? []).map((value, at) => value / (rows[b]?.cpu[at] ?? Number.NaN)));

const table = (rows: readonly Row[]): string =>
  markdownTable(
    ["cache", "CPU ns a read, median (least)"],
    rows.map(({ name, cpu }) => [
      name,
      `${median(cpu).toFixed(0)} (${Math.min(...cpu).toFixed(0)})`,
    ]),
  );

const verdict = (what: string, value: number, target: number, isMost: boolean): string => {
  const holds = isMost ? value <= target : value >= target;
  return `${what}: ${value.toFixed(2)}, target ${isMost ? "<=" : ">="} ${target}: ${holds ? "holds" : "MISSED"}`;
};

const hits = await race(
  [
    { name: "bare Map", turn: (key) => bare.get(key), isAsync: false },
    { name: "lru-cache, with a life", turn: (key) => lru.get(key), isAsync: false },
    { name: "Plinth, peek", turn: (key) => own.peek(key), isAsync: false },
  ],
  flags.quick ? 50_000 : 200_000,
);
const wraps = await race(
  [
    { name: "Plinth, wrap", turn: (key) => own.wrap(key, () => madeOf(key)), isAsync: true },
    {
      name: "cache-manager, wrap",
      turn: (key) => other.wrap(key, () => madeOf(key)),
      isAsync: true,
    },
    {
      name: "bentocache, getOrSet",
      turn: (key) => bento.getOrSet({ key, factory: () => madeOf(key), ttl: LIFE_MS }),
      isAsync: true,
    },
    {
      name: "bentocache, getOrSet, not serialised",
      turn: (key) =>
        bento.use("unserialized").getOrSet({ key, factory: () => madeOf(key), ttl: LIFE_MS }),
      isAsync: true,
    },
    { name: "bare Map of promises", turn: (key) => promised.get(key), isAsync: true },
  ],
  flags.quick ? 5_000 : 20_000,
);
const skew = await skewed();
const verdicts = [
  verdict("a hit, CPU ns", median(hits[2]?.cpu ?? []), 150, true),
  verdict("cache-manager costs times our wrap", ratio(wraps, 1, 0), 5, false),
  verdict("bentocache costs times our wrap", ratio(wraps, 2, 0), 20, false),
  verdict("bentocache, not serialised, costs times our wrap", ratio(wraps, 3, 0), 20, false),
  verdict("hit rate of skewed reads", skew.hitRate, 0.8, false),
];
const machine = describeMachine();
const versions = readVersions(["lru-cache", "cache-manager", "bentocache"]);
const command = describeCommand("run cache");
const date = new Date().toISOString();
const load = readLoad();
const versionWords = Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(", ");
const text = [
  ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
  [
    `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
    `${rounds} interleaved rounds over ${KEYS} keys; CPU of this process; ratios are medians within a round. ${versionWords}.`,
  ].join("\n"),
  "A hit, without a promise:",
  table(hits),
  "A hit by the function that computes what is missing, awaited one after the other:",
  table(wraps),
  `No answer that is awaited can do better than the bare Map of promises: bentocache costs ${ratio(wraps, 2, 4).toFixed(1)} times as much as it, not serialised ${ratio(wraps, 3, 4).toFixed(1)} times.`,
  `Skewed reads (Zipf, exponent 1): ${skew.reads} of ${skew.things} things with room for ${skew.entries}: ${(skew.hitRate * 100).toFixed(1)} % found, ${skew.computed} computations, ${(skew.reads / skew.computed).toFixed(1)} times fewer than without a cache.`,
  verdicts.join("\n"),
].join("\n\n");
console.log(text);
if (sink === undefined) throw new Error("nothing was read");
storeResult(
  "cache",
  { date, command, machine, versions, load, quick: flags.quick, hits, wraps, skew, verdicts },
  flags.json,
);
if (flags["write-readme"]) {
  if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
  writeSection("README.md", "bench:cache", text);
}
manager.close();
await bento.disconnectAll();
