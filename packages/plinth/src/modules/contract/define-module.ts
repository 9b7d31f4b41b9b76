import type { Config, Secrets } from "#config";
import type { Clock, ErrorCatalogue, Errors, Events, IdGenerator, Random } from "#core";
import type { FormerDigests, Keyring, Resealed } from "#crypto";
import type { Authenticator, KeyAuthenticator, RequestTotals, Route } from "#http";
import type {
  AuditKeeper,
  IdempotencyKeeper,
  ModuleProbe,
  QuotaKeeper,
  RoutePolicy,
} from "#policy";
import type { Degradation, Dependencies } from "#resilience";
import type { AlertRegister } from "#services/alerts";
import type { Broadcast } from "#services/broadcast";
import type { Answers, CacheManager } from "#services/cache";
import type { Fencing } from "#services/fencing";
import type { FieldKeys } from "#services/field-keys";
import type { HandledJob, Jobs, Schedule } from "#services/jobs";
import type { Live } from "#services/live";
import type { Mails } from "#services/mail";
import type { OutboundClient } from "#services/outbound";
import type { Languages } from "#services/texts";
import type { Migration, Redis, Store } from "#store";
import type { Logger, Metrics, TraceRing } from "#telemetry";
import type { BackupControls } from "./backup-controls.ts";
import type { TableClasses } from "./data-classes.ts";
import type { FailoverControls } from "./failover-controls.ts";
import type { LimitControls } from "./limit-controls.ts";

/** What a module may know of the running application; filled in once all modules are set up. */
export interface ApplicationView {
  readonly name: string;
  readonly version: string;
  /** Every mounted route, this module's own included. */
  readonly policies: () => readonly RoutePolicy[];
  readonly catalogue: () => ErrorCatalogue;
  readonly totals: () => RequestTotals;
  readonly isDraining: () => boolean;
  /** Names of migrations that the code has and the database has not. */
  readonly pendingMigrations: () => Promise<readonly string[]>;
  /** The modules' own health, by module name. */
  readonly moduleHealth: () => Promise<Readonly<Record<string, HealthReport>>>;
  /** Base URL under which people reach the application, without a trailing slash. */
  readonly publicUrl: () => string;
  /** Where it listens on this machine, without a trailing slash; undefined until it does. */
  readonly localUrl: () => string | undefined;
  /** What columns say of people, over the platform and all modules (PRIV-01). */
  readonly data: () => readonly TableClasses[];
  /** Where data of people lies, over all modules and the queue (PRIV-02, PRIV-03). */
  readonly personalData: () => readonly PersonalData[];
  /** Seals everything anew that is sealed with the SECRET_KEY of before, over all modules (PRIV-06). */
  readonly reseal: () => Promise<Resealed>;
  /** What still needs SECRET_KEY_PREVIOUS once everything is sealed anew, over all modules. */
  readonly formerDigests: () => Promise<readonly FormerDigests[]>;
  readonly sessionCookie: () => string;
  /** The limits and address lists; there from `start` on. */
  readonly limits: () => LimitControls;
}

/** What every module is given; each names what else it needs in `requires`. */
export interface Platform {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: IdGenerator;
  /** The two root secrets, generated on a first start where the profile allows it. */
  readonly secrets: Secrets;
  /** Keys derived from SECRET_KEY, one per purpose. */
  readonly keyring: Keyring;
  /** Seals single values with keys that rotate: what sensitive columns hold (PRIV-06). */
  readonly fields: FieldKeys;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly events: Events;
  /** Mail that is sent although the process may end: taken in with a transaction, like a job. */
  readonly mail: Mails;
  /** What the application speaks, in mails and files: English, and what it declares. */
  readonly languages: Languages;
  /** Work that outlives the process: taken in with a transaction, done once (SCALE-03). */
  readonly jobs: Jobs;
  /** What is outside of the process: declared once, called under its policies (RES-01). */
  readonly dependencies: Dependencies;
  /** What does not work as usual, and who says so (RES-03). */
  readonly degradation: Degradation;
  /** Namespaces of values that may be lost, kept near (CACHE-01). */
  readonly cache: CacheManager;
  /** Takes back what routes with `reuse` keep of their answers. */
  readonly answers: Answers;
  /** Lets a module say something in the transactions of work that is not its own. */
  readonly fencing: Pick<Fencing, "within">;
  /** Calls URLs that others may have written, of the public internet only (VAL-07). */
  readonly outbound: OutboundClient;
  /** Rules that tell whoever operates when something is wrong, and moments that meet them (OBS-08). */
  readonly alerts: AlertRegister;
  /** Hints to the other nodes; without Redis nobody else is there to hear them. */
  readonly broadcast: Broadcast;
  /** Hints to whoever looks, on whatever node: "something changed there, look again". */
  readonly live: Live;
  /** The newest traces of this process, for the console; empty where none are kept. */
  readonly traces: Pick<TraceRing, "list" | "find">;
  /** How the Redis server is; undefined where none is configured. */
  readonly redis: Pick<Redis, "state" | "figures"> | undefined;
  /** Backups of the embedded database; undefined where it is PostgreSQL, or there are to be none. */
  readonly backups: BackupControls | undefined;
  /** Who leads, where several instances may one after the other; undefined where this one is alone. */
  readonly failover: FailoverControls | undefined;
  readonly application: ApplicationView;
}

/** How a dependency of the module is, for /health and /ready. */
export interface HealthReport {
  readonly healthy: boolean;
  /** Whether the application cannot answer without it. */
  readonly required: boolean;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** Where a person's data lies in a module's tables; a table without an entry stops the start. */
export interface PersonalData {
  readonly table: string;
  /** Column that holds the account id. */
  readonly subject: string;
  /** Removes everything of one account. Idempotent. */
  readonly erase: (accountId: string) => Promise<void>;
  /** Everything of one account, without secrets. */
  readonly export: (accountId: string) => Promise<readonly Record<string, unknown>[]>;
}

/** Modules by the names under which another module requires them. */
// biome-ignore lint/suspicious/noExplicitAny: a module of any service type may be required
export type Requires = Readonly<Record<string, ModuleDefinition<any, any>>>;

/** The services of required modules. */
export type ServicesOf<R extends Requires> = {
  readonly [K in keyof R]: R[K] extends ModuleDefinition<infer S, infer _> ? S : never;
};

/** What `setup` is given: the platform and the services of the required modules. */
export type ModuleDeps<R extends Requires> = Platform & { readonly modules: ServicesOf<R> };

/** A feature, declared in one object: the same contract for ours and for users' applications. */
export interface ModuleDefinition<S, R extends Requires> {
  readonly name: string;
  readonly requires?: R;
  readonly migrations?: readonly Migration[];
  readonly errors?: Errors<ErrorCatalogue>;
  /** What each column of this module's tables says of people; a column without a class stops the start. */
  readonly data?: readonly TableClasses[];
  /** Tables of this module that hold personal data; `erase` and `export` are mandatory. */
  readonly personalData?: (service: S) => readonly PersonalData[];
  /**
   * Seals with the present SECRET_KEY what this module keeps sealed with the one of before
   * (`keyring.sealing`); a module whose sealed values live longer than SECRET_KEY_PREVIOUS has one.
   */
  readonly reseal?: (service: S) => Promise<Resealed>;
  /** Counts digests (`keyring.hmac`) that live long and were made with the SECRET_KEY of before. */
  readonly formerDigests?: (service: S) => Promise<readonly FormerDigests[]>;
  readonly setup: (deps: ModuleDeps<R>) => S;
  /**
   * Called once the migrations have run and before anything listens: for what has to be read from
   * the store before the first request. A rejection stops the start.
   */
  readonly start?: (service: S) => Promise<void>;
  readonly routes?: (service: S, deps: ModuleDeps<R>) => readonly Route[];
  /** The kinds of job that this module does; enqueueing one that no module does is refused. */
  readonly jobs?: (service: S, deps: ModuleDeps<R>) => readonly HandledJob[];
  /** Jobs that the clock enqueues, once over all nodes. */
  readonly schedules?: readonly Schedule[];
  /** Establishes callers; exactly one module of an application does. */
  readonly authenticator?: (service: S) => Authenticator;
  /** Establishes callers with an API key; at most one module of an application does. */
  readonly keyAuthenticator?: (service: S) => KeyAuthenticator;
  /** Counts what calls use up; at most one module of an application does. */
  readonly quotaKeeper?: (service: S) => QuotaKeeper;
  /** Keeps what was answered under which Idempotency-Key; at most one module of an application does. */
  readonly idempotencyKeeper?: (service: S) => IdempotencyKeeper;
  /** Keeps the audit trail of the calls of all routes; at most one module of an application does. */
  readonly auditKeeper?: (service: S) => AuditKeeper;
  /**
   * Default limits of callers by their tier, such as { pro: "1000/hour" }; what the settings say
   * (RATE_LIMIT_TIERS) goes before them. At most one module of an application has them.
   */
  readonly tierLimits?: (service: S) => Readonly<Record<string, string>>;
  readonly health?: (service: S) => Promise<HealthReport>;
  /**
   * What `plinth audit --app` shows of this module from outside, each claim with the sabotage that
   * must turn it red; nobody runs them in a server.
   */
  readonly probes?: readonly ModuleProbe<S>[];
  /** Called when the application stops, in reverse order of setup. */
  readonly close?: (service: S) => Promise<void> | void;
}

/**
 * Declares a module.
 * @throws {RangeError} when the name is not kebab-case.
 */
export const defineModule = <S, const R extends Requires = Record<never, never>>(
  definition: ModuleDefinition<S, R>,
): ModuleDefinition<S, R> => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(definition.name)) {
    throw new RangeError(`module name ${definition.name} is not kebab-case`);
  }
  return definition;
};
