import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { hasAccounts, NO_ACCOUNTS, requireUnlimited } from "../../support/people.ts";
import { comparable } from "../../support/problems.ts";
import { SAMPLE_PASSWORD } from "../../support/samples.ts";

/** ID-01 */
export const signUpTellsNothing: Probe = {
  id: "sign-up-tells-nothing",
  claim: "Opening an account does not tell whether the address has one already",
  requirements: ["ID-01", "ID-20"],
  standard: "OWASP ASVS 5 V6.3.8; CWE-204",
  owasp: "A07",
  severity: "medium",
  depth: "touch",
  remedy: "Answer the same for a known address, and tell its owner by mail.",
  sabotage: "tell-unknown-accounts",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const email = `${target.unique("audit")}@example.com`;
    const body = { email, password: SAMPLE_PASSWORD, name: "Audit" };
    const ask = { method: "POST", body, isPatient: true };
    const open = async () =>
      requireUnlimited(await target.visitor().ask("/api/v1/auth/signup", ask));
    const first = await open();
    const second = await open();
    const faults: Fault[] =
      comparable(first) === comparable(second)
        ? []
        : [{ what: `${first.status} and ${second.status} differ`, answer: second }];
    if (first.status >= 400) faults.push({ what: `it answers ${first.status}`, answer: first });
    const wanted = "equal status and body for a new and a known address";
    return judge({ faults, checked: 2, of: "sign-ups", wanted });
  },
};
