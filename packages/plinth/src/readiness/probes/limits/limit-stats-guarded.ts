import type { Probe } from "../../probe.ts";
import { refusedToUsers } from "../../support/refused-to-users.ts";

const OURS = /^\/api\/v1\/admin\/(rate-limit|blocks)/;

/** RL-14 */
export const limitStatsGuarded: Probe = {
  id: "limit-stats-guarded",
  claim: "Who is refused and blocked is told to administrators only, and changed by them only",
  requirements: ["RL-14", "AZ-02"],
  standard: "OWASP ASVS 5 V8.2.1; OWASP API5:2023",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Ask for limits:read and limits:write on the routes; keep the authorize stage.",
  sabotage: "open-limit-stats",
  run: refusedToUsers(OURS, "the target documents no statistics"),
};
