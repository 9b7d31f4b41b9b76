import { BlockedError, type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import {
  answerWith,
  enrolPasskey,
  finishWith,
  hasPasskeys,
  NO_PASSKEYS,
} from "../../support/passkeys/enrolment.ts";

/** As many copies come at the same time as the first one. */
const PARALLEL = 4;

/** ID-22, P-103 */
export const replayedPasskeys: Probe = {
  id: "replayed-passkeys",
  claim: "What a passkey answers signs in once, also when copies of it come at the same moment",
  requirements: ["ID-22", "P-103"],
  standard: "WebAuthn level 3 section 13.4.3; OWASP ASVS 5 V6.5.1",
  owasp: "A07",
  severity: "critical",
  depth: "touch",
  remedy:
    "Insert the used challenge under a unique key in the transaction that begins the session.",
  sabotage: "forget-passkey-challenges",
  run: async (target) => {
    if (!hasPasskeys(target)) return undocumented(target, NO_PASSKEYS);
    const owner = await enrolPasskey(target);
    const answer = await answerWith(target, owner);
    const seen = await Promise.all(
      Array.from({ length: PARALLEL }, () => finishWith(target, answer)),
    );
    const later = await finishWith(target, answer);
    const wins = seen.filter(({ status }) => status === 200).length;
    if (wins === 0) throw new BlockedError(`a passkey answers ${seen[0]?.status}, not 200`);
    const faults: Fault[] = [];
    if (wins > 1) faults.push({ what: `${wins} of ${PARALLEL} copies at once signed in` });
    if (later.status !== 401) {
      faults.push({ what: `a later copy: ${later.status}`, answer: later });
    }
    const wanted = "200 once, 401 for every copy";
    return judge({ faults, checked: PARALLEL + 1, of: "copies", wanted });
  },
};
