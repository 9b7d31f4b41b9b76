import type { Probe } from "../probe.ts";
import { accessProbes } from "./access/index.ts";
import { accountsProbes } from "./accounts/index.ts";
import { alertsProbes } from "./alerts/index.ts";
import { apiKeysProbes } from "./api-keys/index.ts";
import { auditLogProbes } from "./audit-log/index.ts";
import { backupsProbes } from "./backups/index.ts";
import { billingProbes } from "./billing/index.ts";
import { cachingProbes } from "./caching/index.ts";
import { deploysProbes } from "./deploys/index.ts";
import { errorsProbes } from "./errors/index.ts";
import { exposureProbes } from "./exposure/index.ts";
import { forgeryProbes } from "./forgery/index.ts";
import { headersProbes } from "./headers/index.ts";
import { healthProbes } from "./health/index.ts";
import { hostsProbes } from "./hosts/index.ts";
import { injectionProbes } from "./injection/index.ts";
import { inputProbes } from "./input/index.ts";
import { inspectionProbes } from "./inspection/index.ts";
import { jobsProbes } from "./jobs/index.ts";
import { limitsProbes } from "./limits/index.ts";
import { liveProbes } from "./live/index.ts";
import { mailProbes } from "./mail/index.ts";
import { operationsProbes } from "./operations/index.ts";
import { pagesProbes } from "./pages/index.ts";
import { passkeysProbes } from "./passkeys/index.ts";
import { privacyProbes } from "./privacy/index.ts";
import { protocolProbes } from "./protocol/index.ts";
import { routesProbes } from "./routes/index.ts";
import { secondFactorsProbes } from "./second-factors/index.ts";
import { securityEventsProbes } from "./security-events/index.ts";
import { sessionsProbes } from "./sessions/index.ts";
import { tlsProbes } from "./tls/index.ts";
import { uploadsProbes } from "./uploads/index.ts";

/** Every probe, in the order in which they run; the order changes no verdict (P-069). */
export const PROBES: readonly Probe[] = [
  ...headersProbes,
  ...pagesProbes,
  ...exposureProbes,
  ...injectionProbes,
  ...hostsProbes,
  ...errorsProbes,
  ...accessProbes,
  ...routesProbes,
  ...forgeryProbes,
  ...inputProbes,
  ...inspectionProbes,
  ...uploadsProbes,
  ...limitsProbes,
  ...sessionsProbes,
  ...apiKeysProbes,
  ...accountsProbes,
  ...secondFactorsProbes,
  ...passkeysProbes,
  ...billingProbes,
  ...backupsProbes,
  ...deploysProbes,
  ...jobsProbes,
  ...mailProbes,
  ...securityEventsProbes,
  ...alertsProbes,
  ...auditLogProbes,
  ...privacyProbes,
  ...operationsProbes,
  ...liveProbes,
  ...cachingProbes,
  ...healthProbes,
  ...protocolProbes,
  ...tlsProbes,
];
