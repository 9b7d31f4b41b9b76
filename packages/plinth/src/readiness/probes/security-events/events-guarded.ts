import { type Probe, undocumented } from "../../probe.ts";
import { emptyAsk, operationsOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import { askEach } from "../../support/refusals.ts";

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
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const operations = operationsOf(target).filter(({ path }) => OURS.test(path));
    if (operations.length === 0) return undocumented(target, "no list of security events");
    const { bearer } = await createPerson(target);
    return askEach(target, {
      operations,
      askOf: (operation) => ({ ...emptyAsk(operation), headers: { Authorization: bearer } }),
      isRefused: ({ status }) => status === 403,
      wanted: "403 from each",
    });
  },
};
