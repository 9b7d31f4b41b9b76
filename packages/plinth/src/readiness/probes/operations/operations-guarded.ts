import { type Probe, undocumented } from "../../probe.ts";
import { emptyAsk, operationsOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import { askEach } from "../../support/refusals.ts";

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
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const operations = operationsOf(target).filter(({ path }) => OURS.test(path));
    if (operations.length === 0) return undocumented(target, "nothing for operators");
    const { bearer } = await createPerson(target);
    return askEach(target, {
      operations,
      askOf: (operation) => ({ ...emptyAsk(operation), headers: { Authorization: bearer } }),
      isRefused: ({ status }) => status === 403,
      wanted: "403 from each",
    });
  },
};
