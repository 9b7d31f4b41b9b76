import type { Kysely } from "kysely";
import type { Store, StoreLimits, StoreOptions, StoreStats } from "./contract.ts";
import { dialects } from "./dialects.ts";
import type { Engine, SqlResult } from "./engine.ts";
import { faultKind, storeError } from "./faults.ts";
import { prepareRead } from "./prepared.ts";
import { createQueryLayer, type RunStatement } from "./query-layer.ts";
import { runSession } from "./session.ts";

const DEFAULT_SLOW_QUERY_MS = 200;
const MAX_RETRIES = 12;
const RETRY_STEP_MS = 2;
const RETRY_MAX_MS = 100;

type Counters = { -readonly [K in keyof Omit<StoreStats, "flushes">]: number };

/** A promise, or a refusal after `ms`. */
const within = async <T>(promise: Promise<T>, ms: number): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(storeError("timeout", "no answer in time")), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Grows with the attempt and differs between callers, so that colliding ones part. */
const pauseBeforeRetry = (attempt: number, caller: number): Promise<void> => {
  const span = Math.min(RETRY_MAX_MS, RETRY_STEP_MS * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, (span * (1 + (caller % 8))) / 8));
};

/** Counts statements and reports slow ones. */
const createObserver = (options: StoreOptions, counters: Counters) => {
  const slowMs = options.slowQueryMs ?? DEFAULT_SLOW_QUERY_MS;
  return (run: RunStatement): RunStatement =>
    async (sql, parameters) => {
      counters.queries += 1;
      let result: SqlResult;
      try {
        result = await run(sql, parameters);
      } catch (error) {
        counters.failures += 1;
        throw error;
      }
      if (result.durationMs >= slowMs) {
        counters.slowQueries += 1;
        options.onSlowQuery?.({ sql, durationMs: result.durationMs });
      }
      return result;
    };
};

/** Makes the store of an open engine: Kysely, counting, retries, time-outs and an end. */
export const createStore = (engine: Engine, limits: StoreLimits, options: StoreOptions): Store => {
  const counters: Counters = {
    queries: 0,
    transactions: 0,
    failures: 0,
    slowQueries: 0,
    retries: 0,
  };
  let closing: Promise<void> | undefined;
  let begun = 0;
  const active = new Set<Promise<unknown>>();

  const requireOpen = (): void => {
    if (closing !== undefined) {
      throw storeError("closed", "the store is closed");
    }
  };
  const guarded =
    (run: RunStatement): RunStatement =>
    async (sql, parameters) => {
      requireOpen();
      return run(sql, parameters);
    };

  const observe = createObserver(options, counters);
  const layer = createQueryLayer(dialects[engine.kind]);
  const runRead = observe(guarded(engine.read));
  const reads = layer.statements(runRead, "reads");
  const writes = layer.statements(observe(guarded(engine.write)), "writes");

  const transact: Store["transaction"] = async (work, settings = {}) => {
    begun += 1;
    const caller = begun;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const session = await engine.begin(settings);
        const result = await runSession(session, limits.transactionStallMs, ({ run }) =>
          work(layer.transaction(observe(run))),
        );
        counters.transactions += 1;
        return result;
      } catch (error) {
        if (faultKind(error) !== "collision" || attempt >= MAX_RETRIES) {
          counters.failures += 1;
          throw error;
        }
        counters.retries += 1;
        await pauseBeforeRetry(attempt, caller);
      }
    }
  };

  const ping = async (): Promise<void> => {
    requireOpen();
    await within(engine.probe(), limits.healthTimeoutMs);
  };

  return {
    engine: engine.kind,
    clock: options.clock,
    read: <Tables>() => reads as unknown as Kysely<Tables>,
    write: <Tables>() => writes as unknown as Kysely<Tables>,
    transaction: async (work, settings) => {
      requireOpen();
      const running = transact(work, settings);
      active.add(running);
      try {
        return await running;
      } finally {
        active.delete(running);
      }
    },
    prepare: <Tables, Values, Row>(build: Parameters<typeof prepareRead<Tables, Values, Row>>[2]) =>
      prepareRead<Tables, Values, Row>(reads as unknown as Kysely<Tables>, runRead, build),
    ping,
    health: async () => {
      const isAnswering = await ping().then(
        () => true,
        () => false,
      );
      return {
        status: isAnswering ? "healthy" : "unhealthy",
        poolStatus: engine.pool(),
        connectionTest: isAnswering ? "passed" : "failed",
      };
    },
    stats: () => ({ ...counters, flushes: engine.flushes() }),
    close: () => {
      closing ??= Promise.allSettled([...active]).then(() => engine.close());
      return closing;
    },
  };
};
