import { BlockedError, type Probe, undocumented } from "../../probe.ts";
import { createTestKey, hasKeys, NO_KEYS, revoke } from "../../support/credentials/api-keys.ts";
import {
  NOTHING_SIGNED,
  prepareSigned,
  signedOperation,
} from "../../support/credentials/signatures.ts";
import { judge } from "../../support/judge.ts";

/** KEY-03 */
export const replayedRequests: Probe = {
  id: "replayed-requests",
  claim: "A signed request is accepted once: a copy of it, to the letter, is refused",
  requirements: ["KEY-03", "P-087"],
  standard: "RFC 9421 section 7.2.2",
  owasp: "A07",
  severity: "high",
  depth: "touch",
  remedy: "Keep the nonces of the last minutes where all nodes see them, with a unique key.",
  sabotage: "forget-nonces",
  run: async (target) => {
    if (!hasKeys(target)) return undocumented(target, NO_KEYS);
    const operation = signedOperation(target);
    if (operation === undefined) return undocumented(target, NOTHING_SIGNED);
    const scopes = [operation.policy.scope ?? "*"];
    const key = await createTestKey(target, { scopes, signing: "hmac-sha256" });
    const { path, ask } = await prepareSigned(target, operation, key);
    const first = await target.ask(path, ask);
    if (first.status === 401) {
      throw new BlockedError(
        "a signed request is refused at once; is the audited address the PUBLIC_URL?",
      );
    }
    const again = await target.ask(path, ask);
    await revoke(target, key);
    const faults =
      again.status === 401 ? [] : [{ what: `the copy gets ${again.status}`, answer: again }];
    return judge({ faults, checked: 1, of: "copies", wanted: "401" });
  },
};
