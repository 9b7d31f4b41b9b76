import { createHmac, createPublicKey, createSecretKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createManualClock, Secret } from "#core";
import { createJwt, type JwtClaims, type JwtOptions } from "./jwt.ts";
import { createKeyring } from "./keyring.ts";

const ring = createKeyring(new Secret("a secret for these tests, 32 long"));
const first = { kid: "k1", key: ring.derive("one") };
const second = { kid: "k2", key: ring.derive("two") };
const START = Date.UTC(2026, 0, 1, 12, 0, 0);
const subject = { sub: "u1", jti: "t1", sid: "s1", role: "user", tier: "free" };

const setup = (change: Partial<JwtOptions> = {}) => {
  const clock = createManualClock(START);
  const base = { algorithm: "HS256", keys: [first], issuer: "plinth", audience: "api" } as const;
  return { clock, jwt: createJwt({ ...base, clock, ...change }) };
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const HEADER = { alg: "HS256", typ: "JWT", kid: "k1" };
const claims: JwtClaims = {
  ...subject,
  iss: "plinth",
  aud: "api",
  type: "access",
  iat: START / 1_000,
  nbf: START / 1_000,
  exp: START / 1_000 + 1_800,
};
/** Signs whatever is given, with the right key unless told otherwise. */
const forge = (header: unknown, payload: unknown, key = first.key): string => {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
};

describe("access tokens", () => {
  test("SES-06: a token carries all claims and its lifetime", () => {
    const { jwt } = setup();
    const token = jwt.sign({ ...subject, lifetimeSeconds: 1_800 });
    expect(jwt.verify(token)).toEqual({ ok: true, claims });
    const [header] = token.split(".");
    expect(JSON.parse(Buffer.from(header ?? "", "base64url").toString())).toEqual(HEADER);
  });

  test("the forged form of these tests is the accepted one, so refusals below mean something", () => {
    expect(setup().jwt.verify(forge(HEADER, claims)).ok).toBe(true);
  });

  test("SES-06: refused from the second of exp on", () => {
    const { jwt, clock } = setup();
    const token = jwt.sign({ ...subject, lifetimeSeconds: 1_800 });
    clock.set(START + 1_799_999);
    expect(jwt.verify(token).ok).toBe(true);
    clock.set(START + 1_800_000);
    expect(jwt.verify(token).ok).toBe(false);
  });

  test.each([
    ["iss", { iss: "other" }],
    ["aud", { aud: "other" }],
    ["aud list", { aud: ["api"] }],
    ["type", { type: "refresh" }],
    ["nbf ahead", { nbf: START / 1_000 + 6 }],
    ["iat ahead", { iat: START / 1_000 + 6 }],
    ["exp past", { exp: START / 1_000 }],
    ["exp as text", { exp: "9999999999" }],
    ["exp missing", { exp: undefined }],
    ["exp not whole", { exp: START / 1_000 + 0.5 }],
    ["more than a day", { exp: START / 1_000 + 86_401 }],
    ["exp before iat", { iat: START / 1_000 + 4, exp: START / 1_000 + 3 }],
    ["sub missing", { sub: undefined }],
    ["sub empty", { sub: "" }],
    ["role missing", { role: undefined }],
    ["tier as number", { tier: 1 }],
    ["jti missing", { jti: undefined }],
    ["sid missing", { sid: undefined }],
  ])("SES-06: a signed token with a wrong claim is refused: %s", (_, change) => {
    expect(setup().jwt.verify(forge(HEADER, { ...claims, ...change }))).toEqual({ ok: false });
  });

  test("SES-06: no token lives longer than a day", () => {
    const { jwt } = setup();
    for (const lifetimeSeconds of [86_401, 0, -1, 1.5, Number.NaN]) {
      expect(() => jwt.sign({ ...subject, lifetimeSeconds })).toThrow(RangeError);
    }
    expect(jwt.verify(jwt.sign({ ...subject, lifetimeSeconds: 86_400 })).ok).toBe(true);
  });

  test("SES-05: alg=none, other algorithms, unknown kid and other headers get one refusal", () => {
    const { jwt } = setup();
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const publicPem = publicKey.export({ type: "spki", format: "pem" });
    const pemKey = createSecretKey(Buffer.from(publicPem));
    const signed = forge(HEADER, claims);
    const tokens = [
      `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`,
      `${encode({ ...HEADER, alg: "none" })}.${encode(claims)}.`,
      forge({ ...HEADER, alg: "none" }, claims),
      forge({ ...HEADER, alg: "RS256" }, claims, pemKey),
      forge({ ...HEADER, alg: "HS256" }, claims, pemKey),
      forge({ ...HEADER, alg: "HS512" }, claims),
      forge({ ...HEADER, alg: "hs256" }, claims),
      forge({ ...HEADER, kid: "k9" }, claims),
      forge({ ...HEADER, kid: "__proto__" }, claims),
      forge({ alg: "HS256", typ: "JWT" }, claims),
      forge({ ...HEADER, typ: "at+jwt" }, claims),
      forge({ ...HEADER, jwk: { kty: "oct", k: "AA" } }, claims),
      forge(HEADER, claims, second.key),
      forge(HEADER, "text"),
      forge(HEADER, null),
      forge(HEADER, [claims]),
      signed.slice(0, -1),
      `${signed}.`,
      `${signed}A`,
      ` ${signed}`,
      signed.replaceAll(".", ".."),
      signed.split(".").slice(0, 2).join("."),
      "",
      ".",
      "..",
      "...",
      "a".repeat(10_000_000),
    ];
    expect(createPublicKey(publicPem).asymmetricKeyType).toBe("rsa");
    expect(tokens.map((token) => jwt.verify(token))).toEqual(tokens.map(() => ({ ok: false })));
  });

  test("SES-05: only the canonical spelling of a signature is accepted", () => {
    const { jwt } = setup();
    const token = jwt.sign({ ...subject, lifetimeSeconds: 60 });
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // The last of 43 characters carries two unused bits: a lax decoder takes four spellings.
    const last = alphabet.indexOf(token.at(-1) ?? "");
    const twin = token.slice(0, -1) + alphabet.charAt(last ^ 1);
    expect(Buffer.from(twin.split(".")[2] ?? "", "base64url")).toEqual(
      Buffer.from(token.split(".")[2] ?? "", "base64url"),
    );
    expect(jwt.verify(twin).ok).toBe(false);
  });

  test("SES-10: keys rotate with overlap", () => {
    const { jwt: before, clock } = setup();
    const old = before.sign({ ...subject, lifetimeSeconds: 60 });
    const { jwt: during } = setup({ keys: [second, first], clock });
    const fresh = during.sign({ ...subject, lifetimeSeconds: 60 });
    const { jwt: after } = setup({ keys: [second], clock });
    expect([during.verify(old).ok, during.verify(fresh).ok]).toEqual([true, true]);
    expect([before.verify(fresh).ok, after.verify(fresh).ok, after.verify(old).ok]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test("SES-05: weak or missing keys and other algorithms stop the start", () => {
    const short = { kid: "short", key: createSecretKey(Buffer.alloc(31)) };
    const rsa = { kid: "rsa", key: generateKeyPairSync("ed25519").privateKey };
    const bad: Partial<JwtOptions>[] = [
      { keys: [] },
      { keys: [short] },
      { keys: [first, first] },
      { keys: [rsa] },
      { issuer: "" },
      { audience: "" },
      { algorithm: "none" as "HS256" },
    ];
    for (const change of bad) expect(() => setup(change)).toThrow(RangeError);
  });
});
