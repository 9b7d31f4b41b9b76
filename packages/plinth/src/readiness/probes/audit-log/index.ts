import type { Probe } from "../../probe.ts";
import { accessRecorded } from "./access-recorded.ts";
import { auditLogGuarded } from "./audit-log-guarded.ts";

/** Probes about the audit trail. */
export const auditLogProbes: readonly Probe[] = [accessRecorded, auditLogGuarded];
