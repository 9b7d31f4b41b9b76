import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { harmlessWrite } from "../../support/cookie-writes.ts";
import { judge } from "../../support/judge.ts";
import { pathOf } from "../../support/operations.ts";
import { createPerson, csrfTokenOf, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";

const FOREIGN: readonly Readonly<Record<string, string>>[] = [
  { Origin: "https://attacker.example" },
  { Origin: "null" },
  { "Sec-Fetch-Site": "cross-site" },
  { Origin: "https://attacker.example", "Sec-Fetch-Site": "same-origin" },
];

/** WEB-07 */
export const foreignOriginWrites: Probe = {
  id: "foreign-origin-writes",
  claim: "A write that a browser says comes from another site is refused, token or not",
  requirements: ["WEB-07", "P-026"],
  standard: "OWASP ASVS 5 V3.5.1; Fetch Metadata",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Check Sec-Fetch-Site and Origin before the token (createCsrf).",
  sabotage: "skip-origin-check",
  run: async (target) => {
    const operation = harmlessWrite(target);
    if (!hasAccounts(target) || operation === undefined) return undocumented(target, NO_ACCOUNTS);
    const person = await createPerson(target);
    const token = await csrfTokenOf(target, person);
    const faults: Fault[] = [];
    for (const from of FOREIGN) {
      const answer = await target.visitor().ask(pathOf(operation, target), {
        method: operation.method,
        body: {},
        headers: { Cookie: person.cookie, "X-CSRF-Token": token, ...from },
      });
      if (answer.status !== 403) {
        faults.push({ what: `${JSON.stringify(from)}: ${answer.status}`, answer });
      }
    }
    return judge({ faults, checked: FOREIGN.length, of: "foreign writes", wanted: "403 for each" });
  },
};
