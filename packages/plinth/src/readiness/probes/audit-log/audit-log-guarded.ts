import { type Probe, undocumented } from "../../probe.ts";
import { emptyAsk, operationsOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import { askEach } from "../../support/refusals.ts";

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
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const operations = operationsOf(target).filter(({ path }) => OURS.test(path));
    if (operations.length === 0) return undocumented(target, "no audit trail");
    const { bearer } = await createPerson(target);
    return askEach(target, {
      operations,
      askOf: (operation) => ({ ...emptyAsk(operation), headers: { Authorization: bearer } }),
      isRefused: ({ status }) => status === 403,
      wanted: "403 from each",
    });
  },
};
