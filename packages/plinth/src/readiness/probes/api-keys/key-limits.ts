import { type Probe, undocumented } from "../../probe.ts";
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
import { useUp } from "../../support/signals/limits.ts";

const LIMIT = 3;

/** KEY-02 */
export const keyLimits: Probe = {
  id: "key-limits",
  claim: "An API key is held to its own limit, from whatever address it calls",
  requirements: ["KEY-02", "RL-01"],
  standard: "OWASP ASVS 5 V2.4.1; OWASP API4:2023",
  owasp: "A04",
  severity: "medium",
  depth: "touch",
  remedy: "Keep the stage for keys' own limits in its place (meter), after the limits of routes.",
  sabotage: "skip-key-limits",
  run: async (target) => {
    if (!hasKeys(target)) return undocumented(target, NO_KEYS);
    const [operation] = readableByKeys(target);
    if (operation === undefined) return undocumented(target, "no operation to read with a key");
    const scopes = [operation.policy.scope ?? "*"];
    const key = await createTestKey(target, { scopes, limit: `${LIMIT}/hour` });
    const own = { path: pathOf(operation, target), ask: { headers: withKey(key) } };
    const answers = await useUp(own, LIMIT + 2, () => target.visitor());
    const admitted = answers.filter(({ status }) => status !== 429).length;
    const last = answers.at(-1);
    await revoke(target, key);
    return judge({
      isAboutLimits: true,
      faults:
        admitted === LIMIT
          ? []
          : [
              {
                what: `${admitted} calls were admitted, not ${LIMIT}`,
                ...(last && { answer: last }),
              },
            ],
      checked: answers.length,
      of: `calls of ${operation.name} by one key from several addresses`,
      wanted: `${LIMIT}, then 429`,
    });
  },
};
