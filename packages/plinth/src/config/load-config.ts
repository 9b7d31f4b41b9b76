import { resolve } from "node:path";
import { BootError, Secret } from "#core";
import { closestName } from "./closest-name.ts";
import type { Config, EffectiveValue, Profile, ValueSource } from "./config.ts";
import { parseEnvFile } from "./env-file.ts";
import { aiConfig, aiProblems } from "./variables/ai.ts";
import { alertConfig, alertProblems } from "./variables/alerts.ts";
import { billingConfig, billingProblems } from "./variables/billing.ts";
import { connectionConfig, eventStreamConfig } from "./variables/connections.ts";
import { backupConfig, backupProblems } from "./variables/data/backups.ts";
import { databaseProblems } from "./variables/data/database.ts";
import { failoverConfig, failoverProblems } from "./variables/data/failover.ts";
import { fileConfig, fileProblems } from "./variables/data/files.ts";
import { retentionConfig } from "./variables/data/retention.ts";
import { objectiveConfig } from "./variables/objectives.ts";
import { telemetryConfig } from "./variables/telemetry.ts";
import {
  defaultText,
  type ValuesOf,
  type Variable,
  type VariableTable,
} from "./variables/variable.ts";
import { VARIABLES } from "./variables/variables.ts";

/** Variables that an application adds; all names begin with its prefix, e.g. "CIBOZER_". */
export interface ExtraVariables<E extends VariableTable> {
  readonly prefix: string;
  readonly variables: E;
}

/** Where settings are read from; a flag beats the environment, which beats the file. */
export interface ConfigSources<E extends VariableTable = VariableTable> {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a `.env` file. */
  readonly envFile?: string;
  /** Where that text was read, to notice when it is changed (CFG-08). */
  readonly envFilePath?: string;
  /** Values from the command line, by variable name; secrets are refused here. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly extra?: ExtraVariables<E>;
}

interface Given {
  readonly text: string;
  readonly source: ValueSource;
}

type Lookup = (name: string) => Given | undefined;

/** An empty text counts as absent, so that `NAME=` in a copied env.example changes nothing. */
const createLookup = (sources: ConfigSources, file: Readonly<Record<string, string>>): Lookup => {
  const layers: readonly (readonly [ValueSource, Readonly<Record<string, string | undefined>>])[] =
    [
      ["flag", sources.flags ?? {}],
      ["environment", sources.env],
      ["file", file],
    ];
  return (name) => {
    for (const [source, values] of layers) {
      const text = Object.hasOwn(values, name) ? values[name] : undefined;
      if (text !== undefined && text !== "") return { text, source };
    }
    return undefined;
  };
};

const guess = (name: string, known: readonly string[]): string => {
  const close = closestName(name, known);
  return close === undefined ? "" : `; did you mean ${close}?`;
};

/**
 * No settings: credentials that commands take from the environment, the key that applications behind
 * the gateway are given, and where a measurement's texts are. Whoever set one in a shell goes on to use
 * other commands there.
 */
const OF_COMMANDS: readonly string[] = [
  "PLINTH_API_KEY",
  "PLINTH_AUDIT_BEARER",
  "PLINTH_AUDIT_COOKIE",
  "PLINTH_AUDIT_PASSWORD",
  "PLINTH_GATEWAY_KEY",
  "PLINTH_SIGNING_SECRET",
  "PLINTH_THREATS",
];

/** Misspelt names would silently leave a default in force. */
const unknownNames = (
  sources: ConfigSources,
  file: Readonly<Record<string, string>>,
  table: VariableTable,
): readonly string[] => {
  const known = Object.keys(table);
  const prefixes = ["PLINTH_", ...(sources.extra === undefined ? [] : [sources.extra.prefix])];
  const isOurs = (name: string): boolean => prefixes.some((prefix) => name.startsWith(prefix));
  const strangers = (names: readonly string[]): readonly string[] =>
    names.filter((name) => !Object.hasOwn(table, name));
  const fromEnv = strangers(Object.keys(sources.env)).filter(
    (name) => isOurs(name) && !OF_COMMANDS.includes(name),
  );
  // The file is written for us, but may serve others too: there a near miss is a misspelling.
  const fromFile = strangers(Object.keys(file)).filter(
    (name) => isOurs(name) || closestName(name, known) !== undefined,
  );
  const fromFlags = strangers(Object.keys(sources.flags ?? {}));
  return [...new Set([...fromEnv, ...fromFile, ...fromFlags])].map(
    (name) => `${name} is not a known setting${guess(name, known)}`,
  );
};

type Outcome =
  | { readonly value: unknown; readonly source: ValueSource }
  | { readonly problem: string };

const readVariable = (
  name: string,
  variable: Variable<unknown>,
  lookup: Lookup,
  profile: Profile,
): Outcome => {
  const given = lookup(name);
  if (given?.source === "flag" && variable.isSecret === true) {
    return { problem: `${name} is a secret and must not be given on the command line` };
  }
  const text = given?.text ?? defaultText(variable, profile);
  if (text === undefined) {
    return variable.requiredIn?.includes(profile) === true
      ? { problem: `${name} is required in ${profile}: ${variable.type.words}` }
      : { value: undefined, source: "default" };
  }
  if (/\p{Cc}/u.test(text)) return { problem: `${name} must not contain control characters` };
  const parsed = variable.type.parse(text, profile);
  return "fault" in parsed
    ? { problem: `${name} ${parsed.fault}` }
    : { value: parsed.value, source: given?.source ?? "default" };
};

const readProfile = (lookup: Lookup): Profile => {
  const parsed = VARIABLES.PLINTH_ENV.type.parse(
    lookup("PLINTH_ENV")?.text ?? VARIABLES.PLINTH_ENV.defaults,
    "development",
  );
  // A fault is reported with all the others; until then nothing is required that may not be meant.
  return "fault" in parsed ? "development" : parsed.value;
};

const show = (variable: Variable<unknown>, value: unknown): string => {
  if (value === undefined)
    return `(not set${variable.whenAbsent ? `: ${variable.whenAbsent}` : ""})`;
  if (variable.isSecret === true || value instanceof Secret) return "[secret]";
  return typeof value === "string" ? value : JSON.stringify(value);
};

const freeze = <T>(value: T): T => {
  if (typeof value === "object" && value !== null && !(value instanceof Secret)) {
    for (const member of Object.values(value)) freeze(member);
    Object.freeze(value);
  }
  return value;
};

type PlinthValues = ValuesOf<typeof VARIABLES>;

const publicUrlOf = (
  values: Partial<Pick<PlinthValues, "PUBLIC_URL" | "PORT" | "TLS_CERT">>,
): string =>
  values.PUBLIC_URL ??
  `${values.TLS_CERT === undefined ? "http" : "https"}://localhost:${values.PORT}`;

/** Keys that must differ; one that is its own predecessor was not changed. */
const DIFFERENT = [
  ["SECRET_KEY", "JWT_SECRET_KEY"],
  ["SECRET_KEY", "SECRET_KEY_PREVIOUS"],
  ["JWT_SECRET_KEY", "JWT_SECRET_KEY_PREVIOUS"],
] as const;

const equalSecrets = (values: Partial<PlinthValues>): readonly string[] =>
  DIFFERENT.filter(([one, other]) => {
    const key = values[one]?.reveal();
    return key !== undefined && key === values[other]?.reveal();
  }).map(([one, other]) => `${one} and ${other} must be different`);

/** What each variable allows for itself, and all of them together do not. */
const problemsTogether = (values: Partial<PlinthValues>): readonly string[] => {
  const problems: string[] = [];
  problems.push(...equalSecrets(values));
  const { TLS_CERT: cert, TLS_KEY: key, HTTP_REDIRECT_PORT: redirectPort, PORT: port } = values;
  if ((cert === undefined) !== (key === undefined)) {
    problems.push(
      `${cert === undefined ? "TLS_CERT" : "TLS_KEY"} is missing: TLS needs both files`,
    );
  }
  const isHttps = publicUrlOf(values).startsWith("https:");
  if (cert !== undefined && !isHttps) {
    problems.push("PUBLIC_URL must be https where TLS_CERT is given");
  }
  if (redirectPort !== undefined && cert === undefined) {
    problems.push("HTTP_REDIRECT_PORT needs TLS_CERT and TLS_KEY: there is no HTTPS to go to");
  }
  if (redirectPort !== undefined && redirectPort === port && port !== 0) {
    problems.push("HTTP_REDIRECT_PORT and PORT must be different");
  }
  // Where it is exposed, an address that is not https is a problem of PUBLIC_URL itself.
  const isExposed = values.PLINTH_ENV === "staging" || values.PLINTH_ENV === "production";
  if (values.FORCE_HTTPS === true && !isHttps && !isExposed) {
    problems.push("FORCE_HTTPS needs an https PUBLIC_URL to send callers to");
  }
  problems.push(...fileProblems(values, publicUrlOf(values)), ...databaseProblems(values));
  problems.push(...billingProblems(values), ...alertProblems(values));
  problems.push(...backupProblems(values), ...failoverProblems(values), ...aiProblems(values));
  return problems;
};

const httpsConfig = (values: PlinthValues): Config["https"] => ({
  files:
    values.TLS_CERT === undefined || values.TLS_KEY === undefined
      ? undefined
      : { cert: resolve(values.TLS_CERT), key: resolve(values.TLS_KEY) },
  redirectPort: values.HTTP_REDIRECT_PORT,
  // A second listener has no other purpose.
  isForced: values.FORCE_HTTPS === true || values.HTTP_REDIRECT_PORT !== undefined,
  exemptPaths: values.HTTPS_EXEMPT_PATHS,
});

const assemble = (
  values: PlinthValues,
  extra: Readonly<Record<string, unknown>>,
  { effective, given, settingsFile }: Pick<Config, "effective" | "given" | "settingsFile">,
): Config => {
  const publicUrl = publicUrlOf(values);
  return freeze({
    profile: values.PLINTH_ENV,
    dataDirectory: resolve(values.PLINTH_DATA),
    server: {
      host: values.HOST,
      port: values.PORT,
      publicUrl,
      isHttps: publicUrl.startsWith("https:"),
      allowedOrigins: values.ALLOWED_ORIGINS,
      trustedProxies: values.TRUSTED_PROXIES,
      docsAccess: values.DOCS_ACCESS ?? "off",
    },
    connections: connectionConfig(values),
    eventStreams: eventStreamConfig(values),
    files: fileConfig(values, resolve(values.PLINTH_DATA)),
    https: httpsConfig(values),
    headers: {
      hstsPreload: values.HSTS_PRELOAD,
      xssProtection: values.XSS_PROTECTION,
      isCspReportOnly: values.CSP_REPORT_ONLY,
      contentHosts: values.CSP_HOSTS,
    },
    secrets: {
      secretKey: values.SECRET_KEY,
      jwtSecretKey: values.JWT_SECRET_KEY,
      secretKeyPrevious: values.SECRET_KEY_PREVIOUS,
      jwtSecretKeyPrevious: values.JWT_SECRET_KEY_PREVIOUS,
    },
    tokens: {
      algorithm: values.ALGORITHM,
      accessTokenMinutes: values.ACCESS_TOKEN_EXPIRE_MINUTES,
      refreshTokenDays: values.REFRESH_TOKEN_EXPIRE_DAYS,
      keyRotationDays: values.SIGNING_KEY_ROTATION_DAYS,
    },
    database: {
      url: values.DATABASE_URL,
      migrationUrl: values.DATABASE_MIGRATION_URL,
      replicaUrl: values.DATABASE_REPLICA_URL,
      poolSize: values.DB_POOL_SIZE,
      maxOverflow: values.DB_MAX_OVERFLOW,
      poolTimeoutSeconds: values.DB_POOL_TIMEOUT,
      poolRecycleSeconds: values.DB_POOL_RECYCLE,
      slowQueryMs: values.DB_SLOW_QUERY_MS,
    },
    redis: { url: values.REDIS_URL, poolTimeoutSeconds: values.REDIS_POOL_TIMEOUT },
    cache: { memoryBytes: values.CACHE_MEMORY_BYTES },
    limits: {
      perMinute: values.RATE_LIMIT_PER_MINUTE,
      perHour: values.RATE_LIMIT_PER_HOUR,
      tiers: values.RATE_LIMIT_TIERS,
      nodes: values.RATE_LIMIT_NODES,
      file: values.PLINTH_LIMITS === undefined ? undefined : resolve(values.PLINTH_LIMITS),
    },
    quotas: { tiers: values.QUOTA_TIERS },
    blocking: {
      allowed: values.ALLOW_ADDRESSES,
      denied: values.DENY_ADDRESSES,
      threshold: values.BLOCK_THRESHOLD,
    },
    ...retentionConfig(values),
    alerts: alertConfig(values),
    ...telemetryConfig(values),
    operations: {
      healthCheckSeconds: values.HEALTH_CHECK_INTERVAL,
      hasPublicStatusPage: values.PUBLIC_STATUS_PAGE,
      opsToken: values.OPS_TOKEN,
      securityContact: values.SECURITY_CONTACT,
    },
    objectives: objectiveConfig(values),
    mail: {
      smtpUrl: values.SMTP_URL,
      from: values.MAIL_FROM ?? "",
      support: values.SUPPORT_EMAIL,
      timeoutMs: values.MAIL_TIMEOUT_SECONDS * 1_000,
      bounceSecret: values.MAIL_BOUNCE_SECRET,
    },
    pushServices: values.PUSH_SERVICES,
    billing: billingConfig(values),
    ai: aiConfig(values),
    backups: backupConfig(values, resolve(values.PLINTH_DATA), values.PLINTH_ENV),
    failover: failoverConfig(values),
    dependencies: { openMs: values.DEPENDENCY_OPEN_SECONDS * 1_000 },
    security: values.SECURITY_SETTINGS,
    rolesWithSecondFactor: values.MFA_REQUIRED_ROLES,
    extra,
    effective,
    given,
    settingsFile,
  });
};

/** Plinth's variables and the application's, in one table. */
export const joinTables = (extra: ExtraVariables<VariableTable> | undefined): VariableTable => {
  if (extra === undefined) return VARIABLES;
  for (const name of Object.keys(extra.variables)) {
    if (!name.startsWith(extra.prefix) || Object.hasOwn(VARIABLES, name)) {
      throw new RangeError(`variable ${name} must begin with ${extra.prefix} and be new`);
    }
  }
  return { ...VARIABLES, ...extra.variables };
};

/**
 * Reads, checks and freezes all settings.
 * @throws {BootError} with every problem at once, each by the name of its variable and never with
 * its value (CFG-01, P-104).
 * @example
 * const config = loadConfig({ env: process.env });
 * config.server.port; // 8000
 */
export const loadConfig = <E extends VariableTable = Record<never, never>>(
  sources: ConfigSources<E>,
): Config<ValuesOf<E>> => {
  const table = joinTables(sources.extra);
  const file = parseEnvFile(sources.envFile ?? "");
  const lookup = createLookup(sources, file.values);
  const profile = readProfile(lookup);
  const problems: string[] = [...file.problems, ...unknownNames(sources, file.values, table)];
  const values: Record<string, unknown> = {};
  const effective: EffectiveValue[] = [];
  const given: Record<string, Secret> = {};

  for (const [name, variable] of Object.entries(table)) {
    const outcome = readVariable(name, variable, lookup, profile);
    if ("problem" in outcome) {
      problems.push(outcome.problem);
      continue;
    }
    values[name] = outcome.value;
    const { text } = lookup(name) ?? {};
    if (text !== undefined) given[name] = new Secret(text);
    effective.push({ name, value: show(variable, outcome.value), source: outcome.source });
  }

  // Every variable of both tables was read by its own parser, whose type the table carries.
  const known = values as unknown as PlinthValues;
  problems.push(...problemsTogether(known));
  if (problems.length > 0) throw new BootError(problems);
  const extra = Object.fromEntries(
    Object.keys(sources.extra?.variables ?? {}).map((name) => [name, values[name]]),
  );
  const origin = { effective, given, settingsFile: sources.envFilePath };
  return assemble(known, extra, origin) as Config<ValuesOf<E>>;
};
