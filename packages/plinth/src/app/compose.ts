import { performance } from "node:perf_hooks";
import type { Config } from "#config";
import { BootError, type Clock, type Events, isUuid, type StartTimer, systemTimer } from "#core";
import {
  createErrorPages,
  createEventStreams,
  createHttpServer,
  createKernel,
  createOriginResolver,
  createRecorder,
  createSender,
  type HttpServer,
  inlineContentOf,
  inlineContentOfErrors,
  type Recorder,
  type Sender,
  type ServerOptions,
  webApplicationRoutes,
} from "#http";
import type { ApplicationView, Platform } from "#modules/contract";
import { CSP_REPORT_PATH, cspReports } from "#modules/csp-reports";
import type { RunningBackups } from "#ops/backup";
import type { RunningFailover } from "#ops/failover";
import { type DeclaredRoute, type RoutePolicy, unknownErrorCodes } from "#policy";
import type { CertificateFiles } from "#services/certificates";
import type { JobsSettings, RunnableJobs } from "#services/jobs";
import { liveJobs } from "#services/live";
import type { OutboundClient } from "#services/outbound";
import type { Migrator, Store } from "#store";
import type { Logger, Metrics } from "#telemetry";
import { requireKeyKeeper } from "./answers/idempotent-route.ts";
import { type MountedParts, mountRoute, type RouteHandler } from "./answers/mounted-route.ts";
import { createView, type Late } from "./application-view.ts";
import { type Controls, createControls } from "./controls.ts";
import type { ApplicationDefinition } from "./definition.ts";
import { limitControls } from "./limits/limit-controls.ts";
import { createLimitsFile } from "./limits/limits-file.ts";
import { createLiveLimits, type LiveLimits } from "./limits/live-limits.ts";
import { requireMeters } from "./metered-route.ts";
import { createModuleSet, type ModuleRoute, type ModuleSet } from "./module-set.ts";
import { ownRoutes } from "./own-routes.ts";
import { warmUp } from "./platform/cache.ts";
import { type ClosablePlatform, createPlatform } from "./platform/platform.ts";
import { traceJobs } from "./platform/tracing.ts";
import { closeAll } from "./process/close-all.ts";
import { createHttps, type Https } from "./process/https.ts";

/** What an application is composed from; all but the first two have defaults. */
export interface ComposeOptions {
  readonly definition: ApplicationDefinition;
  readonly config: Config;
  readonly clock?: Clock;
  /** Rings at the time-outs of routes; the machine's own where none is given. */
  readonly startTimer?: StartTimer;
  readonly log?: Logger;
  /** What is served where the settings name one; commands that serve nothing need none. */
  readonly certificate?: CertificateFiles;
  /**
   * Beside a release that serves: no job runs, so no mail leaves a second time, and what is kept in
   * Redis is kept under a name of its own.
   */
  readonly isRehearsal?: boolean;
  /** Only the testing room passes this: takes a part away to show that a probe notices. */
  readonly alter?: Alterations;
}

/** Ways to replace a part of a throwaway instance; a real start has none of them. */
export interface Alterations {
  readonly controls?: (controls: Controls) => Controls;
  readonly sender?: (sender: Sender) => Sender;
  /** Replaces what the server is made with. */
  readonly server?: (options: ServerOptions) => ServerOptions;
  readonly store?: (store: Store) => Store;
  /** Replaces the way to the internet, which tests have none of. */
  readonly outbound?: (outbound: OutboundClient) => OutboundClient;
  /** How long it takes until nodes notice that one of them died, which tests do not wait for. */
  readonly jobs?: Partial<JobsSettings>;
  /** Replaces the code behind a route; its policy stays. */
  readonly handler?: (policy: RoutePolicy, handler: RouteHandler) => RouteHandler;
  /** Replaces what counts and logs answers, to measure what that costs. */
  readonly recorder?: (recorder: Recorder) => Recorder;
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
  /** Listens to plain HTTP, to send callers to HTTPS; undefined where the settings name no port. */
  readonly plainServer: HttpServer | undefined;
  /** Undefined where nothing here speaks TLS. */
  readonly https: Https | undefined;
  /** As they were at the start; `limits` has those of now. */
  readonly policies: readonly RoutePolicy[];
  readonly limits: LiveLimits;
  readonly view: ApplicationView;
  readonly jobs: RunnableJobs;
  readonly cache: Platform["cache"];
  /** The keys of what is sealed. */
  readonly fields: Platform["fields"];
  /** Undefined where none is configured. */
  readonly redis: ClosablePlatform["redis"];
  /** Undefined on PostgreSQL, and where there are to be none. */
  readonly backups: RunningBackups | undefined;
  /** Undefined where this instance is alone. */
  readonly failover: RunningFailover | undefined;
  readonly setPublicUrl: (url: string) => void;
  /** Says where it listens on this machine, to modules that ask the application themselves. */
  readonly setLocalUrl: (url: string) => void;
  /** Fills the caches that declare how; resolves when they are, or after so many milliseconds. */
  readonly warmUp: (limitMs: number) => Promise<void>;
  /** Closes modules and store, last opened first. */
  readonly close: () => Promise<void>;
}

/** The policy of paths that no route covers: refused, but counted and limited like any other. */
const UNMATCHED: DeclaredRoute = {
  method: "GET",
  path: "(unmatched)",
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

const loadLimits = (
  platform: Platform,
  throttle: Controls["throttle"],
  routes: readonly ModuleRoute[],
  ofTiers: Readonly<Record<string, string>>,
): LiveLimits => {
  const { config, events, log } = platform;
  const { perMinute, perHour, tiers } = config.limits;
  return createLiveLimits({
    routes: declaredRoutes(routes),
    unmatched: UNMATCHED,
    defaults: { limit: `${perMinute}/minute, ${perHour}/hour`, tiers: { ...ofTiers, ...tiers } },
    file: createLimitsFile(config),
    throttle,
    events,
    log: log.child("limits"),
  });
};

const createServers = (
  platform: ClosablePlatform,
  controls: Controls,
  routes: readonly ModuleRoute[],
  limits: LiveLimits,
  late: Late,
  options: Pick<ComposeOptions, "definition" | "startTimer" | "alter"> &
    Omit<MountedParts, "alterHandler">,
): Pick<Composition, "server" | "plainServer"> => {
  const { config, clock, log, metrics } = platform;
  const alterSender = options.alter?.sender ?? ((sender: Sender) => sender);
  const { tracer } = platform;
  const mounted = { ...options, alterHandler: options.alter?.handler };
  const own = createRecorder({ metrics, log, clock, monotonic: () => performance.now(), tracer });
  const recorder = options.alter?.recorder?.(own) ?? own;
  const kernel = createKernel({
    routes: limits
      .policies()
      .map((policy, index) => mountRoute(policy, routes[index]?.route, platform, mounted)),
    unmatched: limits.unmatched(),
    stages: controls.stages,
    preflight: controls.preflight,
    replyHeaders: controls.replyHeaders,
    sender: alterSender(
      createSender({
        replyHeaders: controls.replyHeaders,
        publicUrl: () => late.publicUrl,
        clock,
        isClosing: () => server.isDraining(),
        degraded: platform.degradation.summary,
        errorPages: createErrorPages(options.definition.web ?? []),
      }),
    ),
    recorder,
    resolveOrigin: createOriginResolver(config.server.trustedProxies),
    newRequestId: platform.newId,
    acceptRequestId: isUuid,
    monotonic: () => performance.now(),
    tracer,
    startTimer: options.startTimer ?? systemTimer,
    stillHolds: controls.stillHolds,
    eventStreams: createEventStreams({ limits: config.eventStreams, metrics }),
    log: log.child("http"),
    checkAnswers: config.profile !== "production",
  });
  const settings = {
    connections: { ...config.connections, trustedProxies: config.server.trustedProxies },
    events: platform.events,
    ...(options.startTimer === undefined ? {} : { startTimer: options.startTimer }),
  };
  const { https } = late;
  const alterServer = options.alter?.server ?? ((parts: ServerOptions) => parts);
  const server = createHttpServer(
    kernel,
    alterServer({
      ...settings,
      metrics,
      faultHeaders: controls.replyHeaders("json", https !== undefined),
      ...(https === undefined ? {} : { create: https.create }),
    }),
  );
  // The same way for every request; the stage that wants HTTPS sends nearly all of them there.
  const plainServer =
    config.https.redirectPort === undefined
      ? undefined
      : createHttpServer(kernel, {
          ...settings,
          faultHeaders: controls.replyHeaders("json", false),
        });
  late.recorder = recorder;
  late.server = server;
  return { server, plainServer };
};

/**
 * Where browsers report violations of the content security policy to.
 * @throws {BootError} when violations are to be reported only, and nobody takes the reports.
 */
const requireReportPath = (
  { headers }: Pick<Config, "headers">,
  { modules }: Pick<ModuleSet, "modules">,
): string | undefined => {
  if (modules.some(({ name }) => name === cspReports.name)) return CSP_REPORT_PATH;
  if (!headers.isCspReportOnly) return undefined;
  throw new BootError([
    "CSP_REPORT_ONLY needs the module csp-reports: nothing would be stopped, and nobody would know",
  ]);
};

const allRoutes = (
  { definition, config }: Pick<ComposeOptions, "definition" | "config">,
  modules: ModuleSet,
  controls: Controls,
): readonly ModuleRoute[] => {
  const web = (definition.web ?? []).flatMap((application) =>
    webApplicationRoutes(application, config.headers.contentHosts).map((route) => ({
      module: "web",
      route,
    })),
  );
  const own = ownRoutes(controls).map((route) => ({ module: "plinth", route }));
  return [...own, ...modules.routes(), ...web];
};

const declareJobs = (platform: ClosablePlatform, modules: ModuleSet): void => {
  // Without modules nobody sends a mail, and nothing looks for jobs.
  const ownJobs = modules.modules.length === 0 ? [] : platform.ownJobs;
  const traced = traceJobs(platform.tracer, [...ownJobs, ...modules.jobs()]);
  platform.jobs.declare(liveJobs(platform.live, traced), modules.schedules);
};

const requireKnownCodes = (policies: readonly RoutePolicy[], modules: ModuleSet): void => {
  const unknown = unknownErrorCodes(policies, modules.catalogue);
  if (unknown.length > 0) throw new BootError(unknown);
};

/** What of the platform a composed application shows. */
const shownOf = (platform: ClosablePlatform) => {
  const { log, events, metrics, store, migrator } = platform;
  const { jobs, cache, fields, redis, backups, failover } = platform;
  const ground = { log, events, metrics, store, migrator };
  return { ...ground, jobs, cache, fields, redis, backups, failover };
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
    limits: undefined,
    controls: undefined,
    recorder: undefined,
    server: undefined,
    https: undefined,
    jobs: undefined,
    publicUrl: config.server.publicUrl,
    localUrl: undefined,
  };
  const { clock, log, alter } = options;
  const { web = [] } = definition;
  const platform = await createPlatform({
    config,
    migrations: modules.migrations,
    service: definition,
    view: (migrator) => createView(definition, modules, migrator, late),
    isRehearsal: options.isRehearsal ?? false,
    ...(clock === undefined ? {} : { clock }),
    ...(log === undefined ? {} : { log }),
    ...(alter?.store === undefined ? {} : { alterStore: alter.store }),
    ...(alter?.outbound === undefined ? {} : { alterOutbound: alter.outbound }),
    ...(alter?.jobs === undefined ? {} : { jobSettings: alter.jobs }),
  });
  const close = (): Promise<void> =>
    closeAll([() => late.https?.close(), modules.close, platform.close]);
  try {
    late.jobs = platform.jobs;
    late.https = createHttps(options.certificate, platform);
    modules.setUp(platform);
    declareJobs(platform, modules);
    const controls = createControls({
      ...platform,
      authenticator: modules.authenticator(),
      keyAuthenticator: modules.keyAuthenticator(),
      ownOrigin: () => late.publicUrl,
      detectors: definition.detectors ?? [],
      startTimer: options.startTimer ?? systemTimer,
      reportPath: requireReportPath(config, modules),
      inline: inlineContentOf(web),
      inlineOfErrors: inlineContentOfErrors(web),
    });
    const altered = options.alter?.controls?.(controls) ?? controls;
    const routes = allRoutes(options, modules, altered);
    const limits = loadLimits(platform, altered.throttle, routes, modules.tierLimits());
    requireKnownCodes(limits.policies(), modules);
    const keeper = modules.quotaKeeper();
    requireMeters(limits.policies(), keeper);
    const keys = modules.idempotencyKeeper();
    requireKeyKeeper(limits.policies(), keys);
    late.limits = limits;
    late.controls = limitControls(altered, limits);
    const servers = createServers(platform, altered, routes, limits, late, {
      ...options,
      keeper,
      keys,
      trail: modules.auditKeeper(),
    });
    return {
      definition,
      config,
      ...shownOf(platform),
      modules,
      ...servers,
      https: late.https,
      policies: limits.policies(),
      limits,
      view: platform.application,
      setPublicUrl: (url) => {
        late.publicUrl = url;
      },
      setLocalUrl: (url) => {
        late.localUrl = url;
      },
      warmUp: (limitMs) => warmUp(platform, limitMs),
      close,
    };
  } catch (fault) {
    // Threads of modules already set up would keep a refused start alive.
    await close();
    throw fault;
  }
};
