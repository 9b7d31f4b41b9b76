import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { hasAccounts, NO_ACCOUNTS, signUp, trySignIn } from "../../support/people.ts";
import { comparable } from "../../support/problems.ts";

/** Where every try can come from another address, more of them show the lock of the account. */
const TRIES = { fromMany: 10, fromOne: 5 };

/** ID-10, ID-11 */
export const lockout: Probe = {
  id: "lockout",
  claim: "Guessing locks the account, from however many addresses, and the lock does not show",
  requirements: ["ID-10", "ID-11", "ID-12", "RL-16"],
  standard: "OWASP ASVS 5 V6.3.1; NIST SP 800-63B section 3.2.2",
  owasp: "A07",
  severity: "high",
  depth: "touch",
  remedy:
    "Count failures by account as well as by address; SECURITY_SETTINGS max_login_attempts and lockout_duration.",
  sabotage: "no-lockout",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const account = await signUp(target);
    const tries = target.hasVisitors ? TRIES.fromMany : TRIES.fromOne;
    const faults: Fault[] = [];
    const seen = new Set<string>();
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const guess = { ...account, password: `Wrong-guess-${attempt}!` };
      const answer = await trySignIn(target, guess);
      seen.add(comparable(answer));
      if (answer.status !== 401 && answer.status !== 429) {
        faults.push({ what: `wrong password: ${answer.status}`, answer });
      }
    }
    const right = await trySignIn(target, account);
    const how = target.hasVisitors ? "each from another address" : "from one address";
    if (right.status === 200) {
      faults.push({ what: `after ${tries} wrong passwords the right one signs in`, answer: right });
    }
    if (target.hasVisitors && seen.size > 1) {
      faults.push({ what: "the answer shows when the account is locked", answer: right });
    }
    const shown =
      right.status === 429
        ? `tries ${how}; the limit by address answered before the lock could show`
        : `tries ${how}`;
    const wanted = "401 alike for wrong passwords, and for the right one while locked";
    return judge({ faults, checked: tries + 1, of: shown, wanted });
  },
};
