import { type Fault, type Probe, undocumented } from "../../probe.ts";
import {
  enrol,
  hasSecondFactors,
  NO_SECOND_FACTORS,
} from "../../support/credentials/second-factors.ts";
import { judge } from "../../support/judge.ts";
import { trySignIn } from "../../support/people.ts";

/** ID-17 */
export const secondFactorAsked: Probe = {
  id: "second-factor-asked",
  claim: "Whoever has a second factor gets nothing for the password alone",
  requirements: ["ID-17"],
  standard: "OWASP ASVS 5 V6.3.3; NIST SP 800-63B section 2.2",
  owasp: "A07",
  severity: "critical",
  depth: "touch",
  remedy: "Ask mfa.next after every first factor, and answer with its challenge.",
  sabotage: "skip-second-factor",
  run: async (target) => {
    if (!hasSecondFactors(target)) return undocumented(target, NO_SECOND_FACTORS);
    const account = await enrol(target);
    const answer = await trySignIn(target, account);
    const faults: Fault[] = [];
    if (answer.status !== 202) {
      faults.push({ what: `the password alone: ${answer.status}`, answer });
    }
    if (answer.cookies.length > 0) faults.push({ what: "a cookie was set", answer });
    if (/token"/i.test(answer.text)) faults.push({ what: "a token was given", answer });
    const wanted = "202 with a challenge, without cookie or token";
    return judge({ faults, checked: 3, of: "observations", wanted });
  },
};
