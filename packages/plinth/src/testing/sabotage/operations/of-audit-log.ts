import type { AuditLogService } from "#modules/audit-log";
import { underOtherPolicy } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

const nothing = async (): Promise<void> => undefined;

/** What is done to the audit trail. */
export const AUDIT_LOG_SABOTAGES: Sabotages = {
  "unrecorded-access": {
    what: "records no access to personal data",
    alter: () => ({
      service: (module, service) =>
        module === "audit-log"
          ? {
              ...(service as AuditLogService),
              keeper: { open: () => ({ begin: nothing, end: nothing, drop: () => undefined }) },
            }
          : service,
    }),
  },
  "open-audit-log": {
    what: "tells every account who did what",
    alter: () =>
      underOtherPolicy(["authorize"], (policy) =>
        policy.module === "audit-log" ? { ...policy, access: { kind: "user" } } : policy,
      ),
  },
};
