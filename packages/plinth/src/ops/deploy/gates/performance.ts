import { type Gate, GateFault } from "./contract.ts";

const ROUNDS = 40;
/** Longest that 19 of 20 errors may take, in milliseconds, on a machine that others use as well. */
const SLOW_MS = 250;

const pool: Gate = {
  id: "pool",
  group: "performance",
  run: async ({ pingDatabase, config }) => {
    const { kind, pool: shown } = await pingDatabase();
    const { poolSize, maxOverflow, poolTimeoutSeconds } = config.database;
    if (kind === "embedded") return shown;
    if (poolTimeoutSeconds <= 0) throw new GateFault("who waits for a connection waits for ever");
    return `${shown}; ${poolSize} and ${maxOverflow} more, ${poolTimeoutSeconds} s`;
  },
};

const sharedCache: Gate = {
  id: "cache-second-read",
  group: "performance",
  run: async ({ cacheRoundTrip, pingRedis }) => {
    const { computed } = await cacheRoundTrip();
    if (computed !== 1) throw new GateFault(`two reads computed the value ${computed} times`);
    return pingRedis === undefined ? "from this process" : "from what nodes share";
  },
};

const limiter: Gate = {
  id: "limits-are-shared",
  group: "performance",
  run: async ({ config, pingRedis }) => {
    const { nodes } = config.limits;
    if (pingRedis !== undefined) {
      await pingRedis().catch(() => {
        throw new GateFault("Redis does not answer, so each node counts for itself");
      });
      return `${nodes} nodes count in Redis`;
    }
    if (config.database.url === undefined) return "one process has the database, and counts alone";
    if (nodes > 1) {
      throw new GateFault(`RATE_LIMIT_NODES is ${nodes} and there is no REDIS_URL: nobody shares`);
    }
    return "one node counts";
  },
};

const errorPath: Gate = {
  id: "error-path",
  group: "performance",
  run: async ({ ask, monotonic }) => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const begun = monotonic();
      const { status } = await ask({ path: `/deploy-gate/${round}`, from: "192.0.2.179" });
      times.push(monotonic() - begun);
      if (status >= 500 || status < 400)
        throw new GateFault(`nothing is there, and it says ${status}`);
    }
    const p95 = times.toSorted((one, two) => one - two)[Math.floor(ROUNDS * 0.95)] ?? 0;
    if (p95 > SLOW_MS)
      throw new GateFault(`p95 of errors is ${p95.toFixed(0)} ms, over ${SLOW_MS}`);
    return `p95 ${p95.toFixed(1)} ms of ${ROUNDS} errors`;
  },
};

const alert: Gate = {
  id: "alert-is-delivered",
  group: "performance",
  run: async ({ testAlert }) => {
    const results = (await testAlert?.()) ?? [];
    if (results.length === 0)
      throw new GateFault("nobody is told of alerts; see ALERT_WEBHOOK_URL");
    const failed = results.filter(({ outcome }) => outcome === "failed");
    if (failed.length > 0) {
      throw new GateFault(failed.map(({ sink, detail }) => `${sink}: ${detail}`).join("; "));
    }
    return results.map(({ sink, outcome }) => `${sink} ${outcome}`).join(", ");
  },
};

/** DEP-09: whether it will bear what comes, and whether anybody hears where it does not. */
export const PERFORMANCE: readonly Gate[] = [pool, sharedCache, limiter, errorPath, alert];
