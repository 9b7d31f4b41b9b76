import { BootError, type ErrorCatalogue, platformErrors } from "#core";
import type { FormerDigests, Resealed } from "#crypto";
import { type Authenticator, joinCatalogues, type KeyAuthenticator, type Route } from "#http";
import type {
  HealthReport,
  ModuleDeps,
  PersonalData,
  Platform,
  Requires,
  TableClasses,
} from "#modules/contract";
import { type AuditKeeper, type IdempotencyKeeper, probeFaults, type QuotaKeeper } from "#policy";
import { resilienceErrors } from "#resilience";
import type { HandledJob, Schedule } from "#services/jobs";
import { outboundErrors } from "#services/outbound";
import { sinkErrors } from "#services/sinks";
import type { Migration } from "#store";
import type { AnyModule } from "./definition.ts";
import { orderModules } from "./module-order.ts";
import { closeAll } from "./process/close-all.ts";

/** A route and the module that brought it. */
export interface ModuleRoute {
  readonly module: string;
  readonly route: Route;
}

/** The modules of one application, in the order of their setup. */
export interface ModuleSet {
  readonly modules: readonly AnyModule[];
  readonly migrations: readonly Migration[];
  readonly catalogue: ErrorCatalogue;
  /** Calls every `setup`; must be called once, before the functions below. */
  readonly setUp: (platform: Platform) => void;
  /** Calls the `start` of every module, in the order of setup; call it once migrations have run. */
  readonly start: () => Promise<void>;
  readonly routes: () => readonly ModuleRoute[];
  /** The kinds of job that modules do, and what the clock enqueues of them. */
  readonly jobs: () => readonly HandledJob[];
  readonly schedules: readonly Schedule[];
  /** The one that establishes callers; nobody is ever signed in where no module does. */
  readonly authenticator: () => Authenticator;
  /** The one that judges API keys; undefined where no module does. */
  readonly keyAuthenticator: () => KeyAuthenticator | undefined;
  /** The one that counts what calls use up; undefined where no module does. */
  readonly quotaKeeper: () => QuotaKeeper | undefined;
  /** The one that keeps answers by Idempotency-Key; undefined where no module does. */
  readonly idempotencyKeeper: () => IdempotencyKeeper | undefined;
  /** The one that keeps the audit trail; undefined where no module does. */
  readonly auditKeeper: () => AuditKeeper | undefined;
  /** Default limits by tier; none where no module has any. */
  readonly tierLimits: () => Readonly<Record<string, string>>;
  readonly service: (name: string) => unknown;
  /** What columns say of people, over all modules (PRIV-01). */
  readonly data: readonly TableClasses[];
  /** Where data of people lies, over all modules. */
  readonly personalData: () => readonly PersonalData[];
  /** Seals anew what modules keep sealed, one after the other. */
  readonly reseal: () => Promise<Resealed>;
  readonly formerDigests: () => Promise<readonly FormerDigests[]>;
  readonly health: () => Promise<Readonly<Record<string, HealthReport>>>;
  /** Calls the `close` of every module that was set up, last set up first. */
  readonly close: () => Promise<void>;
}

const nobody: Authenticator = { cookieName: "__Host-plinth", authenticate: () => undefined };

/** A health check that throws or hangs is an unhealthy one. */
const reportOf = async (module: AnyModule, service: unknown): Promise<HealthReport> => {
  try {
    return (await module.health?.(service)) ?? { healthy: true, required: false };
  } catch {
    return { healthy: false, required: true };
  }
};

/** What one module of an application does for all others. */
type Single =
  | "authenticator"
  | "keyAuthenticator"
  | "quotaKeeper"
  | "idempotencyKeeper"
  | "auditKeeper"
  | "tierLimits";

const findOnly = (
  modules: readonly AnyModule[],
  field: Single,
  problems: string[],
): AnyModule | undefined => {
  const found = modules.filter((module) => module[field] !== undefined);
  const names = found.map((module) => module.name).join(" and ");
  if (found.length > 1) problems.push(`modules ${names} both bring an ${field}; keep one`);
  return found[0];
};

/** The health of every module that tells it, by name. */
const healthOf = async (
  modules: readonly AnyModule[],
  service: (name: string) => unknown,
): Promise<Readonly<Record<string, HealthReport>>> => {
  const checked = modules.filter((module) => module.health !== undefined);
  const reports = checked.map(
    async (module): Promise<[string, HealthReport]> => [
      module.name,
      await reportOf(module, service(module.name)),
    ],
  );
  return Object.fromEntries(await Promise.all(reports));
};

/** What all modules keep sealed, sealed anew, one module after the other. */
const resealAll = async (
  modules: readonly AnyModule[],
  service: (name: string) => unknown,
): Promise<Resealed> => {
  const total = { resealed: 0, unreadable: 0 };
  for (const module of modules) {
    const done = await module.reseal?.(service(module.name));
    total.resealed += done?.resealed ?? 0;
    total.unreadable += done?.unreadable ?? 0;
  }
  return total;
};

/**
 * Orders the modules and checks what can be checked before anything is opened.
 * @throws {BootError} for circles, two modules of one name, a code declared twice, two
 * authenticators, a probe that is incomplete.
 */
export const createModuleSet = (
  declared: readonly AnyModule[],
  alter: (module: string, service: unknown) => unknown = (_, service) => service,
): ModuleSet => {
  const problems: string[] = [];
  const modules = orderModules(declared, problems);
  problems.push(...probeFaults(modules));
  const catalogues = modules.map((module) => module.errors?.catalogue ?? {});
  const catalogue = joinCatalogues(
    [
      platformErrors.catalogue,
      resilienceErrors.catalogue,
      outboundErrors.catalogue,
      sinkErrors.catalogue,
      ...catalogues,
    ],
    problems,
  );
  const onlyOne = (field: Single) => findOnly(modules, field, problems);
  const authenticating = onlyOne("authenticator");
  const judgingKeys = onlyOne("keyAuthenticator");
  const keepingQuotas = onlyOne("quotaKeeper");
  const limitingTiers = onlyOne("tierLimits");
  const keepingKeys = onlyOne("idempotencyKeeper");
  const keepingTrail = onlyOne("auditKeeper");
  if (problems.length > 0) throw new BootError(problems);

  const services = new Map<string, unknown>();
  const deps = new Map<string, ModuleDeps<Requires>>();
  const depsOf = (module: AnyModule, platform: Platform): ModuleDeps<Requires> => {
    const required: Requires = module.requires ?? {};
    const found = Object.entries(required).map(([key, { name }]) => [key, services.get(name)]);
    return { ...platform, modules: Object.fromEntries(found) };
  };
  const service = (name: string): unknown => services.get(name);

  return {
    modules,
    catalogue,
    migrations: modules.flatMap((module) => module.migrations ?? []),
    setUp: (platform) => {
      for (const module of modules) {
        const given = depsOf(module, platform);
        deps.set(module.name, given);
        services.set(module.name, alter(module.name, module.setup(given)));
      }
    },
    start: async () => {
      for (const module of modules) await module.start?.(service(module.name));
    },
    routes: () =>
      modules.flatMap((module) => {
        const given = deps.get(module.name);
        const routes: readonly Route[] =
          given === undefined ? [] : (module.routes?.(service(module.name), given) ?? []);
        return routes.map((route) => ({ module: module.name, route }));
      }),
    jobs: () =>
      modules.flatMap((module) => {
        const given = deps.get(module.name);
        return given === undefined ? [] : (module.jobs?.(service(module.name), given) ?? []);
      }),
    schedules: modules.flatMap((module) => module.schedules ?? []),
    authenticator: () => authenticating?.authenticator?.(service(authenticating.name)) ?? nobody,
    keyAuthenticator: () => judgingKeys?.keyAuthenticator?.(service(judgingKeys.name)),
    quotaKeeper: () => keepingQuotas?.quotaKeeper?.(service(keepingQuotas.name)),
    idempotencyKeeper: () => keepingKeys?.idempotencyKeeper?.(service(keepingKeys.name)),
    auditKeeper: () => keepingTrail?.auditKeeper?.(service(keepingTrail.name)),
    tierLimits: () => limitingTiers?.tierLimits?.(service(limitingTiers.name)) ?? {},
    service,
    data: modules.flatMap((module) => module.data ?? []),
    personalData: () =>
      modules.flatMap((module) => module.personalData?.(service(module.name)) ?? []),
    reseal: () => resealAll(modules, service),
    formerDigests: async () =>
      (
        await Promise.all(modules.map((module) => module.formerDigests?.(service(module.name))))
      ).flatMap((digests) => digests ?? []),
    health: () => healthOf(modules, service),
    close: () =>
      closeAll(
        modules
          .toReversed()
          .filter(({ name }) => services.has(name))
          .map((module) => () => module.close?.(service(module.name))),
      ),
  };
};
