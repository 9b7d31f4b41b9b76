import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { hasAccounts, NO_ACCOUNTS, requireUnlimited, trySignIn } from "../../support/people.ts";
import { SAMPLE_PASSWORD } from "../../support/samples.ts";

/** More than the 72 bytes that bcrypt reads; the passwords differ behind them. */
const BEGINNING = `${SAMPLE_PASSWORD} Lomi4=Zaku6?Neto8;Vidu3 Pore5&Hyla2 Gimo9:Tucak Wesi8(Bomu`;
const PASSWORD = `${BEGINNING} Fani1`;
const OTHERS = [`${BEGINNING} Fani2`, BEGINNING, PASSWORD.slice(0, 72)];

/** ID-07 */
export const longPasswords: Probe = {
  id: "long-passwords",
  claim: "A long password counts to its last character, or is refused clearly",
  requirements: ["ID-07"],
  standard: "OWASP ASVS 5 V6.2.8, V6.2.9",
  owasp: "A07",
  severity: "high",
  depth: "touch",
  remedy: "Hash what is longer than the algorithm reads (createPasswordHasher does).",
  sabotage: "cut-passwords",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const email = `${target.unique("audit")}@example.com`;
    const body = { email, password: PASSWORD, name: "Audit" };
    const ask = { method: "POST", body, isPatient: true };
    const signedUp = requireUnlimited(await target.visitor().ask("/api/v1/auth/signup", ask));
    const of = "long passwords";
    const isRefused = signedUp.status === 400 || signedUp.status === 422;
    if (isRefused) return judge({ faults: [], checked: 1, of, wanted: "a clear refusal" });
    const faults: Fault[] = [];
    const own = requireUnlimited(await trySignIn(target, { email, password: PASSWORD }));
    if (own.status !== 200)
      faults.push({ what: `the password itself: ${own.status}`, answer: own });
    for (const password of OTHERS) {
      const answer = requireUnlimited(await trySignIn(target, { email, password }));
      if (answer.status === 401) continue;
      faults.push({ what: `another of ${password.length} characters: ${answer.status}`, answer });
    }
    return judge({ faults, checked: 1 + OTHERS.length, of, wanted: "only the whole one opens" });
  },
};
