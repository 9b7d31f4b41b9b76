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
export const recoveryCodes: Probe = {
  id: "recovery-codes",
  claim: "There are ten recovery codes, and each is good once",
  requirements: ["ID-17", "P-103"],
  standard: "OWASP ASVS 5 V6.5.1, V6.5.2; NIST SP 800-63B section 3.1.2",
  owasp: "A07",
  severity: "high",
  depth: "touch",
  remedy: "Delete a recovery code in the statement that finds it.",
  sabotage: "recovery-codes-stay",
  run: async (target) => {
    if (!hasSecondFactors(target)) return undocumented(target, NO_SECOND_FACTORS);
    const account = await enrol(target);
    const codes = account.recoveryCodes;
    const faults: Fault[] = [];
    if (codes.length !== 10 || new Set(codes).size !== 10) {
      faults.push({ what: `${codes.length} codes` });
    }
    if (codes.some((code) => !/^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(code))) {
      faults.push({ what: "codes that are not of the form XXXX-XXXX" });
    }
    const tryWith = async (code = "") =>
      secondStep(target, { challenge: await firstStep(target, account), method: "recovery", code });
    const first = await tryWith(codes[0]);
    const again = await tryWith(codes[0]);
    const other = await tryWith(codes[1]);
    if (first.status !== 200) faults.push({ what: `a code: ${first.status}`, answer: first });
    if (again.status !== 401) {
      faults.push({ what: `the same code again: ${again.status}`, answer: again });
    }
    if (other.status !== 200) {
      faults.push({ what: `another code: ${other.status}`, answer: other });
    }
    const wanted = "ten codes, and 200, 401, 200";
    return judge({ faults, checked: 5, of: "observations", wanted });
  },
};
