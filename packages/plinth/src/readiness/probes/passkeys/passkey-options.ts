import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import {
  BEGIN,
  enrolPasskey,
  hasPasskeys,
  NO_PASSKEYS,
  optionsOf,
} from "../../support/passkeys/enrolment.ts";
import { requireUnlimited } from "../../support/people.ts";

const MIN_CHALLENGE_BYTES = 16;

/** ID-19, ID-22 */
export const passkeyOptions: Probe = {
  id: "passkey-options",
  claim: "Beginning a sign-in with a passkey tells nothing about who has an account or a passkey",
  requirements: ["ID-19", "ID-22"],
  standard: "WebAuthn level 3 section 14.6.2, 14.6.3; OWASP ASVS 5 V6.3.8",
  owasp: "A07",
  severity: "medium",
  depth: "touch",
  remedy: "Ask for discoverable passkeys: the same options for everybody, an empty allow list.",
  sabotage: "tell-passkeys",
  run: async (target) => {
    if (!hasPasskeys(target)) return undocumented(target, NO_PASSKEYS);
    const { person } = await enrolPasskey(target);
    const begin = async (ask: { readonly body?: unknown } = {}) =>
      requireUnlimited(
        await target.visitor().ask(BEGIN, { method: "POST", isPatient: true, ...ask }),
      );
    const answers = [await begin(), await begin()];
    const named = await begin({ body: { email: person.email } });
    const faults: Fault[] = [];
    const challenges = new Set<string>();
    const rests = new Set<string>();
    for (const answer of answers) {
      const { challenge = "", ...rest } = optionsOf(answer);
      challenges.add(challenge);
      rests.add(JSON.stringify(rest));
      if (answer.status !== 200) faults.push({ what: `beginning: ${answer.status}`, answer });
      if ((rest.allowCredentials ?? []).length > 0) {
        faults.push({ what: "passkeys are named to a stranger", answer });
      }
      if (Buffer.from(challenge, "base64url").length < MIN_CHALLENGE_BYTES) {
        faults.push({ what: "a challenge of less than 16 bytes", answer });
      }
      if (rest.userVerification !== "required") {
        faults.push({ what: "nobody has to be verified", answer });
      }
    }
    if (challenges.size < answers.length) faults.push({ what: "a challenge came twice" });
    if (rests.size > 1) faults.push({ what: "the options differ" });
    if (named.status === 200 && named.text.includes('allowCredentials":[{')) {
      faults.push({ what: "passkeys of an address are named", answer: named });
    }
    const wanted = "options alike, without names of passkeys, each with a challenge of its own";
    return judge({ faults, checked: 3, of: "answers", wanted });
  },
};
