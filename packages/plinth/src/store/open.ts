import type { Store, StoreLimits, StoreOptions } from "./contract.ts";
import { openEmbeddedEngine } from "./embedded/engine.ts";
import type { Engine } from "./engine.ts";
import { fenceEngine } from "./fence.ts";
import { createReplica } from "./replica/replica.ts";
import { tellReplica } from "./replica/routing.ts";
import { createStore } from "./store.ts";

const DEFAULT_LIMITS: StoreLimits = {
  transactionStallMs: 5_000,
  writeWaitMs: 30_000,
  writeQueueLength: 10_000,
  healthTimeoutMs: 2_000,
};

const ignoreFault = (): void => undefined;

/**
 * Opens the database that `engine` names. The PostgreSQL driver is loaded only when it is used.
 * @throws {BootError} when it cannot be opened, with one sentence saying why.
 * @example
 * const store = await openStore({
 *   engine: { kind: "embedded", directory: ".data" },
 *   clock: systemClock,
 * });
 */
export const openStore = async (options: StoreOptions): Promise<Store> => {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const onFault = options.onFault ?? ignoreFault;
  const { fence } = options;
  const fenced = (engine: Engine): Engine =>
    fence === undefined ? engine : fenceEngine(engine, fence);
  if (options.engine.kind === "embedded") {
    const engine = await openEmbeddedEngine(options.engine, { limits, onFault });
    return createStore(fenced(engine), limits, options);
  }
  const { openPostgresqlEngine } = await import("./postgresql/engine.ts");
  const context = { limits, onFault };
  const engine = fenced(await openPostgresqlEngine(options.engine, { ...context, fence }));
  const { replicaUrl, ...primary } = options.engine;
  if (replicaUrl === undefined) return createStore(engine, limits, options);
  const replica = createReplica({
    primary: engine,
    open: () =>
      openPostgresqlEngine(
        { ...primary, url: replicaUrl, variable: "DATABASE_REPLICA_URL" },
        context,
      ),
    onFault,
  });
  return createStore(tellReplica(engine, replica), limits, options, replica);
};
