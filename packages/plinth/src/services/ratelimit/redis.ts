import type { Clock } from "#core";
import { type Redis, RedisUnavailable } from "#store";
import {
  type Decision,
  type LimitCheck,
  type RateWindow,
  requireCost,
  requireWindows,
  type SharedRateLimiter,
} from "./contract.ts";
import { decisionOf, type WindowCount } from "./decision.ts";
import { LIMIT_SCRIPT } from "./redis-script.ts";

/** Longest wait for one decision, in milliseconds (RL-11). */
const DECISION_LIMIT_MS = 50;
/** Keys looked at in one step of a search. */
const SCAN_STEP = "1000";

/** How a limiter in Redis is built. */
export interface RedisRateLimiterOptions {
  readonly redis: Pick<Redis, "namespace" | "evaluate" | "call">;
  /** Counts by this instead of the server's clock; for tests, which cannot move that. */
  readonly clock?: Clock;
}

interface Question extends LimitCheck {
  readonly cost: number;
}

/** What lies in a pattern of Redis for itself. */
const literal = (text: string): string => text.replace(/[*?[\]\\^]/g, "\\$&");

/** Reads the numbers of one rule, from `from`; see redis-script.ts. */
const readDecision = (
  numbers: readonly number[],
  from: number,
  windows: readonly RateWindow[],
): Decision => {
  const counts = windows.map(({ limit, seconds }, index): WindowCount => {
    const at = from + 2 + index * 2;
    return { limit, seconds, used: numbers[at] ?? 0, reset: () => numbers[at + 1] ?? 0 };
  });
  return decisionOf(counts, 0, (numbers[from] ?? 0) - 1, numbers[from + 1] ?? 0);
};

/**
 * Builds a limiter whose counts lie in Redis, where all nodes share them (RL-10). One round trip for
 * all windows of all rules; every key has the life of its window. Keys carry one hash tag, so that
 * the rules of a request lie in one slot wherever slots matter.
 * Calls reject with {@link RedisUnavailable} after 50 ms: wrap it by `createRouteLimiter`.
 */
export const createRedisRateLimiter = (options: RedisRateLimiterOptions): SharedRateLimiter => {
  const { redis, clock } = options;
  const prefix = `${redis.namespace}:{limits}:`;
  // Windows are declared once and asked for often.
  const checked = new WeakSet<readonly RateWindow[]>();

  const ask = async (questions: readonly Question[]): Promise<readonly Decision[]> => {
    const keys: string[] = [];
    const values: (number | string)[] = [clock?.now() ?? "server"];
    for (const { key, windows, cost } of questions) {
      if (!checked.has(windows)) requireWindows(windows);
      checked.add(windows);
      if (cost !== 1) requireCost(cost, windows);
      values.push(cost, windows.length);
      for (const { limit, seconds } of windows) {
        keys.push(`${prefix}${key}:${seconds}`);
        values.push(limit, seconds * 1000);
      }
    }
    const reply = await redis.evaluate(LIMIT_SCRIPT, keys, values, DECISION_LIMIT_MS);
    if (!Array.isArray(reply)) throw new RedisUnavailable("an answer that is no decision");
    const decisions: Decision[] = [];
    for (let at = 0; at < reply.length; ) {
      const windows = questions[decisions.length]?.windows ?? [];
      decisions.push(readDecision(reply, at, windows));
      at += 2 + windows.length * 2;
    }
    return decisions;
  };

  const search = async (pattern: string, found: (keys: readonly string[]) => Promise<void>) => {
    let cursor = "0";
    do {
      const step = await redis.call("SCAN", cursor, "MATCH", pattern, "COUNT", SCAN_STEP);
      const [next, keys] = step as [string, string[]];
      if (keys.length > 0) await found(keys);
      cursor = next;
    } while (cursor !== "0");
  };

  return {
    checkAll: (checks) => ask(checks.map((check) => ({ ...check, cost: 1 }))),
    check: async (key, windows, cost = 1) => {
      const [decision] = await ask([{ key, windows, cost }]);
      if (decision === undefined) throw new RedisUnavailable("an answer that is no decision");
      return decision;
    },
    // The lengths of its windows differ by tier: the keys are looked for, which is rare enough.
    clear: (key) =>
      search(`${literal(prefix + key)}:*`, async (keys) => {
        await redis.call("DEL", ...keys);
      }),
    stats: async () => {
      let keys = 0;
      await search(`${literal(prefix)}*`, async (found) => {
        keys += found.length;
      });
      return { keys, evicted: 0 };
    },
  };
};
