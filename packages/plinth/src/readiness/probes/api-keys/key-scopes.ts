import { type Fault, type Probe, undocumented } from "../../probe.ts";
import {
  createTestKey,
  hasKeys,
  NO_KEYS,
  revoke,
  withKey,
} from "../../support/credentials/api-keys.ts";
import { judge } from "../../support/judge.ts";
import { emptyAsk, isGuarded, operationsOf, pathOf } from "../../support/operations.ts";

/** KEY-02 */
export const keyScopes: Probe = {
  id: "key-scopes",
  claim: "An API key opens nothing but what its scope names, whatever its owner may do",
  requirements: ["KEY-02", "P-006"],
  standard: "OWASP ASVS 5 V8.2.1; OWASP API5:2023",
  owasp: "A01",
  severity: "critical",
  depth: "touch",
  remedy: "Keep the authorize stage in its place; a route without a scope is closed to keys.",
  sabotage: "forget-key-scopes",
  run: async (target) => {
    if (!hasKeys(target)) return undocumented(target, NO_KEYS);
    const guarded = operationsOf(target).filter(isGuarded);
    const scopes = [
      ...new Set(
        guarded.flatMap(({ policy }) =>
          policy.scope !== null && policy.access.kind === "user" ? [policy.scope] : [],
        ),
      ),
    ];
    const [scope] = scopes;
    if (scope === undefined) return undocumented(target, "no operation names a scope");
    const key = await createTestKey(target, { scopes: [scope] });
    const faults: Fault[] = [];
    const leftOut: string[] = [];
    const closed = guarded.filter(({ policy }) => policy.scope !== scope && !policy.signed);
    for (const operation of closed) {
      const ask = { ...emptyAsk(operation), headers: withKey(key) };
      const answer = await target.visitor().ask(pathOf(operation, target), ask);
      if (answer.status === 429) leftOut.push(`${operation.name} (limited)`);
      else if (answer.status !== 403) {
        faults.push({ what: `${operation.name}: ${answer.status}`, answer });
      }
    }
    await revoke(target, key);
    const checked = closed.length - leftOut.length;
    return judge({ faults, checked, of: "operations", wanted: "403 from each", leftOut });
  },
};
