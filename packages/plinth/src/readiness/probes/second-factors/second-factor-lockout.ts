import { type Fault, type Probe, undocumented } from "../../probe.ts";
import {
  enrol,
  firstStep,
  hasSecondFactors,
  NO_SECOND_FACTORS,
  secondStep,
} from "../../support/credentials/second-factors.ts";
import { judge } from "../../support/judge.ts";
import { comparable } from "../../support/problems.ts";

/** As many as lock; one more of one address or challenge would meet a limit. */
const TRIES = 5;

/** ID-11 */
export const secondFactorLockout: Probe = {
  id: "second-factor-lockout",
  claim: "Guessing codes locks the second factor over all sign-ins, and the lock does not show",
  requirements: ["ID-10", "ID-11"],
  standard: "OWASP ASVS 5 V6.3.1; NIST SP 800-63B section 3.2.2; RFC 4226 section 7.3",
  owasp: "A07",
  severity: "high",
  depth: "touch",
  remedy: "Count wrong codes by account and factor as well as by sign-in.",
  sabotage: "forgive-wrong-codes",
  run: async (target) => {
    if (!hasSecondFactors(target)) return undocumented(target, NO_SECOND_FACTORS);
    const account = await enrol(target);
    const faults: Fault[] = [];
    const seen = new Set<string>();
    const challenge = await firstStep(target, account);
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const code = account.wrongCode();
      const answer = await secondStep(target, { challenge, method: "totp", code });
      seen.add(comparable(answer));
      if (answer.status !== 401) faults.push({ what: `a wrong code: ${answer.status}`, answer });
    }
    const right = await secondStep(target, {
      challenge: await firstStep(target, account),
      method: "totp",
      code: account.nextCode(),
    });
    seen.add(comparable(right));
    if (right.status !== 401) {
      faults.push({
        what: `after ${TRIES} wrong codes the right one, in another sign-in: ${right.status}`,
        answer: right,
      });
    }
    if (right.status === 401 && seen.size > 1) {
      faults.push({ what: "the answer shows when the factor is locked", answer: right });
    }
    const wanted = "401 alike for wrong codes, and for the right one while locked";
    return judge({ faults, checked: TRIES + 1, of: "tries", wanted });
  },
};
