import type { Config } from "#config";
import { type Clock, createEvents, createIdGenerator, type Random, systemClock } from "#core";
import { createKeyring, createSecureRandom } from "#crypto";
import type { ApplicationView, Platform } from "#modules/contract";
import type { RunningBackups } from "#ops/backup";
import type { RunningFailover } from "#ops/failover";
import { createAlertRegister } from "#services/alerts";
import { type AnswerCaches, createAnswerCaches } from "#services/cache";
import { createFencing } from "#services/fencing";
import { createDataKeyRepository, createFieldKeys, fieldKeyMigrations } from "#services/field-keys";
import type { JobsSettings, RunnableJobs } from "#services/jobs";
import { createLive } from "#services/live";
import { createOutboundClient, type OutboundClient } from "#services/outbound";
import { createLanguages, type DeclaredLanguages } from "#services/texts";
import {
  type Migration,
  type Migrator,
  openStore,
  type Redis,
  type Store,
  type WriteFence,
} from "#store";
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
import { requireSecrets } from "../process/secrets.ts";
import { createPlatformBackups, createPlatformServerBackups } from "./backups.ts";
import { createPlatformCache } from "./cache.ts";
import { createPlatformDependencies } from "./dependencies.ts";
import { createPlatformFailover } from "./failover.ts";
import { createPlatformMigrator } from "./migrator.ts";
import { watchRedis } from "./redis-dependency.ts";
import { openSharedServices } from "./shared-services.ts";
import { observeStatements, observeStore } from "./statement-metrics.ts";
import { storeEngine } from "./store-engine.ts";
import { createTracing, traceCache, traceOutbound, traceStatements } from "./tracing.ts";
import { createWork, type Work, workMigrations } from "./work.ts";

/** What a platform is made from. */
export interface PlatformOptions {
  readonly config: Config;
  readonly migrations: readonly Migration[];
  readonly view: (migrator: Migrator) => ApplicationView;
  readonly clock?: Clock;
  readonly log?: Logger;
  /** Whether another release serves beside this one. */
  readonly isRehearsal: boolean;
  /** What traces say they are of, and what it speaks beside English. */
  readonly service?: {
    readonly name: string;
    readonly version: string;
    readonly languages?: DeclaredLanguages;
  };
  /** Only the testing room passes this. */
  readonly alterStore?: (store: Store) => Store;
  /** Only the testing room passes this. */
  readonly alterOutbound?: (outbound: OutboundClient) => OutboundClient;
  /** Only the testing room passes this. */
  readonly jobSettings?: Partial<JobsSettings>;
}

/** What every module is given, and what only the composition needs of it. */
export interface ClosablePlatform extends Platform {
  readonly migrator: Migrator;
  readonly redis: Redis | undefined;
  readonly jobs: RunnableJobs;
  readonly answers: AnswerCaches;
  readonly ownJobs: Work["ownJobs"];
  readonly tracer: Tracer;
  readonly backups: RunningBackups | undefined;
  readonly failover: RunningFailover | undefined;
  /** Closes what was opened, last opened first. */
  readonly close: () => Promise<void>;
}

/** The tables of the platform itself; those of modules follow. */
const OWN_MIGRATIONS: readonly Migration[] = [...workMigrations, ...fieldKeyMigrations];

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

type Closers = ReturnType<typeof createClosers>;

/** The store, with its statements counted and traced, and its faults in the log. */
const openObserved = (parts: {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly fence: WriteFence | undefined;
}): Promise<Store> => {
  const { config, clock, log, metrics, tracer } = parts;
  return openStore({
    engine: storeEngine(config),
    clock,
    slowQueryMs: config.database.slowQueryMs,
    onStatement: traceStatements(tracer, observeStatements(metrics)),
    onSlowQuery: (query) =>
      log.warn("slow query", { ...query, durationMs: Math.round(query.durationMs) }),
    onLongHold: ({ name, last, statements, heldMs }) =>
      log.warn("a transaction holds its connection for long", { name, last, statements, heldMs }),
    onFault: (fault) => log.error("database fault", { error: fault }),
    ...(parts.fence === undefined ? {} : { fence: parts.fence }),
  });
};

/** What things are counted, traced and announced with. */
const createSignals = (
  parts: {
    readonly config: Config;
    readonly clock: Clock;
    readonly random: Random;
    readonly log: Logger;
  },
  { name = "plinth", version = "unknown" }: Partial<NonNullable<PlatformOptions["service"]>> = {},
  closers: Closers,
) => {
  const { clock, log } = parts;
  const metrics = createMetrics();
  closers.add(registerProcessMetrics(metrics, { clock }));
  const tracing = createTracing({ ...parts, metrics, name, version });
  closers.add(tracing.close);
  const { tracer } = tracing;
  const onFault = (fault: unknown): void => log.error("a listener failed", { error: fault });
  const events = createEvents(onFault, () => tracer.current()?.traceId);
  recordSecurityEvents(events, log.child("security"));
  return { metrics, tracing, tracer, events, onFault };
};

type DataParts = Omit<Parameters<typeof openObserved>[0], "fence"> &
  Omit<Parameters<typeof createPlatformBackups>[0], "fence"> &
  Parameters<typeof createPlatformFailover>[0] & { readonly migrations: readonly Migration[] };

/** The store, with who may write to it, and its backups from its first commit on. */
const openData = async (
  given: DataParts,
  alterStore: PlatformOptions["alterStore"],
  closers: Closers,
) => {
  const failover = createPlatformFailover({ ...given, log: given.log.child("failover") });
  // Last of all: whoever is told that we let go may begin at once.
  closers.add(() => failover?.close());
  await failover?.beforeOpening();
  const parts = { ...given, fence: failover?.fence };
  const backupParts = { ...parts, log: parts.log.child("backups") };
  const followed = createPlatformBackups(backupParts);
  // After the store, whose last commits it takes.
  closers.add(() => followed?.close());
  const opened = await openObserved(parts);
  observeStore(parts.metrics, opened);
  const store = alterStore?.(opened) ?? opened;
  closers.add(() => store.close());
  await failover?.afterOpening();
  if (opened.log !== undefined) await followed?.attach(opened.log);
  const asked = createPlatformServerBackups({ ...backupParts, store: opened });
  // Before the store, which it asks.
  closers.add(() => asked?.close());
  return { opened, store, backups: followed ?? asked, failover };
};

/** What is called outside of the process, and under which policies. */
const createWaysOut = (
  { config, events, metrics, log }: Pick<Platform, "config" | "events" | "metrics" | "log">,
  closers: Closers,
) => {
  const outbound = createOutboundClient({
    events,
    metrics,
    allowHttp: config.profile === "development" || config.profile === "test",
  });
  closers.add(outbound.close);
  const watched = createPlatformDependencies({
    openMs: config.dependencies.openMs,
    metrics,
    log: log.child("dependencies"),
  });
  return { ...watched, outbound };
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
    const ground = { config, clock, random, log };
    const signals = createSignals(ground, options.service, closers);
    const { metrics, tracing, tracer, events, onFault } = signals;
    const migrations = [...OWN_MIGRATIONS, ...options.migrations];
    const { opened, store, backups, failover } = await openData(
      { ...ground, secrets, metrics, tracer, migrations, events },
      options.alterStore,
      closers,
    );
    const { dependencies, degradation, outbound } = createWaysOut(
      { config, events, metrics, log },
      closers,
    );
    const migrator = createPlatformMigrator(config, opened, clock, migrations);
    const keyring = createKeyring(secrets.secretKey, config.secrets.secretKeyPrevious);
    const newId = createIdGenerator(clock, random);
    const { isRehearsal } = options;
    const parts = { config, isRehearsal, keyring, random, newId, log, metrics, events };
    const shared = await openSharedServices(parts);
    closers.add(shared.close);
    if (shared.redis !== undefined) watchRedis(shared.redis, dependencies);
    const caches = createPlatformCache({ ...parts, ...shared, log: log.child("cache") });
    closers.add(caches.close);
    const cache = traceCache(tracer, caches);
    const { broadcast } = shared;
    const live = createLive({ broadcast, newId, onFault });
    closers.add(live.close);
    const languages = createLanguages(options.service?.languages);
    const work = createWork({
      ...parts,
      languages,
      clock,
      store,
      dependencies,
      broadcast,
      traceHeaders: tracer.headers,
      jobSettings: options.jobSettings,
    });
    closers.add(work.close);
    const { jobs } = work;
    const fencing = createFencing(jobs.store);
    const repository = createDataKeyRepository(fencing.store);
    return {
      ...ground,
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
      fields: createFieldKeys({ ...ground, keyring, repository }),
      mail: work.mail,
      languages,
      dependencies,
      degradation,
      cache,
      answers: createAnswerCaches(cache),
      alerts: createAlertRegister(),
      outbound: traceOutbound(tracer, options.alterOutbound?.(outbound) ?? outbound),
      tracer,
      traces: tracing.traces,
      backups,
      failover,
      redis: shared.redis,
      broadcast,
      live,
      application: options.view(migrator),
    };
  } catch (fault) {
    await closers.close();
    throw fault;
  }
};
