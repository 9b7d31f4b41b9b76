import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { hasAccounts, NO_ACCOUNTS, requireUnlimited, someAccount } from "../../support/people.ts";
import { comparable } from "../../support/problems.ts";

const FORGOT = "/api/v1/auth/password/forgot";

/** ID-15, P-082 */
export const forgotTellsNothing: Probe = {
  id: "forgot-tells-nothing",
  claim: "Asking for a new password does not tell whether the address has an account",
  requirements: ["ID-15", "ID-20", "P-082"],
  standard: "OWASP ASVS 5 V6.3.8; CWE-204",
  owasp: "A07",
  severity: "medium",
  depth: "touch",
  remedy: "Answer at once and the same for every address; look it up afterwards.",
  sabotage: "tell-unknown-accounts",
  run: async (target) => {
    if (!hasAccounts(target) || findOperation(target, `POST ${FORGOT}`) === undefined) {
      return undocumented(target, `${NO_ACCOUNTS}, or no way to ask for a new password`);
    }
    const { email } = await someAccount(target);
    const askFor = async (address: string) => {
      const ask = { method: "POST", body: { email: address }, isPatient: true };
      return requireUnlimited(await target.visitor().ask(FORGOT, ask));
    };
    const known = await askFor(email);
    const unknown = await askFor(`${target.unique("audit")}@example.com`);
    const faults: Fault[] =
      comparable(known) === comparable(unknown)
        ? []
        : [{ what: `${known.status} and ${unknown.status} differ`, answer: unknown }];
    if (known.status >= 400) faults.push({ what: `it answers ${known.status}`, answer: known });
    const wanted = "equal status and body for a known and an unknown address";
    return judge({ faults, checked: 2, of: "requests", wanted });
  },
};
