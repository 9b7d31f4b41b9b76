import type { Probe } from "../../probe.ts";
import { refusedToUsers } from "../../support/refused-to-users.ts";

const OURS = /^\/api\/v1\/admin\/audit-log/;

/** LOG-04 */
export const auditLogGuarded: Probe = {
  id: "audit-log-guarded",
  claim:
    "The audit trail is told to administrators only, and nobody can change it over the network",
  requirements: ["LOG-04", "LOG-05", "AZ-02"],
  standard: "OWASP ASVS 5 V16.4.2; OWASP API5:2023",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Ask for audit:read on the routes of the audit trail; keep the authorize stage.",
  sabotage: "open-audit-log",
  run: refusedToUsers(OURS, "no audit trail"),
};
