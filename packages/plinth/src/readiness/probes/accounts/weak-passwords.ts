import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";

const WEAK = ["Short-7!", "Password123!", "Qwertyuiop-1", "aaaaaaaaaaaA1!"];

/** ID-02, ID-03 */
export const weakPasswords: Probe = {
  id: "weak-passwords",
  claim: "Passwords that are tried first are refused when an account is opened",
  requirements: ["ID-02", "ID-03", "ID-05"],
  standard: "OWASP ASVS 5 V6.2.1, V6.2.4; NIST SP 800-63B section 3.1.1.2",
  owasp: "A07",
  severity: "medium",
  depth: "touch",
  remedy: "Check every new password by the one policy (createPasswordPolicy).",
  sabotage: "accept-weak-passwords",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const faults: Fault[] = [];
    for (const password of WEAK) {
      const email = `${target.unique("audit")}@example.com`;
      const body = { email, password, name: "Audit" };
      const ask = { method: "POST", body, isPatient: true };
      const answer = await target.visitor().ask("/api/v1/auth/signup", ask);
      if (answer.status !== 400 && answer.status !== 422) {
        faults.push({ what: `"${password}": ${answer.status}`, answer });
      }
    }
    return judge({ faults, checked: WEAK.length, of: "weak passwords", wanted: "400 for each" });
  },
};
