import type { Probe } from "../../probe.ts";
import { refusedToUsers } from "../../support/refused-to-users.ts";

const OURS = /^\/api\/v1\/admin\/security-events/;

/** LOG-03 */
export const eventsGuarded: Probe = {
  id: "security-events-guarded",
  claim: "Security events and alerts are told to administrators only, and answered by them only",
  requirements: ["LOG-03", "LOG-07", "AZ-02"],
  standard: "OWASP ASVS 5 V16.4.2; OWASP API5:2023",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Ask for security:read and security:write on the routes; keep the authorize stage.",
  sabotage: "open-security-events",
  run: refusedToUsers(OURS, "no list of security events"),
};
