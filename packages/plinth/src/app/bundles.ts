import { access } from "#modules/access";
import { accounts } from "#modules/accounts";
import { activity } from "#modules/activity";
import { alerts } from "#modules/alerts";
import { anomalies } from "#modules/anomalies";
import { apiKeys } from "#modules/api-keys";
import { auditLog } from "#modules/audit-log";
import { backups } from "#modules/backups";
import { caches } from "#modules/caches";
import { clientErrors } from "#modules/client-errors";
import { consent } from "#modules/consent";
import { costs } from "#modules/costs";
import { credentials } from "#modules/credentials";
import { cspReports } from "#modules/csp-reports";
import { database } from "#modules/database";
import { dependencies } from "#modules/dependencies";
import { deploys } from "#modules/deploys";
import { docs } from "#modules/docs";
import { engagement } from "#modules/engagement";
import { errors } from "#modules/errors";
import { failover } from "#modules/failover";
import { files } from "#modules/files";
import { idempotency } from "#modules/idempotency";
import { jobs } from "#modules/jobs";
import { limits } from "#modules/limits";
import { live } from "#modules/live";
import { logs } from "#modules/logs";
import { magicLinks } from "#modules/magic-links";
import { mail } from "#modules/mail";
import { metricsHistory } from "#modules/metrics-history";
import { mfa } from "#modules/mfa";
import { panels } from "#modules/panels";
import { passkeys } from "#modules/passkeys";
import { privacy } from "#modules/privacy";
import { readiness } from "#modules/readiness";
import { securityEvents } from "#modules/security-events";
import { sessions } from "#modules/sessions";
import { settings } from "#modules/settings";
import { slo } from "#modules/slo";
import { status } from "#modules/status";
import { traces } from "#modules/traces";
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
  consent,
  privacy,
];

/** /health, /ready, /metrics, /docs; limits, blocks, dependencies, caches, security events, readiness, reports. */
export const operationsModules: readonly AnyModule[] = [
  status,
  docs,
  limits,
  dependencies,
  jobs,
  mail,
  backups,
  failover,
  settings,
  caches,
  database,
  costs,
  idempotency,
  alerts,
  securityEvents,
  auditLog,
  deploys,
  errors,
  clientErrors,
  cspReports,
  readiness,
  metricsHistory,
  slo,
  anomalies,
  engagement,
  panels,
  logs,
  traces,
  live,
];
