import type { Secret } from "#core";

/** Where the application runs; stricter from left to right (CFG-05). */
export const PROFILES = ["development", "test", "staging", "production"] as const;

/** One of the four profiles, chosen by PLINTH_ENV. */
export type Profile = (typeof PROFILES)[number];

/** Where an effective value came from, strongest first: flag, environment, `.env` file, default. */
export type ValueSource = "flag" | "environment" | "file" | "default";

/** One line of `plinth config check`; the value of a secret reads "[secret]". */
export interface EffectiveValue {
  readonly name: string;
  readonly value: string;
  readonly source: ValueSource;
}

/** SECURITY_SETTINGS under its documented names, with every default filled in. */
export interface SecuritySettings {
  /** `classic` asks for classes of characters, `passphrase` for length (ID-02, ID-04). */
  readonly password_profile: "classic" | "passphrase";
  /** Characters, counted as code points (ID-02, ID-04). */
  readonly password_min_length: number;
  readonly password_require_special: boolean;
  readonly password_require_uppercase: boolean;
  readonly password_require_lowercase: boolean;
  readonly password_require_digits: boolean;
  /** Failed sign-ins before the account is locked (ID-10). */
  readonly max_login_attempts: number;
  /** Seconds that a lock lasts. */
  readonly lockout_duration: number;
  /** Seconds without activity after which a session ends (SES-03). */
  readonly session_timeout: number;
  /** Days after which a session ends whatever its activity (SES-03). */
  readonly session_absolute_days: number;
  /** How new passwords are stored; others are replaced at the next sign-in (ID-08). */
  readonly password_hash: "bcrypt" | "argon2id";
  /** ID-06. */
  readonly bcrypt_cost: number;
}

/** What of the log is written, and where it goes beside standard output (LOG-01, LOG-08). */
export interface LogConfig {
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
  readonly files: {
    /** How many are kept; 0 writes none. */
    readonly count: number;
    readonly bytes: number;
    readonly days: number;
  };
  /** Undefined means that lines stay on this machine. */
  readonly shipping:
    | {
        readonly url: string;
        readonly format: "otlp" | "loki" | "ndjson";
        readonly token: Secret | undefined;
        /** What may wait while the address does not answer. */
        readonly bufferBytes: number;
      }
    | undefined;
}

/** Room and time of connections; milliseconds and bytes, 0 for no end of what is capped. */
export interface ConnectionConfig {
  readonly maxConnections: number;
  /** IPv6 by /64; trusted proxies are exempt. */
  readonly maxPerAddress: number;
  readonly maxRequests: number;
  readonly headersMs: number;
  readonly keepAliveMs: number;
  readonly graceMs: number;
  readonly minBytesPerSecond: number;
}

/** Where a scanner of files listens: a socket of this machine, or a host and port. */
export type ListeningAddress =
  | { readonly path: string }
  | { readonly host: string; readonly port: number };

/** Whom alerts are told to (OBS-09). */
export interface AlertConfig {
  /** Undefined means that nothing is posted. */
  readonly webhook:
    | {
        readonly url: Secret;
        readonly format: "json" | "slack" | "pagerduty";
        /** What notices are signed with, or the routing key; undefined only for slack. */
        readonly secret: Secret | undefined;
      }
    | undefined;
  /** Undefined means that nobody is mailed. */
  readonly email: string | undefined;
}

/** Where backups of the embedded database go (BK-01, BK-02). */
export interface BackupConfig {
  /** Absolute path; undefined means that there are no backups. */
  readonly directory: string | undefined;
  /** Undefined means a key derived from SECRET_KEY. */
  readonly key: Secret | undefined;
  /** Absolute path of a second place; undefined means none. */
  readonly copyDirectory: string | undefined;
  /** A bucket as second place; undefined means none. */
  readonly bucket:
    | {
        readonly url: string;
        readonly region: string;
        readonly accessKey: string;
        readonly secretKey: Secret;
      }
    | undefined;
  /** The PostgreSQL server where it runs on this machine; undefined means that it does not. */
  readonly server:
    | {
        /** Absolute path of its data directory. */
        readonly dataDirectory: string;
        /** Role that backups are made as; undefined means that of DATABASE_URL. */
        readonly user: string | undefined;
      }
    | undefined;
}

/** Who takes over, and when (BK-07). */
export interface FailoverConfig {
  /** A place of the backups, or the absolute path of a directory of its own. */
  readonly witness: string;
  /** Undefined means the name of the machine. */
  readonly name: string | undefined;
  readonly isAutomatic: boolean;
  readonly intervalMs: number;
  readonly checks: number;
  readonly ttlMs: number;
  /** The servers as a role that may promote them; undefined means that of the application. */
  readonly databaseUrl: Secret | undefined;
}

/** How payments are taken (QB-04). */
export interface BillingConfig {
  /** Undefined means that nothing can be paid. */
  readonly secretKey: Secret | undefined;
  /** Undefined means that every message of the payment service is refused. */
  readonly webhookSecret: Secret | undefined;
  /** Origin of a stub on this machine; undefined means Stripe itself. */
  readonly apiBase: string | undefined;
}

/** The language model that helps, where one does (CFG-07). */
export interface AiConfig {
  readonly provider: "openai" | "anthropic";
  readonly key: Secret;
  readonly model: string;
  /** Origin of the service, without a closing slash. */
  readonly origin: string;
  /** 0 to 1. */
  readonly temperature: number;
  /** For one answer. */
  readonly timeoutMs: number;
  /** US dollars for a million tokens, as text. */
  readonly prices: { readonly input: string; readonly output: string };
}

/** Settings of kept files. */
export interface FileConfig {
  /** Absolute path. */
  readonly directory: string;
  /** Whether the directory was named, and may be one that nodes share. */
  readonly isDirectoryNamed: boolean;
  /** Origin that serves files and nothing else; undefined means the application's own. */
  readonly origin: string | undefined;
  readonly scan: "off" | "required" | "best-effort";
  /** Undefined only where `scan` is off. */
  readonly scanner: ListeningAddress | undefined;
}

/**
 * The settings of one start: typed, checked together, frozen. `extra` holds the application's own
 * variables under their names.
 */
export interface Config<E = Readonly<Record<string, unknown>>> {
  readonly profile: Profile;
  /** Absolute path of the one directory that holds everything the application keeps. */
  readonly dataDirectory: string;
  readonly server: {
    readonly host: string;
    /** 0 (test only) lets the system choose. */
    readonly port: number;
    /** The origin under which people reach the application, without a closing slash. */
    readonly publicUrl: string;
    /** Whether publicUrl is https: decides about Secure cookies and HSTS. */
    readonly isHttps: boolean;
    readonly allowedOrigins: readonly string[];
    /** Addresses and CIDR ranges whose X-Forwarded-For is believed. */
    readonly trustedProxies: readonly string[];
    readonly docsAccess: "public" | "admin" | "off";
  };
  /** How much room and time connections get. */
  readonly connections: ConnectionConfig;
  /** Streams of events that may be open: of a process, and of one caller. */
  readonly eventStreams: { readonly total: number; readonly perCaller: number };
  /** Files that people bring (UPL-03, UPL-04). */
  readonly files: FileConfig;
  readonly https: {
    /** Absolute paths of the PEM files; undefined where nothing here speaks TLS (WEB-10). */
    readonly files: { readonly cert: string; readonly key: string } | undefined;
    /** Port of the listener that sends callers to HTTPS; undefined means that there is none. */
    readonly redirectPort: number | undefined;
    /** Whether calls over plain HTTP are sent to publicUrl (WEB-09). */
    readonly isForced: boolean;
    /** Paths that answer over plain HTTP too. */
    readonly exemptPaths: readonly string[];
  };
  readonly headers: {
    readonly hstsPreload: boolean;
    readonly xssProtection: "0" | "1; mode=block";
    /** Whether violations of the content security policy are only reported (WEB-04). */
    readonly isCspReportOnly: boolean;
    /** Other hosts that pages load scripts, styles and fonts from, as https origins. */
    readonly contentHosts: readonly string[];
  };
  readonly secrets: {
    /** Undefined outside staging and production when not given: see loadOrCreateSecrets. */
    readonly secretKey: Secret | undefined;
    readonly jwtSecretKey: Secret | undefined;
    /** What SECRET_KEY was before it was changed; opens, and seals nothing. */
    readonly secretKeyPrevious: Secret | undefined;
    /** What JWT_SECRET_KEY was before it was changed; verifies, and signs only until the next key does. */
    readonly jwtSecretKeyPrevious: Secret | undefined;
  };
  readonly tokens: {
    readonly algorithm: "HS256" | "EdDSA" | "ES256";
    readonly accessTokenMinutes: number;
    readonly refreshTokenDays: number;
    /** Days after which the next signing key follows by itself; 0 never (SES-10). */
    readonly keyRotationDays: number;
  };
  readonly database: {
    /** Undefined means the embedded database in the data directory. */
    readonly url: Secret | undefined;
    /** The same database as the role that migrates; undefined where that of `url` does. */
    readonly migrationUrl: Secret | undefined;
    /** For reads that may be old; undefined where there is no replica. */
    readonly replicaUrl: Secret | undefined;
    readonly poolSize: number;
    readonly maxOverflow: number;
    readonly poolTimeoutSeconds: number;
    readonly poolRecycleSeconds: number;
    /** From how many milliseconds on a statement is slow. */
    readonly slowQueryMs: number;
  };
  readonly redis: {
    /** Undefined means that this process counts and caches alone. */
    readonly url: Secret | undefined;
    /** Longest wait of calls that no request waits for. */
    readonly poolTimeoutSeconds: number;
  };
  readonly cache: {
    /** Bytes that the caches of one process may declare together. */
    readonly memoryBytes: number;
  };
  readonly limits: {
    readonly perMinute: number;
    readonly perHour: number;
    /** Limits of tiers in the place of both, as text such as "1000/hour", by tier (RL-06). */
    readonly tiers: Readonly<Record<string, string>>;
    /** How many nodes share the limits: each admits its share while Redis is out of reach (RL-11). */
    readonly nodes: number;
    /** Absolute path of the file with overrides; undefined means the one in the data directory. */
    readonly file: string | undefined;
  };
  readonly quotas: {
    /** What tiers may use, as text such as "3/month", by meter and tier; "*" is everybody else. */
    readonly tiers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  readonly blocking: {
    /** Addresses and CIDR ranges that are never blocked. */
    readonly allowed: readonly string[];
    /** Those that are refused whatever they ask. */
    readonly denied: readonly string[];
    /** Points within five minutes after which an address is blocked; 0 for never (RL-13). */
    readonly threshold: number;
  };
  readonly auditLog: {
    /** Days that entries are kept (LOG-06). */
    readonly keptDays: number;
  };
  readonly securityEvents: {
    /** Days that security events and alerts about them are kept (LOG-06). */
    readonly keptDays: number;
  };
  /** Days that rows of a class stay where an age is counted of them (PRIV-07). */
  readonly retention: {
    readonly transient: number;
    readonly operational: number;
    readonly analytics: number;
    readonly audit: number;
    readonly books: number;
  };
  readonly alerts: AlertConfig;
  readonly log: LogConfig;
  readonly tracing: {
    /** Base address of the collector; undefined means that traces are sent nowhere (OBS-07). */
    readonly endpoint: string | undefined;
    /** Share of traces that begin here, 0 to 1. */
    readonly sampleRatio: number;
    /** The newest traces that a process keeps; nothing is traced where this is 0 and there is no endpoint. */
    readonly kept: number;
  };
  readonly operations: {
    /** Seconds between the checks that the history of health is made of (HLT-08). */
    readonly healthCheckSeconds: number;
    /** Whether /status and /status.json are there, for everyone. */
    readonly hasPublicStatusPage: boolean;
    /** Shows all of /health and /metrics to a program elsewhere; undefined means no such program. */
    readonly opsToken: Secret | undefined;
    /** mailto: or https:, for security.txt (DOC-04); undefined means that there is none. */
    readonly securityContact: string | undefined;
  };
  /** What the service is to reach, and how that is measured (OBS-14). */
  readonly objectives: {
    /** Share that has to be good, such as 0.9999. */
    readonly target: number;
    /** Seconds between two questions to the own listener; 0 for none. */
    readonly probeSeconds: number;
  };
  /** Roles that count only in sessions that began with two factors (ID-17). */
  readonly rolesWithSecondFactor: readonly string[];
  readonly mail: {
    /** Undefined means that mail goes to files in the data directory. */
    readonly smtpUrl: Secret | undefined;
    readonly from: string;
    /** Who reads what people say; undefined means that nobody is mailed. */
    readonly support: string | undefined;
    /** For one mail. */
    readonly timeoutMs: number;
    /** Bounces are signed with it; undefined means that none are taken. */
    readonly bounceSecret: Secret | undefined;
  };
  /** Hosts of push services that browsers may name: a name, or "*.name" for all below one. */
  readonly pushServices: readonly string[];
  readonly billing: BillingConfig;
  /** Undefined means that no model is called. */
  readonly ai: AiConfig | undefined;
  readonly backups: BackupConfig;
  /** Undefined means that nobody takes over. */
  readonly failover: FailoverConfig | undefined;
  readonly dependencies: {
    /** How long a breaker stays open where its declaration says nothing else. */
    readonly openMs: number;
  };
  readonly security: SecuritySettings;
  readonly extra: E;
  /** Every variable with its effective value, secrets hidden. */
  readonly effective: readonly EffectiveValue[];
  /** The text of every variable that was given, by its name, for backups of the settings (BK-06). */
  readonly given: Readonly<Record<string, Secret>>;
  /** The file that settings were read from, absolute; undefined where there was none. */
  readonly settingsFile: string | undefined;
}
