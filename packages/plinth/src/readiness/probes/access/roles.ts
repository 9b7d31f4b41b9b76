import { type Probe, undocumented } from "../../probe.ts";
import { emptyAsk, operationsOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import { askEach } from "../../support/refusals.ts";

/** AZ-02 */
export const roles: Probe = {
  id: "roles",
  claim: "A plain account is refused wherever a role or a permission is asked for",
  requirements: ["AZ-02", "P-065"],
  standard: "OWASP ASVS 5 V8.2.1; OWASP API5:2023",
  owasp: "A01",
  severity: "critical",
  depth: "touch",
  remedy: "Keep the authorize stage in its place; new accounts start without roles.",
  sabotage: "skip-authorize",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const operations = operationsOf(target).filter(({ policy }) =>
      ["role", "permission"].includes(policy.access.kind),
    );
    if (operations.length === 0) return undocumented(target, "no operation asks for a role");
    const { bearer } = await createPerson(target);
    return askEach(target, {
      operations,
      askOf: (operation) => ({ ...emptyAsk(operation), headers: { Authorization: bearer } }),
      isRefused: ({ status }) => status === 403,
      wanted: "403 from each",
    });
  },
};
