import type { Probe } from "../../probe.ts";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import { crossOriginPolicies } from "./cross-origin-policies.ts";
import { cspReports } from "./csp-reports.ts";
import { framing } from "./framing.ts";
import { nosniff } from "./nosniff.ts";
import { oneValueEach } from "./one-value-each.ts";
import { permissionsPolicy } from "./permissions-policy.ts";
import { referrerPolicy } from "./referrer-policy.ts";
import { serverSoftware } from "./server-software.ts";
import { strictTransportSecurity } from "./strict-transport-security.ts";

/** Probes about headers. */
export const headersProbes: readonly Probe[] = [
  contentSecurityPolicy,
  crossOriginPolicies,
  cspReports,
  framing,
  nosniff,
  oneValueEach,
  permissionsPolicy,
  referrerPolicy,
  serverSoftware,
  strictTransportSecurity,
];
