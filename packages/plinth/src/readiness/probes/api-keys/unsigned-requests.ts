import { BlockedError, type Fault, type Probe, undocumented } from "../../probe.ts";
import {
  createTestKey,
  hasKeys,
  NO_KEYS,
  revoke,
  withKey,
} from "../../support/credentials/api-keys.ts";
import {
  NOTHING_SIGNED,
  prepareSigned,
  signedOperation,
} from "../../support/credentials/signatures.ts";
import { judge } from "../../support/judge.ts";
import type { Answer } from "../../target.ts";

const isRefused = ({ status, json }: Answer): boolean =>
  status === 401 && (json as { code?: string } | undefined)?.code === "SIGNATURE_INVALID";

/** KEY-03 */
export const unsignedRequests: Probe = {
  id: "unsigned-requests",
  claim: "Where requests are to be signed, an unsigned or changed one is refused",
  requirements: ["KEY-03", "P-087", "P-065"],
  standard: "RFC 9421",
  owasp: "A08",
  severity: "critical",
  depth: "touch",
  remedy: "Keep the signature stage in its place (authenticate), after the caller is known.",
  sabotage: "skip-signatures",
  run: async (target) => {
    if (!hasKeys(target)) return undocumented(target, NO_KEYS);
    const operation = signedOperation(target);
    if (operation === undefined) return undocumented(target, NOTHING_SIGNED);
    const scopes = [operation.policy.scope ?? "*"];
    const key = await createTestKey(target, { scopes, signing: "hmac-sha256" });
    const { path, ask } = await prepareSigned(target, operation, key);
    const type = { "Content-Type": "application/json" };
    const unsigned = { ...ask, headers: { ...type, ...withKey(key) } };
    const elsewhere = { ...ask };
    const attempts = [
      ["unsigned", await target.ask(path, unsigned)],
      ["sent to another target", await target.ask(`${path}?audit=1`, elsewhere)],
      ...(typeof ask.body === "string"
        ? [["with another body", await target.ask(path, { ...ask, body: `${ask.body} ` })] as const]
        : []),
    ] as const;
    const faults: Fault[] = attempts
      .filter(([, answer]) => !isRefused(answer))
      .map(([what, answer]) => ({ what: `${what}: ${answer.status}`, answer }));
    const good = await target.ask(path, ask);
    if (faults.length === 0 && isRefused(good)) {
      throw new BlockedError(
        "a signed request is refused too; is the audited address the PUBLIC_URL?",
      );
    }
    await revoke(target, key);
    return judge({ faults, checked: attempts.length, of: "requests", wanted: "401 for each" });
  },
};
