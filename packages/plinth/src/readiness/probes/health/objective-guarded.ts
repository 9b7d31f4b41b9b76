import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";

const PATHS = ["/api/v1/admin/slo", "/api/v1/admin/anomalies", "/api/v1/admin/engagement"] as const;

/** OBS-10, OBS-14 */
export const objectiveGuarded: Probe = {
  id: "objective-guarded",
  claim: "Objective, anomalies and who uses the service refuse strangers and plain accounts",
  requirements: ["OBS-14", "OBS-10", "OBS-06", "AZ-02"],
  standard: "OWASP ASVS 5 V8.2.1; OWASP API5:2023",
  owasp: "A01",
  severity: "medium",
  depth: "touch",
  remedy: "Keep the permission metrics:read on the routes; outages and figures help others.",
  sabotage: "objective-for-everyone",
  run: async (target) => {
    const paths = PATHS.filter((path) => findOperation(target, `GET ${path}`) !== undefined);
    if (paths.length === 0) return undocumented(target, "no objective");
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const { bearer } = await createPerson(target);
    const faults: Fault[] = [];
    for (const path of paths) {
      const anonymous = await target.visitor().ask(path);
      if (anonymous.status !== 401) {
        faults.push({ what: `a stranger gets ${anonymous.status}`, answer: anonymous });
      }
      const plain = await target.visitor().ask(path, { headers: { Authorization: bearer } });
      if (plain.status !== 403) {
        faults.push({ what: `a plain account gets ${plain.status}`, answer: plain });
      }
    }
    return judge({ faults, checked: 2 * paths.length, of: "requests", wanted: "401 and 403" });
  },
};
