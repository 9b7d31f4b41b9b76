import { BlockedError, type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import {
  answerWith,
  enrolPasskey,
  finishWith,
  hasPasskeys,
  NO_PASSKEYS,
  type PasskeyOwner,
} from "../../support/passkeys/enrolment.ts";
import {
  createSoftwareAuthenticator,
  type Statement,
} from "../../support/passkeys/software-authenticator.ts";
import { comparable } from "../../support/problems.ts";

const UNTRUE: readonly (readonly [what: string, untrue: Partial<Statement>])[] = [
  ["of another site", { origin: "https://elsewhere.example" }],
  ["for another relying party", { rpId: "elsewhere.example" }],
  ["of nobody verified", { isVerified: false }],
  ["from inside a frame of another site", { crossOrigin: true }],
  ["of a registration", { type: "webauthn.create" }],
  ["to a challenge that was not given", { challenge: "A".repeat(72) }],
];

/** ID-22 */
export const untruePasskeys: Probe = {
  id: "untrue-passkeys",
  claim:
    "A passkey's answer that is forged, of another site or of nobody verified signs nobody in, and no refusal tells why",
  requirements: ["ID-22", "ID-19"],
  standard: "WebAuthn level 3 section 7.2; OWASP ASVS 5 V6.3.8",
  owasp: "A07",
  severity: "critical",
  depth: "touch",
  remedy:
    "Compare origin, relying party, challenge, flags and user handle before the signature counts.",
  sabotage: "believe-any-passkey",
  run: async (target) => {
    if (!hasPasskeys(target)) return undocumented(target, NO_PASSKEYS);
    const owner = await enrolPasskey(target);
    const sound = await finishWith(target, await answerWith(target, owner));
    if (sound.status !== 200) throw new BlockedError(`a passkey answers ${sound.status}, not 200`);
    const stranger: PasskeyOwner = { ...owner, authenticator: createSoftwareAuthenticator() };
    const forged = await answerWith(target, stranger);
    const id = owner.authenticator.credentialId;
    const tries = [
      ["of a passkey that is not known", forged] as const,
      ["with another passkey's signature", { ...forged, id, rawId: id }] as const,
      [
        "with another user handle",
        await answerWith(target, { ...owner, userHandle: "AAAA" }),
      ] as const,
      ...(await Promise.all(
        UNTRUE.map(
          async ([what, untrue]) => [what, await answerWith(target, owner, untrue)] as const,
        ),
      )),
    ];
    const faults: Fault[] = [];
    const seen = new Set<string>();
    for (const [what, response] of tries) {
      const answer = await finishWith(target, response);
      if (answer.status === 401) seen.add(comparable(answer));
      else faults.push({ what: `${what}: ${answer.status}`, answer });
    }
    if (seen.size > 1) faults.push({ what: "the refusals differ" });
    const wanted = "the same 401 for each";
    return judge({ faults, checked: tries.length, of: "untrue answers", wanted });
  },
};
