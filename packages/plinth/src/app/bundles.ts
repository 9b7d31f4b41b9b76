import { access } from "#modules/access";
import { accounts } from "#modules/accounts";
import { activity } from "#modules/activity";
import { apiKeys } from "#modules/api-keys";
import { caches } from "#modules/caches";
import { clientErrors } from "#modules/client-errors";
import { costs } from "#modules/costs";
import { credentials } from "#modules/credentials";
import { cspReports } from "#modules/csp-reports";
import { database } from "#modules/database";
import { dependencies } from "#modules/dependencies";
import { docs } from "#modules/docs";
import { files } from "#modules/files";
import { idempotency } from "#modules/idempotency";
import { jobs } from "#modules/jobs";
import { limits } from "#modules/limits";
import { magicLinks } from "#modules/magic-links";
import { mail } from "#modules/mail";
import { metricsHistory } from "#modules/metrics-history";
import { mfa } from "#modules/mfa";
import { passkeys } from "#modules/passkeys";
import { readiness } from "#modules/readiness";
import { securityEvents } from "#modules/security-events";
import { sessions } from "#modules/sessions";
import { status } from "#modules/status";
import type { AnyModule } from "./definition.ts";

/** Accounts, passwords, second factors, sessions, roles, API keys, pictures: who calls, what they may. */
export const identityModules: readonly AnyModule[] = [
  accounts,
  sessions,
  mfa,
  credentials,
  access,
  apiKeys,
  magicLinks,
  passkeys,
  activity,
  files,
];

/** /health, /ready, /metrics, /docs; limits, blocks, dependencies, caches, security events, readiness, reports. */
export const operationsModules: readonly AnyModule[] = [
  status,
  docs,
  limits,
  dependencies,
  jobs,
  mail,
  caches,
  database,
  costs,
  idempotency,
  securityEvents,
  clientErrors,
  cspReports,
  readiness,
  metricsHistory,
];
