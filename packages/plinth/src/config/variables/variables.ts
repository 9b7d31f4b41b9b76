import { PROFILES } from "../config.ts";
import { limitsByName } from "../parsers/limits-by-name.ts";
import {
  addressList,
  hostName,
  hostPatternList,
  mailAddress,
  originList,
  plainAddress,
  proxyList,
  publicOrigin,
  secretUrl,
} from "../parsers/network.ts";
import {
  directoryPath,
  oneOf,
  plainText,
  portNumber,
  trueOrFalse,
  wholeNumber,
  wordList,
} from "../parsers/plain.ts";
import { quotasByMeter } from "../parsers/quotas-by-meter.ts";
import { securityContact } from "../parsers/security-contact.ts";
import { securitySettings } from "../parsers/security-settings.ts";
import { keySecret } from "../secrets/strength.ts";
import { AI_VARIABLES } from "./ai.ts";
import { ALERT_VARIABLES } from "./alerts.ts";
import { BILLING_VARIABLES } from "./billing.ts";
import { CONNECTION_VARIABLES } from "./connections.ts";
import { BACKUP_VARIABLES } from "./data/backups.ts";
import { DATABASE_VARIABLES } from "./data/database.ts";
import { FAILOVER_VARIABLES } from "./data/failover.ts";
import { FILE_VARIABLES } from "./data/files.ts";
import { RETENTION_VARIABLES } from "./data/retention.ts";
import { OBJECTIVE_VARIABLES } from "./objectives.ts";
import { TELEMETRY_VARIABLES } from "./telemetry.ts";
import { defineVariables } from "./variable.ts";
import { WEB_VARIABLES } from "./web.ts";

const EXPOSED = ["staging", "production"] as const;
const SENDER = "Plinth <no-reply@localhost>";

/** Every variable that Plinth itself knows (REQUIREMENTS appendix B). */
export const VARIABLES = defineVariables({
  PLINTH_ENV: {
    type: oneOf(...PROFILES),
    description: "The profile; staging and production refuse what development forgives.",
    defaults: "development",
  },
  HOST: {
    type: hostName,
    description: "Address to listen on; 0.0.0.0 for all.",
    defaults: "127.0.0.1",
  },
  PORT: { type: portNumber, description: "Port to listen on.", defaults: "8000" },
  PLINTH_DATA: {
    type: directoryPath(),
    description: "The directory that holds database, keys, mail and backups.",
    defaults: ".data",
  },
  PUBLIC_URL: {
    type: publicOrigin,
    description: "Where people reach the application; stands in mails and decides about cookies.",
    whenAbsent: "http://localhost with the port",
    requiredIn: EXPOSED,
  },
  SECRET_KEY: {
    type: keySecret,
    description: "Key that everything but access tokens is signed and encrypted with.",
    whenAbsent: "made at the first start and kept in the data directory",
    requiredIn: EXPOSED,
    isSecret: true,
  },
  SECRET_KEY_PREVIOUS: {
    type: keySecret,
    description:
      "What SECRET_KEY was before it was changed: what it sealed still opens, and its recovery codes still count.",
    whenAbsent: "SECRET_KEY was never changed",
    isSecret: true,
  },
  JWT_SECRET_KEY: {
    type: keySecret,
    description:
      "Key behind all keys that access tokens are signed with; another one than SECRET_KEY.",
    whenAbsent: "made at the first start and kept in the data directory",
    requiredIn: EXPOSED,
    isSecret: true,
  },
  JWT_SECRET_KEY_PREVIOUS: {
    type: keySecret,
    description:
      "What JWT_SECRET_KEY was before it was changed: access tokens from before hold until they end.",
    whenAbsent: "JWT_SECRET_KEY was never changed, or a day ago and more",
    isSecret: true,
  },
  ALGORITHM: {
    type: oneOf("HS256", "EdDSA", "ES256"),
    description:
      "How access tokens are signed: with a secret, or so that other services can verify them.",
    defaults: "HS256",
  },
  ACCESS_TOKEN_EXPIRE_MINUTES: {
    type: wholeNumber(1, 1_440),
    description: "Minutes that an access token lives; a day at most.",
    defaults: "30",
  },
  REFRESH_TOKEN_EXPIRE_DAYS: {
    type: wholeNumber(1, 90),
    description: "Days that a refresh token lives.",
    defaults: "7",
  },
  SIGNING_KEY_ROTATION_DAYS: {
    type: wholeNumber(0, 3_650),
    description: "Days after which access tokens are signed with a new key; 0 for never.",
    defaults: "90",
  },
  ...DATABASE_VARIABLES,
  REDIS_URL: {
    type: secretUrl("redis://user:password@host:6379/0", "redis", "rediss"),
    description: "Redis that nodes share limits and hints over; rediss:// for TLS.",
    whenAbsent: "limits are counted in memory, by this process alone",
    isSecret: true,
  },
  REDIS_POOL_TIMEOUT: {
    type: wholeNumber(1, 300),
    description: "Seconds that a call to Redis may take which no request waits for.",
    defaults: "30",
  },
  CACHE_MEMORY_BYTES: {
    type: wholeNumber(1_048_576, 1_099_511_627_776),
    description: "Bytes that all caches of this process may declare together; more is no start.",
    defaults: "134217728",
  },
  RATE_LIMIT_PER_MINUTE: {
    type: wholeNumber(1, 1_000_000),
    description: "Requests a minute of one caller, where a route names no limit of its own.",
    defaults: "100",
  },
  RATE_LIMIT_PER_HOUR: {
    type: wholeNumber(1, 10_000_000),
    description: "Requests an hour of one caller, where a route names no limit of its own.",
    defaults: "1000",
  },
  RATE_LIMIT_TIERS: {
    type: limitsByName,
    description:
      "Limits of tiers in the place of the two above, for signed-in callers; absent tiers keep those.",
    defaults: "{}",
  },
  QUOTA_TIERS: {
    type: quotasByMeter,
    description:
      'What tiers may use of each meter, in the place of what its module says; the tier "*" is everybody else.',
    defaults: "{}",
  },
  ALLOW_ADDRESSES: {
    type: addressList,
    description: "Addresses that are never blocked; limits still count for them.",
    defaults: "[]",
  },
  DENY_ADDRESSES: {
    type: addressList,
    description: "Addresses that are refused whatever they ask.",
    defaults: "[]",
  },
  BLOCK_THRESHOLD: {
    type: wholeNumber(0, 1_000_000),
    description:
      "Points of suspicion within five minutes after which an address is blocked for a while; 0 for never.",
    defaults: "100",
  },
  RATE_LIMIT_NODES: {
    type: wholeNumber(1, 1_000),
    description: "How many nodes share a Redis; without it each admits 1/this of a limit.",
    defaults: "3",
  },
  PLINTH_LIMITS: {
    type: plainText("path"),
    description: "File with limits that hold in the place of declared ones; see plinth limits.",
    whenAbsent: "limits.json in the data directory",
  },
  ALLOWED_ORIGINS: {
    type: originList,
    description: "Other sites whose pages may call the API, as exact origins.",
    defaults: "[]",
  },
  TRUSTED_PROXIES: {
    type: proxyList,
    description: "Reverse proxies whose forwarding headers are believed.",
    defaults: "[]",
  },
  ...CONNECTION_VARIABLES,
  ...FILE_VARIABLES,
  ...WEB_VARIABLES,
  ...TELEMETRY_VARIABLES,
  ...RETENTION_VARIABLES,
  ...ALERT_VARIABLES,
  SECURITY_CONTACT: {
    type: securityContact,
    description: "Whom to tell about a fault, for /.well-known/security.txt; mailto: or https:.",
    whenAbsent: "there is no security.txt",
  },
  HEALTH_CHECK_INTERVAL: {
    type: wholeNumber(1, 3_600),
    description: "Seconds between the checks that the history of health is made of.",
    defaults: "30",
  },
  ...OBJECTIVE_VARIABLES,
  PUBLIC_STATUS_PAGE: {
    type: trueOrFalse,
    description: "Whether everyone may read /status and /status.json: names and states, no more.",
    defaults: "false",
  },
  OPS_TOKEN: {
    type: keySecret,
    description: "Bearer token with which programs elsewhere read all of /health and /metrics.",
    whenAbsent: "only this machine and administrators read them",
    isSecret: true,
  },
  SMTP_URL: {
    type: secretUrl("smtps://user:password@mail.example.org:465", "smtp", "smtps"),
    description: "Mail server.",
    whenAbsent: "mail is written to files in the data directory",
    requiredIn: ["production"],
    isSecret: true,
  },
  MAIL_FROM: {
    type: mailAddress,
    description: "Sender of mails.",
    defaults: { development: SENDER, test: SENDER, staging: SENDER },
    requiredIn: ["production"],
  },
  SUPPORT_EMAIL: {
    type: plainAddress,
    description: "Who is mailed what people say of the application, such as its feedback form.",
    whenAbsent: "it is kept for administrators, and nobody is mailed",
  },
  MAIL_TIMEOUT_SECONDS: {
    type: wholeNumber(1, 120),
    description: "For how long one mail may take before the mail server is given up on.",
    defaults: "30",
  },
  MAIL_BOUNCE_SECRET: {
    type: keySecret,
    description: "Secret that bounces and complaints to /api/v1/mail/bounces are signed with.",
    whenAbsent: "every report of a bounce is refused",
    isSecret: true,
  },
  PUSH_SERVICES: {
    type: hostPatternList,
    description:
      "Hosts of push services that browsers may name for messages to them, a name or *.name each.",
    defaults: `["fcm.googleapis.com","updates.push.services.mozilla.com","*.push.apple.com","*.notify.windows.com"]`,
  },
  DEPENDENCY_OPEN_SECONDS: {
    type: wholeNumber(1, 3_600),
    description:
      "For how long nothing is asked of a dependency that failed several times in a row.",
    defaults: "60",
  },
  ...BACKUP_VARIABLES,
  ...FAILOVER_VARIABLES,
  ...BILLING_VARIABLES,
  ...AI_VARIABLES,
  MFA_REQUIRED_ROLES: {
    type: wordList,
    description: "Roles that count only in sessions that began with two factors.",
    defaults: "",
  },
  SECURITY_SETTINGS: {
    type: securitySettings,
    description:
      "Rules for passwords, lockout and sessions; members that are absent keep defaults.",
    defaults: "{}",
  },
  DOCS_ACCESS: {
    type: oneOf("public", "admin", "off"),
    description: "Who may see /docs.",
    defaults: { development: "public", test: "public", staging: "admin", production: "admin" },
  },
});
