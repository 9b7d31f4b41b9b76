import { type Config, loadOrCreateSecrets } from "#config";
import { type Clock, createEvents, createIdGenerator, systemClock } from "#core";
import { createKeyring, createSecureRandom } from "#crypto";
import type { ApplicationView, Platform } from "#modules/contract";
import { type AnswerCaches, createAnswerCaches } from "#services/cache";
import { createFencing } from "#services/fencing";
import type { RunnableJobs } from "#services/jobs";
import { createOutboundClient, type OutboundClient } from "#services/outbound";
import { type Migration, type Migrator, openStore, type Redis, type Store } from "#store";
import {
  createLogger,
  createMetrics,
  type Logger,
  type Metrics,
  recordSecurityEvents,
  registerProcessMetrics,
  type Tracer,
} from "#telemetry";
import { closeAll } from "../process/close-all.ts";
import { createPlatformCache } from "./cache.ts";
import { createPlatformDependencies } from "./dependencies.ts";
import { createPlatformMigrator } from "./migrator.ts";
import { watchRedis } from "./redis-dependency.ts";
import { openSharedServices } from "./shared-services.ts";
import { observeStatements, observeStore } from "./statement-metrics.ts";
import { storeEngine } from "./store-engine.ts";
import { createTracing, traceOutbound, traceStatements } from "./tracing.ts";
import { createWork, type Work, workMigrations } from "./work.ts";

/** What a platform is made from. */
export interface PlatformOptions {
  readonly config: Config;
  readonly migrations: readonly Migration[];
  readonly view: (migrator: Migrator) => ApplicationView;
  readonly clock?: Clock;
  readonly log?: Logger;
  /** What traces say they are of. */
  readonly service?: { readonly name: string; readonly version: string };
  /** Only the testing room passes this. */
  readonly alterStore?: (store: Store) => Store;
  /** Only the testing room passes this. */
  readonly alterOutbound?: (outbound: OutboundClient) => OutboundClient;
}

/** What every module is given, and what only the composition needs of it. */
export interface ClosablePlatform extends Platform {
  readonly migrator: Migrator;
  readonly redis: Redis | undefined;
  readonly jobs: RunnableJobs;
  readonly answers: AnswerCaches;
  readonly ownJobs: Work["ownJobs"];
  readonly tracer: Tracer;
  /** Closes what was opened, last opened first. */
  readonly close: () => Promise<void>;
}

/** Keeps how to close what was opened, so that a start that fails half-way leaves nothing behind. */
const createClosers = () => {
  const closers: (() => unknown)[] = [];
  return {
    add: (close: () => unknown): void => {
      closers.unshift(close);
    },
    close: () => closeAll(closers.splice(0)),
  };
};

/** The two root secrets: from the settings, or those of the data directory. */
export const requireSecrets = (config: Config, random: Platform["random"]): Platform["secrets"] => {
  const { secretKey, jwtSecretKey } = config.secrets;
  // Staging and production name both; elsewhere a first start makes and keeps its own.
  return secretKey !== undefined && jwtSecretKey !== undefined
    ? { secretKey, jwtSecretKey }
    : loadOrCreateSecrets(config.dataDirectory, random);
};

/** The store, with its statements counted and traced, and its faults in the log. */
const openObserved = (parts: {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}): Promise<Store> => {
  const { config, clock, log, metrics, tracer } = parts;
  return openStore({
    engine: storeEngine(config),
    clock,
    slowQueryMs: config.database.slowQueryMs,
    onStatement: traceStatements(tracer, observeStatements(metrics)),
    onSlowQuery: (query) => log.warn("slow query", { ...query }),
    onLongHold: ({ name, last, statements, heldMs }) =>
      log.warn("a transaction holds its connection for long", { name, last, statements, heldMs }),
    onFault: (fault) => log.error("database fault", { error: fault }),
  });
};

/**
 * Opens store, mailer and metrics. What was opened is closed again when a later part cannot be: the
 * store's thread would keep a refused start alive, and its lock the next one out.
 */
export const createPlatform = async (options: PlatformOptions): Promise<ClosablePlatform> => {
  const { config } = options;
  const clock = options.clock ?? systemClock;
  const random = createSecureRandom();
  const log = options.log ?? createLogger({ level: config.log.level, clock, component: "plinth" });
  const closers = createClosers();
  try {
    closers.add(() => log.flush());
    const secrets = requireSecrets(config, random);
    const metrics = createMetrics();
    closers.add(registerProcessMetrics(metrics, { clock }));
    const { name = "plinth", version = "unknown" } = options.service ?? {};
    const tracing = createTracing({ config, clock, random, metrics, log, name, version });
    closers.add(tracing.close);
    const { tracer } = tracing;
    const events = createEvents((fault) => log.error("a listener failed", { error: fault }));
    recordSecurityEvents(events, log.child("security"));
    const opened = await openObserved({ config, clock, log, metrics, tracer });
    observeStore(metrics, opened);
    const store = options.alterStore?.(opened) ?? opened;
    closers.add(() => store.close());
    const { dependencies, degradation } = createPlatformDependencies({
      openMs: config.dependencies.openMs,
      metrics,
      log: log.child("dependencies"),
    });
    const outbound = createOutboundClient({
      events,
      metrics,
      allowHttp: config.profile === "development" || config.profile === "test",
    });
    closers.add(outbound.close);
    const migrator = createPlatformMigrator(config, opened, clock, [
      ...workMigrations,
      ...options.migrations,
    ]);
    const keyring = createKeyring(secrets.secretKey);
    const newId = createIdGenerator(clock, random);
    const parts = { config, keyring, random, newId, log, metrics, events };
    const shared = await openSharedServices(parts);
    closers.add(shared.close);
    if (shared.redis !== undefined) watchRedis(shared.redis, dependencies);
    const cache = createPlatformCache({ ...parts, ...shared, log: log.child("cache") });
    closers.add(cache.close);
    const { broadcast } = shared;
    const work = createWork({
      ...parts,
      clock,
      store,
      dependencies,
      broadcast,
      traceHeaders: tracer.headers,
    });
    closers.add(work.close);
    const { jobs } = work;
    const fencing = createFencing(jobs.store);
    return {
      config,
      clock,
      random,
      log,
      metrics,
      events,
      store: fencing.store,
      fencing,
      jobs,
      ownJobs: work.ownJobs,
      migrator,
      close: closers.close,
      newId,
      secrets,
      keyring,
      mail: work.mail,
      dependencies,
      degradation,
      cache,
      answers: createAnswerCaches(cache),
      outbound: traceOutbound(tracer, options.alterOutbound?.(outbound) ?? outbound),
      tracer,
      redis: shared.redis,
      broadcast: shared.broadcast,
      application: options.view(migrator),
    };
  } catch (fault) {
    await closers.close();
    throw fault;
  }
};
