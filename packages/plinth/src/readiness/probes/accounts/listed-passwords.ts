import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { hasAccounts, NO_ACCOUNTS, requireUnlimited } from "../../support/people.ts";

/** Have every class of characters and no pattern, but stand in published lists of leaked passwords. */
const LISTED = ["ZSE$5rdxCFT^7ygv", "1wax2qsz!WAX@QSZ", "Switzerland-7"];

/** ID-03, ID-04 */
export const listedPasswords: Probe = {
  id: "listed-passwords",
  claim: "Passwords of published lists are refused even if they have every class of characters",
  requirements: ["ID-03", "ID-04", "ID-05"],
  standard: "OWASP ASVS 5 V6.2.4, V6.2.12; NIST SP 800-63B-4 section 3.1.1.2",
  owasp: "A07",
  severity: "medium",
  depth: "touch",
  remedy: "Look new passwords up in a list of leaked ones (createPasswordPolicy has one).",
  sabotage: "accept-listed-passwords",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const faults: Fault[] = [];
    for (const password of LISTED) {
      const email = `${target.unique("audit")}@example.com`;
      const body = { email, password, name: "Audit" };
      const ask = { method: "POST", body, isPatient: true };
      const answer = requireUnlimited(await target.visitor().ask("/api/v1/auth/signup", ask));
      if (answer.status !== 400 && answer.status !== 422) {
        faults.push({ what: `"${password}": ${answer.status}`, answer });
      }
    }
    return judge({
      faults,
      checked: LISTED.length,
      of: "listed passwords",
      wanted: "400 for each",
    });
  },
};
