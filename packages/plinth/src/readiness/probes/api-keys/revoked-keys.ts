import { BlockedError, type Fault, type Probe, undocumented } from "../../probe.ts";
import {
  createTestKey,
  hasKeys,
  NO_KEYS,
  readableByKeys,
  revoke,
  withKey,
} from "../../support/credentials/api-keys.ts";
import { judge } from "../../support/judge.ts";
import { pathOf } from "../../support/operations.ts";

/** KEY-02 */
export const revokedKeys: Probe = {
  id: "revoked-keys",
  claim: "A revoked API key is refused on its next call, and so is one with a letter changed",
  requirements: ["KEY-02", "P-006"],
  standard: "OWASP ASVS 5 V7.4.1",
  owasp: "A07",
  severity: "critical",
  depth: "touch",
  remedy: "Forget what is kept in memory of a key when it is revoked; compare the whole digest.",
  sabotage: "revoked-keys-live",
  run: async (target) => {
    if (!hasKeys(target)) return undocumented(target, NO_KEYS);
    const [operation] = readableByKeys(target);
    if (operation === undefined) return undocumented(target, "no operation to read with a key");
    const key = await createTestKey(target, { scopes: [operation.policy.scope ?? "*"] });
    const path = pathOf(operation, target);
    const ask = () => target.ask(path, { headers: withKey(key) });
    const first = await ask();
    if (first.status === 401 || first.status === 403) {
      throw new BlockedError(`a new API key gets ${first.status} at ${operation.name}`);
    }
    const faults: Fault[] = [];
    const last = key.text.endsWith("a") ? "b" : "a";
    const changed = await target.ask(path, {
      headers: withKey({ ...key, text: `${key.text.slice(0, -1)}${last}` }),
    });
    if (changed.status !== 401) {
      faults.push({ what: `a changed key gets ${changed.status}`, answer: changed });
    }
    const ended = await revoke(target, key);
    if (ended.status >= 300) faults.push({ what: `revoking: ${ended.status}`, answer: ended });
    const after = await ask();
    if (after.status !== 401) {
      faults.push({ what: `the revoked key gets ${after.status}`, answer: after });
    }
    return judge({ faults, checked: 3, of: "calls", wanted: "401 for both" });
  },
};
