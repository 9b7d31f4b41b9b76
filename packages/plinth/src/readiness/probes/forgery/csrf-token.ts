import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { cookieWrites } from "../../support/cookie-writes.ts";
import { judge } from "../../support/judge.ts";
import { emptyAsk, pathOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";

/** WEB-07, P-026 */
export const csrfToken: Probe = {
  id: "csrf-token",
  claim: "No state changes by a cookie alone: the token of the session is asked for",
  requirements: ["WEB-07", "P-026", "P-065"],
  standard: "OWASP ASVS 5 V3.5.1; CWE-352",
  owasp: "A01",
  severity: "critical",
  depth: "touch",
  remedy: "Keep the CSRF stage after authorize; exempt a route only with a reason.",
  sabotage: "skip-csrf",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const operations = cookieWrites(target);
    const person = await createPerson(target);
    const faults: Fault[] = [];
    const leftOut: string[] = [];
    let checked = 0;
    for (const operation of operations) {
      const { csrf } = operation.policy;
      if (csrf.kind === "exempt") {
        leftOut.push(`${operation.name} (exempt: ${csrf.because})`);
        continue;
      }
      for (const token of [undefined, "forged-token"]) {
        const sent: Record<string, string> = token === undefined ? {} : { "X-CSRF-Token": token };
        const headers = { Cookie: person.cookie, ...sent };
        const ask = { ...emptyAsk(operation), headers };
        const answer = await target.visitor().ask(pathOf(operation, target), ask);
        checked += 1;
        if (answer.status === 403) continue;
        const how = token === undefined ? "without a token" : "with a forged token";
        faults.push({ what: `${operation.name} ${how}: ${answer.status}`, answer });
      }
    }
    return judge({ faults, checked, of: "writes by cookie", wanted: "403 for each", leftOut });
  },
};
