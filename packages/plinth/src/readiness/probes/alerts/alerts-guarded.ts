import type { Probe } from "../../probe.ts";
import { refusedToUsers } from "../../support/refused-to-users.ts";

const OURS = /^\/api\/v1\/admin\/(?:alerts|incidents)/;

/** OBS-09 */
export const alertsGuarded: Probe = {
  id: "alerts-guarded",
  claim: "Alerts and incidents are shown to operators only, and silenced and answered by them only",
  requirements: ["OBS-09", "OBS-11", "AZ-02"],
  standard: "OWASP ASVS 5 V16.4.2; OWASP API5:2023",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Ask for alerts:read and alerts:write on the routes; keep the authorize stage.",
  sabotage: "open-alerts",
  run: refusedToUsers(OURS, "no list of alerts"),
};
