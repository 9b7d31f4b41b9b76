import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import {
  isGuarded,
  isReading,
  operationsOf,
  pathOf,
  sessionCookieOf,
} from "../../support/operations.ts";
import { comparable } from "../../support/problems.ts";
import { UNKNOWN_ID } from "../../support/samples.ts";
import type { Target } from "../../target.ts";

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Operations to try; a handler that looks the caller up may refuse where the stage did not. */
const ENOUGH = 5;

/** A token that claims to be an administrator's, unsigned or signed with nothing that counts. */
const token = (header: object, issued: number, lifetime: number, signature: string): string => {
  const claims = { sub: UNKNOWN_ID, sid: UNKNOWN_ID, jti: UNKNOWN_ID, role: "admin", tier: "free" };
  const times = { iat: issued, nbf: issued, exp: issued + lifetime };
  return `${encode(header)}.${encode({ ...claims, ...times, iss: "x", aud: "x", type: "access" })}.${signature}`;
};

const credentialsOf = (target: Target): readonly (readonly [string, Record<string, string>])[] => {
  const now = Math.floor(target.clock.now() / 1_000);
  const forged = "A".repeat(43);
  const bearer = (text: string) => ({ Authorization: `Bearer ${text}` });
  const hs256 = { alg: "HS256", typ: "JWT" };
  return [
    ["an unsigned token (alg none)", bearer(token({ alg: "none", typ: "JWT" }, now, 900, ""))],
    ["a forged token", bearer(token(hs256, now, 900, forged))],
    ["an expired token", bearer(token(hs256, now - 9_000, 900, forged))],
    ["a token of an unknown key", bearer(token({ ...hs256, kid: "x" }, now, 900, forged))],
    ["a token of another algorithm", bearer(token({ alg: "RS256" }, now, 900, forged))],
    ["no token at all", bearer("nonsense")],
    ["a random cookie", { Cookie: `${sessionCookieOf(target) ?? "session"}=${forged}` }],
    ["a broken cookie", { Cookie: `${sessionCookieOf(target) ?? "session"}=%00'"` }],
  ];
};

/** SES-05 */
export const forgedCredentials: Probe = {
  id: "forged-credentials",
  claim: "Forged, unsigned, expired and random credentials are refused, all with one answer",
  requirements: ["SES-05", "ID-20", "P-004"],
  standard: "OWASP ASVS 5 V9.1.1, V9.1.2; RFC 8725 section 3.1",
  owasp: "A07",
  severity: "critical",
  depth: "look",
  remedy:
    "Verify signature, algorithm, key, times and session before believing a token, and refuse with the one 401 whatever is wrong.",
  sabotage: "believe-unsigned-tokens",
  run: async (target) => {
    const operations = operationsOf(target).filter(
      (operation) => isReading(operation) && isGuarded(operation),
    );
    if (operations.length === 0) return undocumented(target, "no document names anything guarded");
    const faults: Fault[] = [];
    let checked = 0;
    for (const operation of operations.slice(0, ENOUGH)) {
      const path = pathOf(operation, target);
      const none = comparable(await target.ask(path));
      for (const [what, headers] of credentialsOf(target)) {
        const answer = await target.ask(path, { headers });
        checked += 1;
        if (answer.status !== 401) {
          faults.push({ what: `${operation.name} with ${what}: ${answer.status}`, answer });
        } else if (comparable(answer) !== none) {
          faults.push({ what: `${operation.name} with ${what}: another answer`, answer });
        }
      }
    }
    const wanted = "401, and the answer that callers without a credential get";
    return judge({ faults, checked, of: "forged credentials", wanted });
  },
};
