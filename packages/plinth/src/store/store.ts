import type { Kysely, Transaction } from "#vendor/kysely";
import type {
  ReadOptions,
  Store,
  StoreLimits,
  StoreOptions,
  TransactionOptions,
} from "./contract.ts";
import type { Engine } from "./engine.ts";
import { faultKind, storeError } from "./faults.ts";
import { createGate } from "./gate.ts";
import { dialects } from "./queries/dialects.ts";
import { prepareRead } from "./queries/prepared.ts";
import { createQueryLayer, type QueryLayer, type RunStatement } from "./queries/query-layer.ts";
import type { Replica } from "./replica/replica.ts";
import { runSession } from "./session.ts";
import { statementTables } from "./statements/describe.ts";
import { createObserver } from "./statements/observer.ts";
import type { RunningList } from "./statements/running.ts";
import { createStatements, type Statements } from "./statements/sending.ts";

const MAX_RETRIES = 12;
const RETRY_STEP_MS = 2;
const RETRY_MAX_MS = 100;
const MAX_STALENESSES = 20;

type Counted = "queries" | "transactions" | "failures" | "retries";
type Counters = { -readonly [K in Counted]: number };

interface TransactParts {
  readonly layer: QueryLayer;
  readonly statements: Statements;
  readonly running: RunningList;
  readonly counters: Counters;
}

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

/** Reads of an engine, and those that a replica may answer. */
const createReads = (
  engine: Engine,
  layer: QueryLayer,
  statements: Statements,
  replica: Replica | undefined,
) => {
  // Embedded reads run at once on this thread: nobody could ever see one under way.
  const isListed = engine.kind !== "embedded";
  const fresh = layer.statements(statements.alone(engine.read, isListed), "reads");
  const stale = new Map<number, Kysely<unknown>>();
  const readStale = (from: Replica, staleness: number): Kysely<unknown> => {
    const known = stale.get(staleness);
    if (known !== undefined) return known;
    const run: RunStatement = (sql, parameters) =>
      from.read(sql, parameters, { staleness, tables: statementTables(sql) });
    const made = layer.statements(statements.alone(run, isListed), "reads");
    // Values are constants of the code; somebody who computes them gets no cache.
    if (stale.size < MAX_STALENESSES) stale.set(staleness, made);
    return made;
  };
  return {
    fresh,
    bind: statements.bind(engine.read, isListed),
    of: ({ staleness }: ReadOptions): Kysely<unknown> =>
      staleness === undefined || replica === undefined ? fresh : readStale(replica, staleness),
  };
};

/** Runs transactions, again where they collided. */
const createTransact = (
  engine: Engine,
  limits: StoreLimits,
  { layer, statements, running, counters }: TransactParts,
): Store["transaction"] => {
  let begun = 0;

  const attempt = async <Tables, Result>(
    work: (tx: Transaction<Tables>) => Promise<Result>,
    settings: TransactionOptions,
  ): Promise<Result> => {
    const listed = running.begin("transaction", "transaction", performance.now());
    try {
      const session = await engine.begin(settings);
      // Embedded, the writer is held from the first statement on.
      if (engine.kind === "postgresql") listed.heldSinceMs = performance.now();
      return await runSession(
        statements.withCommit(session),
        limits.transactionStallMs,
        ({ run }) => work(layer.transaction(statements.within(listed, run))),
      );
    } finally {
      running.end(listed);
    }
  };

  return async (work, settings = {}) => {
    begun += 1;
    const caller = begun;
    for (let tries = 0; ; tries += 1) {
      try {
        const result = await attempt(work, settings);
        counters.transactions += 1;
        return result;
      } catch (error) {
        if (faultKind(error) !== "collision" || tries >= MAX_RETRIES) {
          counters.failures += 1;
          throw error;
        }
        counters.retries += 1;
        await pauseBeforeRetry(tries, caller);
      }
    }
  };
};

/** Makes the store of an open engine: Kysely, counting, retries, time-outs and an end. */
export const createStore = (
  engine: Engine,
  limits: StoreLimits,
  options: StoreOptions,
  replica?: Replica,
): Store => {
  const counters: Counters = { queries: 0, transactions: 0, failures: 0, retries: 0 };
  const gate = createGate();
  const observer = createObserver(options, engine);
  const statements = createStatements(gate, observer, counters);

  const layer = createQueryLayer(dialects[engine.kind]);
  const reads = createReads(engine, layer, statements, replica);
  const writes = layer.statements(statements.alone(engine.write, true), "writes");
  let closing: Promise<void> | undefined;

  const transact = createTransact(engine, limits, {
    layer,
    statements,
    running: observer.running,
    counters,
  });

  const ping = async (): Promise<void> => {
    gate.requireOpen();
    await within(engine.probe(), limits.healthTimeoutMs);
  };

  return {
    engine: engine.kind,
    clock: options.clock,
    read: <Tables>(wish: ReadOptions = {}) => reads.of(wish) as unknown as Kysely<Tables>,
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
      prepareRead<Tables, Values, Row>(reads.fresh as unknown as Kysely<Tables>, reads.bind, build),
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
    stats: () => ({
      ...counters,
      slowQueries: observer.slowQueries(),
      longHolds: observer.running.longHolds(),
      flushes: engine.flushes(),
    }),
    statements: observer.view,
    replica: () => replica?.status(),
    log: engine.log,
    close: () => {
      closing ??= gate.shut().then(() => {
        observer.running.close();
        return engine.close();
      });
      return closing;
    },
  };
};
