import { type Fault, type Probe, undocumented } from "../../probe.ts";
import {
  bearerOf,
  hasSecondFactors,
  NO_SECOND_FACTORS,
  sessionCookieSet,
  stepUp,
} from "../../support/credentials/second-factors.ts";
import { judge } from "../../support/judge.ts";
import { createOwnSession, ME } from "../../support/people.ts";

/** P-117 */
export const stepUpFixation: Probe = {
  id: "step-up-fixation",
  claim: "No session known before a new proof has the new standing",
  requirements: ["ID-20", "P-117"],
  standard: "OWASP ASVS 5 V7.2.4; CWE-384",
  owasp: "A07",
  severity: "high",
  depth: "touch",
  remedy: "Give the session a new id and cookie with every proof, and end the old one.",
  sabotage: "keep-session-at-step-up",
  run: async (target) => {
    if (!hasSecondFactors(target)) return undocumented(target, NO_SECOND_FACTORS);
    const person = await createOwnSession(target);
    const raised = await stepUp(target, person.bearer, {
      method: "password",
      secret: person.password,
    });
    const faults: Fault[] = [];
    if (raised.status !== 200) {
      faults.push({ what: `the password again: ${raised.status}`, answer: raised });
    }
    const expect = async (what: string, headers: Record<string, string>, wanted: number) => {
      const answer = await target.ask(ME, { headers });
      if (answer.status !== wanted) faults.push({ what: `${what}: ${answer.status}`, answer });
    };
    await expect("the old cookie", { Cookie: person.cookie }, 401);
    await expect("the old token", { Authorization: person.bearer }, 401);
    await expect("the new cookie", { Cookie: sessionCookieSet(target, raised) }, 200);
    await expect("the new token", { Authorization: bearerOf(raised) }, 200);
    return judge({ faults, checked: 5, of: "observations", wanted: "200, 401, 401, 200, 200" });
  },
};
