import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { hasAccounts, NO_ACCOUNTS, trySignIn } from "../../support/people.ts";
import { SAMPLE_PASSWORD } from "../../support/samples.ts";

const FOREIGN: readonly Readonly<Record<string, string>>[] = [
  { Origin: "https://attacker.example" },
  { "Sec-Fetch-Site": "cross-site" },
];

/** WEB-07 */
export const crossSiteSignIn: Probe = {
  id: "cross-site-sign-in",
  claim: "Another site cannot sign a visitor in as somebody else",
  requirements: ["WEB-07", "P-026"],
  standard: "OWASP ASVS 5 V3.5.1; OWASP CSRF prevention, login CSRF",
  owasp: "A01",
  severity: "medium",
  depth: "touch",
  remedy: "Check Sec-Fetch-Site and Origin on public writes too (createCsrf).",
  sabotage: "skip-origin-check",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const faults: Fault[] = [];
    for (const from of FOREIGN) {
      const nobody = { email: `${target.unique("audit")}@example.com`, password: SAMPLE_PASSWORD };
      const answer = await trySignIn(target, nobody, from);
      if (answer.status !== 403) {
        faults.push({ what: `${JSON.stringify(from)}: ${answer.status}`, answer });
      }
    }
    return judge({ faults, checked: FOREIGN.length, of: "sign-ins", wanted: "403 for each" });
  },
};
