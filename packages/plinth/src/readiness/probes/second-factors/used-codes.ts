import { type Fault, type Probe, undocumented } from "../../probe.ts";
import {
  enrol,
  firstStep,
  hasSecondFactors,
  NO_SECOND_FACTORS,
  secondStep,
} from "../../support/credentials/second-factors.ts";
import { judge } from "../../support/judge.ts";

/** ID-17, P-103 */
export const usedCodes: Probe = {
  id: "used-codes",
  claim: "A code of an authenticator app is good once",
  requirements: ["ID-17", "P-103"],
  standard: "RFC 6238 section 5.2; OWASP ASVS 5 V6.5.1",
  owasp: "A07",
  severity: "high",
  depth: "touch",
  remedy: "Note the latest step whose code was used, in the statement that accepts it.",
  sabotage: "accept-used-codes",
  run: async (target) => {
    if (!hasSecondFactors(target)) return undocumented(target, NO_SECOND_FACTORS);
    const account = await enrol(target);
    const code = account.nextCode();
    const tryWith = async (text: string) =>
      secondStep(target, {
        challenge: await firstStep(target, account),
        method: "totp",
        code: text,
      });
    const first = await tryWith(code);
    const again = await tryWith(code);
    const next = await tryWith(account.nextCode());
    const faults: Fault[] = [];
    if (first.status !== 200) {
      faults.push({ what: `the right code: ${first.status}`, answer: first });
    }
    if (again.status !== 401) {
      faults.push({ what: `the same code again: ${again.status}`, answer: again });
    }
    if (next.status !== 200) faults.push({ what: `the next code: ${next.status}`, answer: next });
    return judge({ faults, checked: 3, of: "codes", wanted: "200, 401, 200" });
  },
};
