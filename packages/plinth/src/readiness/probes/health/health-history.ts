import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";

const HISTORY = "/api/v1/admin/health/history";

/** HLT-08 */
export const healthHistory: Probe = {
  id: "health-history",
  claim: "The history of health refuses strangers and plain accounts, whatever they ask for",
  requirements: ["HLT-08", "AZ-02"],
  standard: "OWASP ASVS 5 V8.2.1; OWASP API5:2023",
  owasp: "A01",
  severity: "medium",
  depth: "touch",
  remedy: "Keep the permission health:read on the route; details of parts help attackers.",
  sabotage: "history-for-everyone",
  run: async (target) => {
    if (findOperation(target, `GET ${HISTORY}`) === undefined) {
      return undocumented(target, "no history of health");
    }
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const { bearer } = await createPerson(target);
    const faults: Fault[] = [];
    for (const path of [HISTORY, `${HISTORY}?component=database`]) {
      const anonymous = await target.visitor().ask(path);
      if (anonymous.status !== 401) {
        faults.push({ what: `a stranger gets ${anonymous.status}`, answer: anonymous });
      }
      const plain = await target.visitor().ask(path, { headers: { Authorization: bearer } });
      if (plain.status !== 403) {
        faults.push({ what: `a plain account gets ${plain.status}`, answer: plain });
      }
    }
    return judge({ faults, checked: 4, of: "requests", wanted: "401 and 403" });
  },
};
