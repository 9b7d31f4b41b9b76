import type { Probe } from "../../probe.ts";
import { refusedToUsers } from "../../support/refused-to-users.ts";

const OURS = /^\/api\/v1\/admin\/(logs|traces|live)(\/|$)/;

/** LOG-07, OBS-12 */
export const logsGuarded: Probe = {
  id: "logs-guarded",
  claim: "The log, its level, traces and live events are shown to operators only",
  requirements: ["LOG-07", "LOG-01", "OBS-07", "AZ-02"],
  standard: "OWASP ASVS 5 V16.4.2, V8.2.1; OWASP API5:2023",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Ask for logs:read, traces:read or live:read on each route; keep the authorize stage.",
  sabotage: "open-logs",
  run: refusedToUsers(OURS, "no log for operators"),
};
