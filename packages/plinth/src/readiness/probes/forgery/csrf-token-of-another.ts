import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { harmlessWrite } from "../../support/cookie-writes.ts";
import { judge } from "../../support/judge.ts";
import { pathOf } from "../../support/operations.ts";
import { createPerson, csrfTokenOf, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";

/** WEB-08, P-026 */
export const csrfTokenOfAnother: Probe = {
  id: "csrf-token-of-another",
  claim: "A token opens writes of its own session and of no other",
  requirements: ["WEB-07", "WEB-08", "P-026"],
  standard: "OWASP ASVS 5 V3.5.1; OWASP CSRF prevention, signed double submit",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Derive the token from the session (createCsrf), and compare in constant time.",
  sabotage: "any-csrf-token",
  run: async (target) => {
    const operation = harmlessWrite(target);
    if (!hasAccounts(target) || operation === undefined) return undocumented(target, NO_ACCOUNTS);
    const person = await createPerson(target);
    const stranger = await createPerson(target, "another");
    const write = (token: string) =>
      target.visitor().ask(pathOf(operation, target), {
        method: operation.method,
        body: {},
        headers: { Cookie: person.cookie, "X-CSRF-Token": token },
      });
    const faults: Fault[] = [];
    const foreign = await write(await csrfTokenOf(target, stranger));
    const nobody = await target.ask("/api/csrf-token");
    const anonymous = await write((nobody.json as { token?: string } | undefined)?.token ?? "");
    const own = await write(await csrfTokenOf(target, person));
    if (foreign.status !== 403) {
      faults.push({ what: `somebody else's token: ${foreign.status}`, answer: foreign });
    }
    if (anonymous.status !== 403) {
      faults.push({ what: `a stranger's token: ${anonymous.status}`, answer: anonymous });
    }
    if (own.status === 403) faults.push({ what: "the own token is refused", answer: own });
    const wanted = "403 for foreign tokens, and not for the own";
    return judge({ faults, checked: 3, of: "tokens", wanted });
  },
};
