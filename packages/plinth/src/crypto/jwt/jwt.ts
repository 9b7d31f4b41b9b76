import type { Clock } from "#core";
import { createSignatures, type JwtKey } from "./signatures.ts";

/** Far above what our claims need; longer input is refused unread. */
const MAX_TOKEN_LENGTH = 4_096;
/** SES-06: no access token lives longer than a day. */
const MAX_LIFETIME_SECONDS = 86_400;
/** How far the clock of another node may run ahead; exp has no leeway at all. */
const SKEW_SECONDS = 5;

/** What a token says about its holder. */
export interface JwtSubject {
  /** Account id. */
  readonly sub: string;
  /** Unique id of this token; 128 random bits or a UUID. */
  readonly jti: string;
  /** Session id that the token belongs to; ending the session ends the token. */
  readonly sid: string;
  readonly role: string;
  readonly tier: string;
}

/** All claims of a token (SES-06); times in seconds since the Unix epoch. */
export interface JwtClaims extends JwtSubject {
  readonly iss: string;
  readonly aud: string;
  readonly type: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
}

/** Why a token is refused is nobody's business: there is one refusal (P-004). */
export type JwtVerdict = { readonly ok: true; readonly claims: JwtClaims } | { readonly ok: false };

/** What tokens are made and judged with. */
export interface JwtOptions {
  /** The first signs; all verify, each with its own algorithm only (SES-05, SES-10). */
  readonly keys: readonly JwtKey[];
  readonly issuer: string;
  readonly audience: string;
  /** The claim `type`, which keeps tokens of one use out of another; "access" if not given. */
  readonly type?: string;
  readonly clock: Clock;
}

/** Makes and judges tokens, synchronously. */
export interface Jwt {
  /**
   * Signs a token that starts now.
   * @throws {RangeError} when the lifetime is not 1 to 86,400 whole seconds.
   */
  readonly sign: (subject: JwtSubject & { readonly lifetimeSeconds: number }) => string;
  /** Judges any text. Never throws. A good token is refused from `exp` on (RFC 7519 4.1.4). */
  readonly verify: (token: string) => JwtVerdict;
  /** Whether the header is one of ours; says nothing else about the token. Never throws. */
  readonly isOfKnownKey: (token: string) => boolean;
}

const REFUSED: JwtVerdict = Object.freeze({ ok: false });

const encode = (value: object): string =>
  Buffer.from(JSON.stringify(value), "utf8").toString("base64url");

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const TEXTS = ["iss", "aud", "sub", "type", "jti", "sid", "role", "tier"] as const;
const TIMES = ["iat", "nbf", "exp"] as const;

const isClaims = (value: unknown): value is JwtClaims =>
  isRecord(value) &&
  TEXTS.every((name) => typeof value[name] === "string" && value[name] !== "") &&
  TIMES.every((name) => Number.isSafeInteger(value[name]));

const parseClaims = (segment: string): JwtClaims | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, "base64url").toString("utf8"));
    return isClaims(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isTimely = (claims: JwtClaims, nowMilliseconds: number): boolean => {
  const latestStart = nowMilliseconds / 1_000 + SKEW_SECONDS;
  return (
    nowMilliseconds < claims.exp * 1_000 &&
    claims.nbf <= latestStart &&
    claims.iat <= latestStart &&
    claims.exp > claims.iat &&
    claims.exp - claims.iat <= MAX_LIFETIME_SECONDS
  );
};

const requireOptions = ({ keys, issuer, audience }: JwtOptions): JwtKey => {
  const [first] = keys;
  if (first === undefined) throw new RangeError("tokens need at least one key");
  if (new Set(keys.map(({ kid }) => kid)).size !== keys.length) {
    throw new RangeError("every key needs a kid of its own");
  }
  if (issuer === "" || audience === "") throw new RangeError("tokens need issuer and audience");
  return first;
};

/**
 * Builds the one maker and judge of signed tokens (RFC 7519, 8725). A token's header is never
 * parsed: it must be, letter for letter, the header that we write for one of our keys, so
 * algorithm, type and key cannot be chosen by whoever sends it.
 * @throws {RangeError} when keys, issuer or audience are missing, or a key does not fit its
 * algorithm.
 */
export const createJwt = (options: JwtOptions): Jwt => {
  const { keys, issuer, audience, type = "access", clock } = options;
  const first = requireOptions(options);
  const headerOf = ({ algorithm, kid }: JwtKey): string =>
    encode({ alg: algorithm, typ: "JWT", kid });
  const byHeader = new Map(keys.map((key) => [headerOf(key), createSignatures(key)]));
  const headerIn = (token: string): string => token.slice(0, Math.max(0, token.indexOf(".")));
  const signing = createSignatures(first);
  const signingHeader = headerOf(first);

  return {
    sign: ({ sub, jti, sid, role, tier, lifetimeSeconds }) => {
      const isWhole = Number.isSafeInteger(lifetimeSeconds) && lifetimeSeconds > 0;
      if (!isWhole || lifetimeSeconds > MAX_LIFETIME_SECONDS) {
        throw new RangeError("a token lives 1 to 86,400 whole seconds");
      }
      const iat = Math.floor(clock.now() / 1_000);
      const exp = iat + lifetimeSeconds;
      const claims: JwtClaims = {
        iss: issuer,
        aud: audience,
        sub,
        type,
        iat,
        nbf: iat,
        exp,
        jti,
        sid,
        role,
        tier,
      };
      const signed = `${signingHeader}.${encode(claims)}`;
      return `${signed}.${signing.sign(signed)}`;
    },
    verify: (token) => {
      if (typeof token !== "string" || token.length > MAX_TOKEN_LENGTH) return REFUSED;
      const header = headerIn(token);
      const payloadEnd = token.indexOf(".", header.length + 1);
      const signatures = byHeader.get(header);
      if (signatures === undefined || payloadEnd === -1) return REFUSED;
      const isSigned = signatures.verify(token.slice(0, payloadEnd), token.slice(payloadEnd + 1));
      if (!isSigned) return REFUSED;
      const claims = parseClaims(token.slice(header.length + 1, payloadEnd));
      if (claims === undefined) return REFUSED;
      const isOurs = claims.iss === issuer && claims.aud === audience && claims.type === type;
      return isOurs && isTimely(claims, clock.now()) ? { ok: true, claims } : REFUSED;
    },
    isOfKnownKey: (token) => byHeader.has(headerIn(token)),
  };
};
