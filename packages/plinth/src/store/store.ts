import type { Kysely } from "#vendor/kysely";
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

/** Lets work in while the store is open, and knows when the last of it is done. */
const createGate = () => {
  const { promise: emptied, resolve: setEmptied } = Promise.withResolvers<void>();
  let inside = 0;
  let isOpen = true;
  return {
    requireOpen: (): void => {
      if (!isOpen) {
        throw storeError("closed", "the store is closed");
      }
    },
    enter: (): void => {
      inside += 1;
    },
    leave: (): void => {
      inside -= 1;
      if (!isOpen && inside === 0) {
        setEmptied();
      }
    },
    shut: (): Promise<void> => {
      isOpen = false;
      if (inside === 0) {
        setEmptied();
      }
      return emptied;
    },
  };
};

/** Counts statements and reports slow ones. */
const createObserver = (options: StoreOptions, counters: Counters) => {
  const slowMs = options.slowQueryMs ?? DEFAULT_SLOW_QUERY_MS;
  return {
    sent: (): void => {
      counters.queries += 1;
    },
    answered: (sql: string, { durationMs }: SqlResult): void => {
      if (durationMs >= slowMs) {
        counters.slowQueries += 1;
        options.onSlowQuery?.({ sql, durationMs });
      }
    },
    failed: (): void => {
      counters.failures += 1;
    },
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
  const gate = createGate();
  const observer = createObserver(options, counters);
  const observe =
    (run: RunStatement): RunStatement =>
    async (sql, parameters) => {
      observer.sent();
      try {
        const result = await run(sql, parameters);
        observer.answered(sql, result);
        return result;
      } catch (error) {
        observer.failed();
        throw error;
      }
    };
  const admit =
    (run: RunStatement): RunStatement =>
    async (sql, parameters) => {
      gate.requireOpen();
      gate.enter();
      try {
        return await run(sql, parameters);
      } finally {
        gate.leave();
      }
    };

  const layer = createQueryLayer(dialects[engine.kind]);
  const runRead = admit(observe(engine.read));
  const reads = layer.statements(runRead, "reads");
  const writes = layer.statements(admit(observe(engine.write)), "writes");
  let begun = 0;
  let closing: Promise<void> | undefined;

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
    gate.requireOpen();
    await within(engine.probe(), limits.healthTimeoutMs);
  };

  return {
    engine: engine.kind,
    clock: options.clock,
    read: <Tables>() => reads as unknown as Kysely<Tables>,
    write: <Tables>() => writes as unknown as Kysely<Tables>,
    transaction: async (work, settings) => {
      gate.requireOpen();
      gate.enter();
      try {
        return await transact(work, settings);
      } finally {
        gate.leave();
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
      closing ??= gate.shut().then(engine.close);
      return closing;
    },
  };
};
