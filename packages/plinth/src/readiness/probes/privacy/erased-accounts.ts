import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { hasAccounts, ME, NO_ACCOUNTS, signIn, signUp, trySignIn } from "../../support/people.ts";

const ERASE = "/api/v1/privacy/erase";

/** PRIV-03 */
export const erasedAccounts: Probe = {
  id: "erased-accounts",
  claim: "An erased account is gone at once: its session ends, and nobody signs in to it",
  requirements: ["PRIV-03", "P-064"],
  standard: "GDPR article 17; OWASP ASVS 5 V14.2.7",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy: "Erase with the module privacy, which shuts the account before it removes anything.",
  sabotage: "kept-accounts",
  run: async (target) => {
    if (!hasAccounts(target) || findOperation(target, `POST ${ERASE}`) === undefined) {
      return undocumented(target, `${NO_ACCOUNTS}, or no erasure`);
    }
    // One that no other probe uses: it is gone afterwards.
    const account = await signUp(target);
    const { bearer, email } = await signIn(target, account);
    const headers = { Authorization: bearer };
    const faults: Fault[] = [];
    const wrong = await target.ask(ERASE, {
      method: "POST",
      headers,
      body: { confirm: "somebody-else@example.com" },
    });
    if (wrong.status < 400) {
      faults.push({ what: "erased without the address as a confirmation", answer: wrong });
    }
    const erased = await target.ask(ERASE, { method: "POST", headers, body: { confirm: email } });
    if (erased.status !== 200) faults.push({ what: "the erasure is refused", answer: erased });
    const me = await target.ask(ME, { headers });
    if (me.status !== 401) faults.push({ what: "the session goes on", answer: me });
    const again = await trySignIn(target, account);
    if (again.status === 200)
      faults.push({ what: "the account can be signed in to", answer: again });
    return judge({ faults, checked: 4, of: "looks", wanted: "nothing that is left" });
  },
};
