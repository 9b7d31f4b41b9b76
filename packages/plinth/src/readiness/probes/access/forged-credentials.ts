import type { Probe } from "../../probe.ts";
import { sessionCookieOf } from "../../support/operations.ts";
import { type Pretence, refusedAsNobody } from "../../support/refused-as-nobody.ts";
import { UNKNOWN_ID } from "../../support/samples.ts";
import type { Target } from "../../target.ts";

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token that claims to be an administrator's, unsigned or signed with nothing that counts. */
const token = (header: object, issued: number, lifetime: number, signature: string): string => {
  const claims = { sub: UNKNOWN_ID, sid: UNKNOWN_ID, jti: UNKNOWN_ID, role: "admin", tier: "free" };
  const times = { iat: issued, nbf: issued, exp: issued + lifetime };
  return `${encode(header)}.${encode({ ...claims, ...times, iss: "x", aud: "x", type: "access" })}.${signature}`;
};

const credentialsOf = (target: Target): readonly Pretence[] => {
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
  run: refusedAsNobody("forged credentials", credentialsOf),
};
