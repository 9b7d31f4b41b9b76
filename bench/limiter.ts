import { Redis as IoRedis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import { type Clock, Secret } from "../packages/plinth/src/core/index.ts";
import { createSecureRandom } from "../packages/plinth/src/crypto/index.ts";
import {
  createLeasedRateLimiter,
  createRateLimiter,
  createRedisRateLimiter,
  type RateWindow,
} from "../packages/plinth/src/services/ratelimit/index.ts";
import { openRedis } from "../packages/plinth/src/store/index.ts";
import { startRedis, withPatience } from "../packages/plinth/src/testing/redis.ts";
import { readFlags } from "./harness/flags.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable, median } from "./harness/stats.ts";
import { describeCommand, readVersions, storeResult, writeSection } from "./harness/store.ts";

/**
 * What a decision of the limiter costs: in memory beside a bare GCRA and rate-limiter-flexible, in
 * Redis with and without leases beside the same; and the memory of a key. CPU of this process.
 */
const flags = readFlags();
const rounds = flags.quick ? 5 : 25;
const KEYS = 10_000;
const MANY = flags.quick ? 200_000 : 1_000_000;
/** How unevenly calls are spread over those who call. */
const ZIPF = 1.1;
const LEASE = 10;
const AT_ONCE = 64;

const keys = Array.from({ length: KEYS }, (_, at) => `route|address|10.0.${at >> 8}.${at & 255}`);
const windows: readonly RateWindow[] = [{ limit: 100, seconds: 60 }];
/** The same limit, of which so much more may pass: what keeps a key small. */
const TOLERANCE = 0.05;
const tolerant: readonly RateWindow[] = [{ limit: 100, seconds: 60, tolerance: TOLERANCE }];

/** Ten calls a millisecond, so that each key uses six tenths of its limit. */
const createTicks = (): Clock => {
  let ticks = 0;
  const start = Date.now();
  return {
    now: () => {
      ticks += 1;
      return start + Math.floor(ticks / 10);
    },
  };
};

/** The least that anything can do: one number a key. */
const createGcra = (clock: Clock, limit: number, seconds: number) => {
  const times = new Map<string, number>();
  const step = (seconds * 1000) / limit;
  const span = seconds * 1000;
  return (key: string): boolean => {
    const now = clock.now();
    const next = Math.max(times.get(key) ?? 0, now) + step;
    if (next - now > span) return false;
    times.set(key, next);
    return true;
  };
};

interface Slice {
  /** CPU nanoseconds a decision. */
  readonly cpu: number;
  /** Decisions a second. */
  readonly rate: number;
}
type Turn = () => unknown;

/** One slice of `count` decisions; what gives promises is awaited, `AT_ONCE` at a time. */
async function measure(turn: Turn, count: number, isAsync: boolean): Promise<Slice> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  let done = 0;
  const work = async (): Promise<void> => {
    for (; done < count; done += 1) await turn();
  };
  if (isAsync) await Promise.all(Array.from({ length: AT_ONCE }, work));
  else for (; done < count; done += 1) turn();
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpu: ((user + system) * 1000) / count,
    rate: (count * 1000) / (performance.now() - begun),
  };
}

interface Contestant {
  readonly name: string;
  readonly turn: Turn;
  readonly isAsync: boolean;
}
interface Row {
  readonly name: string;
  readonly cpu: readonly number[];
  readonly rate: readonly number[];
}

async function race(contestants: readonly Contestant[], count: number): Promise<readonly Row[]> {
  const rows = contestants.map(({ name }) => ({ name, cpu: [] as number[], rate: [] as number[] }));
  for (const { turn, isAsync } of contestants) await measure(turn, count, isAsync);
  for (let round = 0; round < rounds; round += 1) {
    for (let offset = 0; offset < contestants.length; offset += 1) {
      const at = (offset + round) % contestants.length;
      const [one, row] = [contestants[at], rows[at]];
      if (one === undefined || row === undefined) continue;
      const { cpu, rate } = await measure(one.turn, count, one.isAsync);
      row.cpu.push(cpu);
      row.rate.push(rate);
    }
  }
  return rows;
}

function cycle(act: (key: string) => unknown): Turn {
  let at = 0;
  return () => {
    at = (at + 1) % KEYS;
    return act(keys[at] as string);
  };
}

async function inMemory(): Promise<readonly Row[]> {
  const gcra = createGcra(createTicks(), 100, 60);
  const own = createRateLimiter({ clock: createTicks() });
  const within = createRateLimiter({ clock: createTicks() });
  const flexible = new RateLimiterMemory({ points: 1_000_000, duration: 60 });
  return await race(
    [
      { name: "bare GCRA over a Map", turn: cycle(gcra), isAsync: false },
      { name: "Plinth", turn: cycle((key) => own.check(key, windows)), isAsync: false },
      {
        name: "rate-limiter-flexible",
        turn: cycle((key) => flexible.consume(key)),
        isAsync: true,
      },
      {
        name: `Plinth, tolerance ${TOLERANCE}`,
        turn: cycle((key) => within.check(key, tolerant)),
        isAsync: false,
      },
    ],
    100_000,
  );
}

/** CPU of a call with a full window behind it, by limit: what O(1) means. */
async function byHits(): Promise<readonly Row[]> {
  const contestants = [10, 100, 10_000, 1_000_000].map((limit): Contestant => {
    const limiter = createRateLimiter({ clock: createTicks() });
    const full = [{ limit, seconds: 3_600 }];
    for (let call = 0; call < limit; call += 1) limiter.check("key", full);
    return {
      name: `${limit} hits in the window`,
      turn: () => limiter.check("key", full),
      isAsync: false,
    };
  });
  return await race(contestants, 100_000);
}

/** What is reachable. Buffers are given back behind a collection: it is repeated until nothing goes. */
async function usedBytes(): Promise<number> {
  const collect = globalThis.gc;
  if (collect === undefined) return Number.NaN;
  for (let least = Number.POSITIVE_INFINITY; ; ) {
    for (let times = 0; times < 3; times += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    if (heapUsed + arrayBuffers >= least) return least;
    least = heapUsed + arrayBuffers;
  }
}

/** Bytes a key beside its name, with `calls` calls at different times. */
async function bytesPerKey(calls: number, by: readonly RateWindow[]): Promise<number> {
  const count = MANY / 10;
  const names = Array.from({ length: count }, (_, at) => `key ${at}`);
  let now = Date.now();
  const clock: Clock = { now: () => now };
  const before = await usedBytes();
  const limiter = createRateLimiter({ clock, maxKeys: count });
  for (let call = 0; call < calls; call += 1) {
    for (const name of names) limiter.check(name, by);
    now += 100;
  }
  const bytes = ((await usedBytes()) - before) / count;
  // The names, too, are needed until then: weighed before and not after, they would make keys lighter.
  if (limiter.stats().keys !== names.length) throw new Error("keys were lost");
  return bytes;
}

interface Population {
  readonly addresses: number;
  readonly calls: number;
  /** How many of the addresses called. */
  readonly keys: number;
  /** Bytes a key, the mean over all that called. */
  readonly bytes: number;
}

/** Who calls, as traffic has it: few often, many once (Zipf). The same numbers in every run. */
function drawCallers(addresses: number, calls: number): Uint32Array {
  const shares = new Float64Array(addresses);
  let sum = 0;
  for (let rank = 0; rank < addresses; rank += 1) {
    sum += 1 / (rank + 1) ** ZIPF;
    shares[rank] = sum;
  }
  let seed = 1;
  return Uint32Array.from({ length: calls }, () => {
    // Numerical Recipes, section 7.1.
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const wanted = (seed / 2 ** 32) * sum;
    let [low, high] = [0, addresses - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((shares[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

/** Bytes a key beside its name after one window full of calls, none of which has left it. */
async function bytesOfPopulation(
  addresses: number,
  by: readonly RateWindow[],
): Promise<Population> {
  const callers = drawCallers(addresses, MANY);
  const names = Array.from({ length: addresses }, (_, at) => `key ${at}`);
  const start = Date.now();
  let call = 0;
  const clock: Clock = { now: () => start + Math.floor((call * 59_999) / callers.length) };
  const before = await usedBytes();
  const limiter = createRateLimiter({ clock, maxKeys: addresses });
  for (; call < callers.length; call += 1) {
    limiter.check(names[callers[call] as number] as string, by);
  }
  const added = (await usedBytes()) - before;
  // Asked last: what nobody asks any more is collected before it is weighed.
  const { keys: called } = limiter.stats();
  return { addresses: names.length, calls: callers.length, keys: called, bytes: added / called };
}

async function inRedis(): Promise<readonly Row[] | undefined> {
  const server = await startRedis();
  if ("missing" in server) {
    console.log(`No Redis: ${server.missing}`);
    return undefined;
  }
  const opened = await openRedis({
    url: new Secret(server.url),
    namespace: "bench",
    poolTimeoutMs: 5_000,
    random: createSecureRandom(),
  });
  // A pause of a busy machine is no cost of a decision.
  const redis = withPatience(opened);
  const client = new IoRedis(server.url, { enableOfflineQueue: true });
  await client.ping();
  const clock: Clock = { now: () => Date.now() };
  const shared = createRedisRateLimiter({ redis });
  const leased = createLeasedRateLimiter({ shared, clock, lease: LEASE });
  const flexible = new RateLimiterRedis({ storeClient: client, points: 1_000_000, duration: 60 });
  const some = [{ limit: 100_000, seconds: 60 }];
  // Fewer keys than in memory: a lease is for those who come often.
  const few = keys.slice(0, 100);
  const over = (act: (key: string) => unknown): Turn => {
    let at = 0;
    return () => {
      at = (at + 1) % few.length;
      return act(few[at] as string);
    };
  };
  try {
    return await race(
      [
        {
          name: "rate-limiter-flexible",
          turn: over((key) => flexible.consume(key)),
          isAsync: true,
        },
        { name: "Plinth", turn: over((key) => shared.check(key, some)), isAsync: true },
        {
          name: `Plinth, leases of ${LEASE}`,
          turn: over((key) => leased.check(key, some)),
          isAsync: true,
        },
      ],
      flags.quick ? 2_000 : 5_000,
    );
  } finally {
    client.disconnect();
    await redis.close();
    await server.stop();
  }
}

/** Median over rounds of the quotient within a round. */
const ratio = (rows: readonly Row[], a: number, b: number, of: "cpu" | "rate"): number =>
  median((rows[a]?.[of] ?? []).map((value, at) => value / (rows[b]?.[of][at] ?? Number.NaN)));

const table = (rows: readonly Row[]): string =>
  markdownTable(
    ["limiter", "CPU us a decision, median (least)", "decisions/s"],
    rows.map(({ name, cpu, rate }) => [
      name,
      `${(median(cpu) / 1000).toFixed(3)} (${(Math.min(...cpu) / 1000).toFixed(3)})`,
      median(rate).toFixed(0),
    ]),
  );

const verdict = (what: string, value: number, target: number, isMost: boolean): string => {
  const holds = isMost ? value <= target : value >= target;
  return `${what}: ${value.toFixed(2)}, target ${isMost ? "<=" : ">="} ${target}: ${holds ? "holds" : "MISSED"}`;
};

const memory = await inMemory();
const hits = await byHits();
/** What keys take under one list of windows. */
async function weigh(counted: string, by: readonly RateWindow[]) {
  const bytes: { readonly calls: number; readonly bytes: number }[] = [];
  for (const calls of [1, 2, 10, 100]) bytes.push({ calls, bytes: await bytesPerKey(calls, by) });
  const populations = [await bytesOfPopulation(100_000, by), await bytesOfPopulation(20_000, by)];
  return { counted, bytes, populations };
}
const weights = [
  await weigh("exactly", windows),
  await weigh(`with a tolerance of ${TOLERANCE}`, tolerant),
];
const shared = await inRedis();
const verdicts = [
  verdict("in memory, times a bare GCRA", ratio(memory, 1, 0, "cpu"), 1.3, true),
  verdict(
    "in memory, rate-limiter-flexible costs times ours",
    ratio(memory, 2, 1, "cpu"),
    3.5,
    false,
  ),
  verdict("in memory with a tolerance, times a bare GCRA", ratio(memory, 3, 0, "cpu"), 1.3, true),
  verdict("a million hits in the window, times ten hits", ratio(hits, 3, 0, "cpu"), 1.5, true),
  ...weights.flatMap(({ counted, bytes, populations }) => [
    ...bytes.map(({ calls, bytes: size }) =>
      verdict(`bytes a key counted ${counted}, ${calls} calls`, size, 100, true),
    ),
    ...populations.map(({ addresses, bytes: size }) =>
      verdict(
        `bytes a key counted ${counted}, ${addresses} addresses as traffic has them`,
        size,
        100,
        true,
      ),
    ),
  ]),
  ...(shared === undefined
    ? []
    : [
        verdict(
          "in Redis, times rate-limiter-flexible's CPU",
          ratio(shared, 1, 0, "cpu"),
          0.5,
          true,
        ),
        verdict(
          "leases, times rate-limiter-flexible's decisions/s",
          ratio(shared, 2, 0, "rate"),
          8,
          false,
        ),
      ]),
];
const machine = describeMachine();
const versions = readVersions(["rate-limiter-flexible"]);
const command = describeCommand("run limiter");
const date = new Date().toISOString();
const load = readLoad();
const text = [
  ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
  [
    `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
    `${MANY / 10} keys weighed after their calls; what a rule keeps once, the decisions it gave, is weighed with them. ${rounds} interleaved rounds; CPU of this process; ratios are medians within a round. rate-limiter-flexible ${versions["rate-limiter-flexible"]}. Redis on the same machine, ${AT_ONCE} calls at a time.`,
  ].join("\n"),
  "In memory, 10,000 keys, 100 calls a minute each:",
  table(memory),
  table(hits),
  ...weights.flatMap(({ counted, bytes, populations }) => [
    `Bytes a key counted ${counted}: ${bytes.map((one) => `${one.bytes.toFixed(0)} after ${one.calls} calls`).join(", ")}.`,
    ...populations.map(
      ({ addresses, calls, keys: called, bytes: size }) =>
        `${calls} calls of a minute, drawn from ${addresses} addresses by Zipf (s = ${ZIPF}), counted ${counted}: ${size.toFixed(0)} bytes a key on average, ${called} keys, ${(calls / called).toFixed(1)} calls each.`,
    ),
  ]),
  ...(shared === undefined ? [] : ["In Redis, 100 keys:", table(shared)]),
  verdicts.join("\n"),
  `Leases of ${LEASE}: in any window all nodes together may admit nodes * ${LEASE - 1} calls more than the limit.`,
].join("\n\n");
console.log(text);
storeResult(
  "limiter",
  {
    date,
    command,
    machine,
    versions,
    load,
    quick: flags.quick,
    memory,
    hits,
    weights,
    shared,
    verdicts,
  },
  flags.json,
);
if (flags["write-readme"]) {
  if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
  writeSection("README.md", "bench:limiter", text);
}
