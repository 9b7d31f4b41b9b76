import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import {
  hasAccounts,
  NO_ACCOUNTS,
  requireUnlimited,
  someAccount,
  trySignIn,
} from "../../support/people.ts";
import { comparable } from "../../support/problems.ts";

/** ID-19, P-082 */
export const signInTellsNothing: Probe = {
  id: "sign-in-tells-nothing",
  claim: "A refused sign-in does not tell whether the address has an account",
  requirements: ["ID-19", "ID-20", "P-082"],
  standard: "OWASP ASVS 5 V6.3.8; CWE-204",
  owasp: "A07",
  severity: "medium",
  depth: "touch",
  remedy: "Throw the one INVALID_CREDENTIALS whatever is wrong, after the same work.",
  sabotage: "tell-unknown-accounts",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const account = await someAccount(target);
    // plinth-audit-allow secret-in-source: it opens nothing, which is what is looked at
    const password = "Wrong-guess-7!";
    const known = requireUnlimited(await trySignIn(target, { ...account, password }));
    const email = `${target.unique("audit")}@example.com`;
    const unknown = requireUnlimited(await trySignIn(target, { email, password }));
    const faults: Fault[] = [known, unknown]
      .filter(({ status }) => status !== 401)
      .map((answer) => ({ what: `a wrong sign-in: ${answer.status}`, answer }));
    if (comparable(known) !== comparable(unknown)) {
      faults.push(
        { what: "a known address answers otherwise", answer: known },
        { what: "than an unknown one", answer: unknown },
      );
    }
    const wanted = "equal status and body for a known and an unknown address";
    return judge({ faults, checked: 2, of: "refused sign-ins", wanted });
  },
};
