import type { Clock } from "#core";
import { type Redis, RedisUnavailable } from "#store";
import {
  callsPerSlot,
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

/** Most rules that are asked for in one call: the server does nothing else meanwhile. */
const MOST_RULES = 128;

/** What one caller asks, and whoever waits for it. */
interface Question {
  readonly checks: readonly LimitCheck[];
  readonly cost: number;
  readonly resolve: (decisions: readonly Decision[]) => void;
  readonly reject: (fault: unknown) => void;
}

/** What is the same at every call by these windows. */
interface Known {
  /**
   * Their number, and limit, length and calls a slot of each, as the script reads them: parts of a
   * JSON array.
   */
  readonly text: string;
  /** Behind the key, for each window. */
  readonly suffixes: readonly string[];
}

const describe = (windows: readonly RateWindow[]): Known => {
  requireWindows(windows);
  const numbers = windows.map(
    (window) => `,${window.limit},${window.seconds * 1000},${callsPerSlot(window)}`,
  );
  return {
    text: `${windows.length}${numbers.join("")}`,
    suffixes: windows.map(({ seconds }) => `:${seconds}`),
  };
};

const noDecision = (): RedisUnavailable => new RedisUnavailable("an answer that is no decision");

/** What lies in a pattern of Redis for itself. */
const literal = (text: string): string => text.replace(/[*?[\]\\^]/g, "\\$&");

/** What SCAN answers: where to go on, and keys. */
const readStep = (step: unknown): readonly [string, readonly string[]] => {
  const [next, keys] = Array.isArray(step) ? (step as readonly unknown[]) : [];
  if (typeof next !== "string" || !Array.isArray(keys)) {
    throw new RedisUnavailable("an answer that is no step of a search");
  }
  return [next, keys as readonly string[]];
};

const ZERO = 48;
const BLANK = 32;

/** Whole numbers in a text, with one blank between. */
interface Reader {
  /** The next one; throws where none stands. */
  readonly next: () => number;
  readonly isAtEnd: () => boolean;
}

const createReader = (text: string): Reader => {
  let at = 0;
  return {
    next: () => {
      const from = at;
      let value = 0;
      for (; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (code === BLANK) break;
        const digit = code - ZERO;
        if (digit < 0 || digit > 9) throw noDecision();
        value = value * 10 + digit;
      }
      if (at === from) throw noDecision();
      at += 1;
      return value;
    },
    isAtEnd: () => at >= text.length,
  };
};

/** Reads what the script says about one rule; see redis-script.ts. */
const readDecision = ({ next }: Reader, windows: readonly RateWindow[]): Decision => {
  const refusedBy = next() - 1;
  if (refusedBy >= windows.length) throw noDecision();
  const waitMs = next();
  const counts: WindowCount[] = [];
  for (const { limit, seconds } of windows) {
    const used = next();
    counts.push({ limit, seconds, used, resetMs: next() });
  }
  return decisionOf(counts, refusedBy, waitMs);
};

/** The decisions of every question, up to the first rule that refuses. */
const readAnswers = (
  questions: readonly Question[],
  reply: unknown,
): readonly (readonly Decision[])[] => {
  if (typeof reply !== "string") throw noDecision();
  const reader = createReader(reply);
  const answers = questions.map(({ checks }) => {
    const decisions: Decision[] = [];
    for (const { windows } of checks) {
      const decision = readDecision(reader, windows);
      decisions.push(decision);
      if (!decision.allowed) break;
    }
    return decisions;
  });
  if (!reader.isAtEnd()) throw noDecision();
  return answers;
};

/**
 * Builds a limiter whose counts lie in Redis, where all nodes share them (RL-10). One round trip for
 * all windows of all rules, and one call of the script for everything that is asked for in one turn of
 * the event loop, decided in the order of asking; every key has the life of its window. Keys carry one hash tag, so that
 * the rules of a request lie in one slot wherever slots matter.
 * Calls reject with {@link RedisUnavailable} after 50 ms: wrap it by `createRouteLimiter`.
 */
export const createRedisRateLimiter = (options: RedisRateLimiterOptions): SharedRateLimiter => {
  const { redis, clock } = options;
  const prefix = `${redis.namespace}:{windows}:`;
  // Windows are declared once and asked for often.
  const known = new WeakMap<readonly RateWindow[], Known>();
  let waiting: Question[] = [];
  let rules = 0;

  const knownOf = (windows: readonly RateWindow[]): Known => {
    const before = known.get(windows);
    if (before !== undefined) return before;
    const found = describe(windows);
    known.set(windows, found);
    return found;
  };

  const send = async (questions: readonly Question[]): Promise<void> => {
    const keys: string[] = [];
    let text = `[${clock?.now() ?? -1}`;
    for (const { checks, cost } of questions) {
      text += `,${checks.length}`;
      for (const { key, windows } of checks) {
        const { text: numbers, suffixes } = knownOf(windows);
        text += `,${cost},${numbers}`;
        for (const suffix of suffixes) keys.push(prefix + key + suffix);
      }
    }
    try {
      const answers = await redis.evaluate(
        LIMIT_SCRIPT,
        keys,
        [`${text}]`],
        DECISION_LIMIT_MS,
        (reply) => readAnswers(questions, reply),
      );
      questions.forEach(({ resolve }, at) => {
        resolve(answers[at] ?? []);
      });
    } catch (fault) {
      for (const { reject } of questions) reject(fault);
    }
  };

  const flush = (): void => {
    if (waiting.length === 0) return;
    const questions = waiting;
    waiting = [];
    rules = 0;
    void send(questions);
  };

  /** Asks together with whatever else is asked in this turn: most of a call's cost is the call. */
  const ask = (checks: readonly LimitCheck[], cost: number): Promise<readonly Decision[]> =>
    new Promise((resolve, reject) => {
      for (const { windows } of checks) {
        knownOf(windows);
        if (cost !== 1) requireCost(cost, windows);
      }
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ checks, cost, resolve, reject });
      rules += checks.length;
      if (rules >= MOST_RULES) flush();
    });

  const search = async (pattern: string, found: (keys: readonly string[]) => Promise<void>) => {
    let cursor = "0";
    do {
      const step = await redis.call("SCAN", cursor, "MATCH", pattern, "COUNT", SCAN_STEP);
      const [next, keys] = readStep(step);
      if (keys.length > 0) await found(keys);
      cursor = next;
    } while (cursor !== "0");
  };

  return {
    checkAll: (checks) => ask(checks, 1),
    check: async (key, windows, cost = 1) => {
      const [decision] = await ask([{ key, windows }], cost);
      if (decision === undefined) throw noDecision();
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
