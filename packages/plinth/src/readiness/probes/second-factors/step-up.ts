import { type Fault, type Probe, undocumented } from "../../probe.ts";
import {
  bearerOf,
  enrol,
  firstStep,
  hasSecondFactors,
  NO_SECOND_FACTORS,
  removeFactor,
  secondStep,
  stepUp as showAgain,
} from "../../support/credentials/second-factors.ts";
import { judge } from "../../support/judge.ts";
import { signIn } from "../../support/people.ts";

/** What the answer of a completed sign-in would have a browser send back. */
const cookiesOf = (cookies: readonly string[]): string =>
  cookies
    .map((line) => line.split(";")[0])
    .filter((pair) => !pair?.startsWith("__Host-plinth="))
    .join("; ");

/** ID-18 */
export const stepUp: Probe = {
  id: "step-up",
  claim: "Whoever showed one factor cannot take away the second without showing it",
  requirements: ["ID-17", "ID-18"],
  standard: "RFC 9470; OWASP ASVS 5 V7.5.1, V6.4.4",
  owasp: "A07",
  severity: "high",
  depth: "touch",
  remedy: "Declare assurance on routes that change factors, and check the level of the session.",
  sabotage: "believe-any-proof",
  run: async (target) => {
    if (!hasSecondFactors(target)) return undocumented(target, NO_SECOND_FACTORS);
    const account = await enrol(target);
    const remembered = await secondStep(target, {
      challenge: await firstStep(target, account),
      method: "totp",
      code: account.nextCode(),
      remember: true,
    });
    const person = await signIn(target, account, { Cookie: cookiesOf(remembered.cookies) });
    const faults: Fault[] = [];
    const refused = await removeFactor(target, person.bearer, account.factorId);
    if (refused.status !== 401 || !refused.text.includes("STEP_UP_REQUIRED")) {
      faults.push({ what: `with the password alone: ${refused.status}`, answer: refused });
    }
    const guess = { method: "totp", secret: account.wrongCode() };
    const wrong = await showAgain(target, person.bearer, guess);
    if (wrong.status !== 403) {
      faults.push({ what: `with a wrong code: ${wrong.status}`, answer: wrong });
    }
    const proof = { method: "totp", secret: account.nextCode() };
    const raised = await showAgain(target, person.bearer, proof);
    if (raised.status !== 200) {
      faults.push({ what: `showing a code: ${raised.status}`, answer: raised });
    }
    const removed = await removeFactor(target, bearerOf(raised), account.factorId);
    if (removed.status !== 200) {
      faults.push({ what: `after showing it: ${removed.status}`, answer: removed });
    }
    return judge({ faults, checked: 4, of: "observations", wanted: "401, 403, 200, 200" });
  },
};
