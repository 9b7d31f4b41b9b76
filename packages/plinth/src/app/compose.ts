import { performance } from "node:perf_hooks";
import { type Config, loadOrCreateSecrets } from "#config";
import {
  BootError,
  type Clock,
  createEvents,
  createIdGenerator,
  type Events,
  isUuid,
  type StartTimer,
  systemClock,
  systemTimer,
} from "#core";
import { createKeyring, createSecureRandom } from "#crypto";
import {
  createHttpServer,
  createKernel,
  createOriginResolver,
  createRecorder,
  createSender,
  type HttpServer,
  type Recorder,
  type Sender,
  webApplicationRoutes,
} from "#http";
import type { ApplicationView, Platform } from "#modules/contract";
import { compilePolicies, type DeclaredRoute, type RoutePolicy } from "#policy";
import { createMailer } from "#services/mail";
import { createMigrator, type Migrator, openStore, type Store } from "#store";
import {
  createLogger,
  createMetrics,
  type Logger,
  type Metrics,
  recordSecurityEvents,
  registerProcessMetrics,
} from "#telemetry";
import { auditedRoute } from "./audited-route.ts";
import { type Controls, createControls } from "./controls.ts";
import type { ApplicationDefinition } from "./definition.ts";
import { createModuleSet, type ModuleRoute, type ModuleSet } from "./module-set.ts";
import { ownRoutes } from "./own-routes.ts";
import { storeEngine } from "./store-engine.ts";

/** What an application is composed from; all but the first two have defaults. */
export interface ComposeOptions {
  readonly definition: ApplicationDefinition;
  readonly config: Config;
  readonly clock?: Clock;
  /** Rings at the time-outs of routes; the machine's own where none is given. */
  readonly startTimer?: StartTimer;
  readonly log?: Logger;
  /** Only the testing room passes this: takes a part away to show that a probe notices. */
  readonly alter?: Alterations;
}

/** Ways to replace a part of a throwaway instance; a real start has none of them. */
export interface Alterations {
  readonly controls?: (controls: Controls) => Controls;
  readonly sender?: (sender: Sender) => Sender;
  readonly store?: (store: Store) => Store;
  /** Replaces the service of a module by its name. */
  readonly service?: (module: string, service: unknown) => unknown;
}

/** A composed application; migrations have not run and nothing listens yet. */
export interface Composition {
  readonly definition: ApplicationDefinition;
  readonly config: Config;
  readonly log: Logger;
  readonly events: Events;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly migrator: Migrator;
  readonly modules: ModuleSet;
  readonly server: HttpServer;
  readonly policies: readonly RoutePolicy[];
  readonly view: ApplicationView;
  readonly setPublicUrl: (url: string) => void;
  /** Closes modules and store, last opened first. */
  readonly close: () => Promise<void>;
}

/** What modules may look at later, but cannot have at their own setup. */
interface Late {
  policies: readonly RoutePolicy[];
  recorder: Recorder | undefined;
  server: HttpServer | undefined;
  publicUrl: string;
}

const createView = (
  definition: ApplicationDefinition,
  modules: ModuleSet,
  migrator: Migrator,
  late: Late,
): ApplicationView => ({
  name: definition.name,
  version: definition.version,
  policies: () => late.policies,
  catalogue: () => modules.catalogue,
  totals: () => late.recorder?.totals() ?? { total: 0, averageSeconds: 0, slow: 0, inFlight: 0 },
  isDraining: () => late.server?.isDraining() ?? false,
  pendingMigrations: async () => (await migrator.status()).pending,
  moduleHealth: modules.health,
  publicUrl: () => late.publicUrl,
  sessionCookie: () => modules.authenticator().cookieName,
});

const createPlatform = async (
  options: ComposeOptions,
  view: (migrator: Migrator) => ApplicationView,
  modules: ModuleSet,
): Promise<Platform & { readonly migrator: Migrator; readonly close: () => Promise<void> }> => {
  const { config } = options;
  const clock = options.clock ?? systemClock;
  const random = createSecureRandom();
  const log = options.log ?? createLogger({ level: config.log.level, clock, component: "plinth" });
  const { secretKey, jwtSecretKey } = config.secrets;
  // Staging and production name both; elsewhere a first start makes and keeps its own.
  const secrets =
    secretKey !== undefined && jwtSecretKey !== undefined
      ? { secretKey, jwtSecretKey }
      : loadOrCreateSecrets(config.dataDirectory, random);
  const metrics = createMetrics();
  const stopProcessMetrics = registerProcessMetrics(metrics, { clock });
  const events = createEvents((fault) => log.error("a listener failed", { error: fault }));
  recordSecurityEvents(events, log.child("security"));
  const opened = await openStore({
    engine: storeEngine(config),
    clock,
    onSlowQuery: ({ sql, durationMs }) => log.warn("slow query", { sql, durationMs }),
    onFault: (fault) => log.error("database fault", { error: fault }),
  });
  const mail = createMailer({ config, clock, log: log.child("mail") });
  const migrator = createMigrator(opened, modules.migrations);
  const store = options.alter?.store?.(opened) ?? opened;
  return {
    config,
    clock,
    random,
    log,
    metrics,
    events,
    store,
    migrator,
    close: async () => {
      stopProcessMetrics();
      await mail.close();
      await store.close();
      await log.flush();
    },
    newId: createIdGenerator(clock, random),
    secrets,
    keyring: createKeyring(secrets.secretKey),
    mail,
    application: view(migrator),
  };
};

/** The policy of paths that no route covers: refused, but counted and limited like any other. */
const UNMATCHED: DeclaredRoute = {
  method: "GET",
  path: "/*",
  module: "plinth",
  declaration: {
    access: { public: true, because: "answers 404, 405 and preflights" },
    summary: "Any path that no route covers",
    responses: { 204: null },
  },
};

const declaredRoutes = (routes: readonly ModuleRoute[]): readonly DeclaredRoute[] =>
  routes.map(({ module, route: { method, path, declaration } }) => ({
    method,
    path,
    module,
    declaration,
  }));

const createServer = (
  platform: Platform,
  controls: Controls,
  routes: readonly ModuleRoute[],
  late: Late,
  options: Pick<ComposeOptions, "startTimer" | "alter">,
): HttpServer => {
  const { config, clock, log, metrics, events } = platform;
  const alterSender = options.alter?.sender ?? ((sender: Sender) => sender);
  const problems: string[] = [];
  const defaults = {
    limit: `${config.limits.perMinute}/minute, ${config.limits.perHour}/hour`,
  };
  const compiled = compilePolicies([...declaredRoutes(routes), UNMATCHED], defaults, problems);
  const unmatched = compiled.at(-1);
  if (problems.length > 0 || unmatched === undefined) throw new BootError(problems);
  late.policies = compiled.slice(0, -1);
  const recorder = createRecorder({ metrics, log, clock, monotonic: () => performance.now() });
  const server = createHttpServer(
    createKernel({
      routes: late.policies.map((policy, index) =>
        auditedRoute(policy, routes[index]?.route.handler ?? (() => undefined), events),
      ),
      unmatched,
      stages: controls.stages,
      preflight: controls.preflight,
      replyHeaders: controls.replyHeaders,
      sender: alterSender(
        createSender({
          replyHeaders: controls.replyHeaders,
          publicUrl: () => late.publicUrl,
          clock,
          isClosing: () => server.isDraining(),
        }),
      ),
      recorder,
      resolveOrigin: createOriginResolver(config.server.trustedProxies),
      newRequestId: platform.newId,
      acceptRequestId: isUuid,
      monotonic: () => performance.now(),
      startTimer: options.startTimer ?? systemTimer,
      log: log.child("http"),
      checkAnswers: config.profile !== "production",
    }),
    controls.replyHeaders("json", false),
  );
  late.recorder = recorder;
  late.server = server;
  return server;
};

/**
 * Wires an application: the one place that knows every room. Opens the store; runs no migration and
 * listens nowhere.
 * @throws {BootError} naming every fault of modules and policies together.
 */
export const compose = async (options: ComposeOptions): Promise<Composition> => {
  const { definition, config } = options;
  const modules = createModuleSet(definition.modules, options.alter?.service);
  const late: Late = {
    policies: [],
    recorder: undefined,
    server: undefined,
    publicUrl: config.server.publicUrl,
  };
  const platform = await createPlatform(
    options,
    (migrator) => createView(definition, modules, migrator, late),
    modules,
  );
  const close = async (): Promise<void> => {
    await modules.close();
    await platform.close();
  };
  try {
    modules.setUp(platform);
    const controls = createControls({
      ...platform,
      authenticator: modules.authenticator(),
      keyAuthenticator: modules.keyAuthenticator(),
      ownOrigin: () => late.publicUrl,
    });
    const altered = options.alter?.controls?.(controls) ?? controls;
    const web = (definition.web ?? []).flatMap((application) =>
      webApplicationRoutes(application).map((route) => ({ module: "web", route })),
    );
    const own = ownRoutes(altered).map((route) => ({ module: "plinth", route }));
    const routes = [...own, ...modules.routes(), ...web];
    const server = createServer(platform, altered, routes, late, options);
    return {
      definition,
      config,
      log: platform.log,
      events: platform.events,
      metrics: platform.metrics,
      store: platform.store,
      migrator: platform.migrator,
      modules,
      server,
      policies: late.policies,
      view: platform.application,
      setPublicUrl: (url) => {
        late.publicUrl = url;
      },
      close,
    };
  } catch (fault) {
    // Threads of modules already set up would keep a refused start alive.
    await close();
    throw fault;
  }
};
