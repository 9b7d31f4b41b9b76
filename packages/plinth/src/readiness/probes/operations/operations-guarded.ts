import type { Probe } from "../../probe.ts";
import { refusedToUsers } from "../../support/refused-to-users.ts";

const OURS =
  /^\/api\/v1\/admin\/(errors|metrics|panels|jobs|caches|mail|database|dependencies)(\/|$)/;

/** OBS-12 */
export const operationsGuarded: Probe = {
  id: "operations-guarded",
  claim: "Errors, metrics, jobs, caches, mail and database are shown to operators only",
  requirements: ["OBS-12", "ERR-10", "AZ-02"],
  standard: "OWASP ASVS 5 V8.2.1; OWASP API5:2023",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Ask for a permission on each route, such as errors:read; keep the authorize stage.",
  sabotage: "open-operations",
  run: refusedToUsers(OURS, "nothing for operators"),
};
