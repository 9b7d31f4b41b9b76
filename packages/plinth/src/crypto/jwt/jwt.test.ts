import {
  constants,
  createHmac,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  sign,
  verify,
} from "node:crypto";
import { describe, expect, test } from "vitest";
import { createManualClock, Secret } from "#core";
import { createKeyring } from "../sealing/keyring.ts";
import { createJwt, type JwtClaims, type JwtOptions } from "./jwt.ts";
import { generateJwtKey, publicJwkOf } from "./keys.ts";
import { JWT_ALGORITHMS, type JwtAlgorithm, type JwtKey } from "./signatures.ts";

const ring = createKeyring(new Secret("a secret for these tests, 32 long"));
const START = Date.UTC(2026, 0, 1, 12, 0, 0);
const subject = { sub: "u1", jti: "t1", sid: "s1", role: "user", tier: "free" };

const keyFor = (algorithm: JwtAlgorithm, name: string): JwtKey =>
  algorithm === "HS256"
    ? { kid: name, algorithm, key: ring.derive(name) }
    : { ...generateJwtKey(algorithm), kid: name };
const first: Readonly<Record<JwtAlgorithm, JwtKey>> = {
  HS256: keyFor("HS256", "k1"),
  EdDSA: keyFor("EdDSA", "k1"),
  ES256: keyFor("ES256", "k1"),
};

const setup = (change: Partial<JwtOptions> & { readonly algorithm?: JwtAlgorithm } = {}) => {
  const clock = createManualClock(START);
  const keys = [first[change.algorithm ?? "HS256"]];
  return { clock, jwt: createJwt({ keys, issuer: "plinth", audience: "api", clock, ...change }) };
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const claims: JwtClaims = {
  ...subject,
  iss: "plinth",
  aud: "api",
  type: "access",
  iat: START / 1_000,
  nbf: START / 1_000,
  exp: START / 1_000 + 1_800,
};
const hmac = (text: string, key = first.HS256.key): string =>
  createHmac("sha256", key).update(text).digest("base64url");

/** Signs as a program would that knows the standards and not our code. */
const signed = (text: string, { algorithm, key }: JwtKey): string => {
  if (algorithm === "HS256") return hmac(text, key);
  if (algorithm === "EdDSA") return sign(null, Buffer.from(text), key).toString("base64url");
  // Every second signature of ES256 has a high s; ours never have.
  for (;;) {
    const bytes = sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" });
    if (bytes.readUInt8(32) < 0x7f) return bytes.toString("base64url");
  }
};
/** Signs whatever is given, with the right key unless told otherwise. */
const forge = (header: unknown, payload: unknown, key: JwtKey): string => {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${signed(text, key)}`;
};

describe.each(JWT_ALGORITHMS)("access tokens signed with %s", (algorithm) => {
  const own = first[algorithm];
  const second = keyFor(algorithm, "k2");
  const HEADER = { alg: algorithm, typ: "JWT", kid: "k1" };
  test("SES-06: a token carries all claims and its lifetime", () => {
    const { jwt } = setup({ algorithm });
    const token = jwt.sign({ ...subject, lifetimeSeconds: 1_800 });
    expect(jwt.verify(token)).toEqual({ ok: true, claims });
    const [header] = token.split(".");
    expect(JSON.parse(Buffer.from(header ?? "", "base64url").toString())).toEqual(HEADER);
  });

  test("the forged form of these tests is the accepted one, so refusals below mean something", () => {
    expect(setup({ algorithm }).jwt.verify(forge(HEADER, claims, own)).ok).toBe(true);
  });

  test("SES-06: refused from the second of exp on", () => {
    const { jwt, clock } = setup({ algorithm });
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
    expect(setup({ algorithm }).jwt.verify(forge(HEADER, { ...claims, ...change }, own))).toEqual({
      ok: false,
    });
  });

  test("SES-06: no token lives longer than a day", () => {
    const { jwt } = setup({ algorithm });
    for (const lifetimeSeconds of [86_401, 0, -1, 1.5, Number.NaN]) {
      expect(() => jwt.sign({ ...subject, lifetimeSeconds })).toThrow(RangeError);
    }
    expect(jwt.verify(jwt.sign({ ...subject, lifetimeSeconds: 86_400 })).ok).toBe(true);
  });

  test("SES-05: alg=none, other algorithms, unknown kid and other headers get one refusal", () => {
    const { jwt } = setup({ algorithm });
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const pem = (key: typeof publicKey) => key.export({ type: "spki", format: "pem" });
    const confused = [
      pem(publicKey),
      ...(algorithm === "HS256"
        ? []
        : [
            pem(createPublicKey(own.key)),
            JSON.stringify(publicJwkOf(own)),
            publicJwkOf(own)?.x ?? "",
          ]),
    ].map((text) => createSecretKey(Buffer.from(text)));
    const asSecret = (header: object, key: typeof publicKey): string => {
      const text = `${encode(header)}.${encode(claims)}`;
      return `${text}.${hmac(text, key)}`;
    };
    const rsa = `${encode({ ...HEADER, alg: "RS256" })}.${encode(claims)}`;
    const rsaKey = { key: privateKey, padding: constants.RSA_PKCS1_PADDING };
    const good = forge(HEADER, claims, own);
    const others = JWT_ALGORITHMS.filter((other) => other !== algorithm);
    const tokens = [
      `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`,
      `${encode({ ...HEADER, alg: "none" })}.${encode(claims)}.`,
      `${encode(HEADER)}.${encode(claims)}.`,
      forge({ ...HEADER, alg: "none" }, claims, own),
      ...confused.flatMap((key) => [
        asSecret({ ...HEADER, alg: "HS256" }, key),
        asSecret({ ...HEADER, alg: "RS256" }, key),
        asSecret(HEADER, key),
      ]),
      `${rsa}.${sign("sha256", Buffer.from(rsa), rsaKey).toString("base64url")}`,
      // Another algorithm that this server speaks, with its own good key, and with ours.
      ...others.map((other) => forge({ ...HEADER, alg: other }, claims, first[other])),
      ...others.map((other) => forge(HEADER, claims, first[other])),
      ...others.map((other) => forge({ ...HEADER, alg: other }, claims, own)),
      forge({ ...HEADER, alg: "HS512" }, claims, own),
      forge({ ...HEADER, alg: algorithm.toLowerCase() }, claims, own),
      forge({ ...HEADER, kid: "k9" }, claims, own),
      forge({ ...HEADER, kid: "__proto__" }, claims, own),
      forge({ alg: algorithm, typ: "JWT" }, claims, own),
      forge({ ...HEADER, typ: "at+jwt" }, claims, own),
      forge({ ...HEADER, jwk: publicJwkOf(second) ?? { kty: "oct", k: "AA" } }, claims, second),
      forge({ ...HEADER, jku: "https://attacker.example/jwks.json" }, claims, second),
      forge({ ...HEADER, crit: ["exp"] }, claims, own),
      forge(HEADER, claims, second),
      forge(HEADER, "text", own),
      forge(HEADER, null, own),
      forge(HEADER, [claims], own),
      good.slice(0, -1),
      `${good}.`,
      `${good}A`,
      ` ${good}`,
      `${good}=`,
      `${good}\n`,
      good.replaceAll(".", ".."),
      good.split(".").slice(0, 2).join("."),
      "",
      ".",
      "..",
      "...",
      "a".repeat(10_000_000),
    ];
    expect(jwt.verify(good).ok).toBe(true);
    expect(tokens.map((token) => jwt.verify(token))).toEqual(tokens.map(() => ({ ok: false })));
  });

  test("SES-05: only the canonical spelling of a signature is accepted", () => {
    const { jwt } = setup({ algorithm });
    const token = jwt.sign({ ...subject, lifetimeSeconds: 60 });
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // The last character carries unused bits: a lax decoder takes several spellings.
    const last = alphabet.indexOf(token.at(-1) ?? "");
    const twin = token.slice(0, -1) + alphabet.charAt(last ^ 1);
    const decoded = (text: string) => Buffer.from(text.split(".")[2] ?? "", "base64url");
    expect(decoded(twin)).toEqual(decoded(token));
    expect(jwt.verify(twin).ok).toBe(false);
    const [head, payload] = token.split(".");
    for (const encoding of ["base64", "hex"] as const) {
      const other = decoded(token).toString(encoding);
      expect(jwt.verify(`${head}.${payload}.${other}`).ok).toBe(false);
    }
  });

  test("SES-10: keys rotate with overlap", () => {
    const { jwt: before, clock } = setup({ algorithm });
    const old = before.sign({ ...subject, lifetimeSeconds: 60 });
    const { jwt: during } = setup({ keys: [second, own], clock });
    const fresh = during.sign({ ...subject, lifetimeSeconds: 60 });
    const { jwt: after } = setup({ keys: [second], clock });
    expect([during.verify(old).ok, during.verify(fresh).ok]).toEqual([true, true]);
    expect([before.verify(fresh).ok, after.verify(fresh).ok, after.verify(old).ok]).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe("keys of access tokens", () => {
  test("SES-10: tokens live on when the algorithm changes", () => {
    const clock = createManualClock(START);
    const [hs, ed] = [keyFor("HS256", "old"), keyFor("EdDSA", "new")];
    const old = setup({ keys: [hs], clock }).jwt.sign({ ...subject, lifetimeSeconds: 60 });
    const { jwt } = setup({ keys: [ed, hs], clock });
    expect(jwt.verify(old).ok).toBe(true);
    const [header = ""] = jwt.sign({ ...subject, lifetimeSeconds: 60 }).split(".");
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toMatchObject({
      alg: "EdDSA",
      kid: "new",
    });
  });

  test("SES-05: of the two ES256 signatures (r, s) and (r, n - s) only ours is accepted", () => {
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const { jwt } = setup({ algorithm: "ES256" });
    for (let round = 0; round < 20; round += 1) {
      const token = jwt.sign({ ...subject, jti: `t${round}`, lifetimeSeconds: 60 });
      expect(jwt.verify(token).ok).toBe(true);
      const text = token.slice(0, token.lastIndexOf("."));
      const bytes = Buffer.from(token.slice(text.length + 1), "base64url");
      const s = order - BigInt(`0x${bytes.toString("hex", 32)}`);
      Buffer.from(s.toString(16).padStart(64, "0"), "hex").copy(bytes, 32);
      const key = createPublicKey(first.ES256.key);
      // The mathematics accepts it; we do not.
      expect(verify("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }, bytes)).toBe(
        true,
      );
      expect(jwt.verify(`${text}.${bytes.toString("base64url")}`).ok).toBe(false);
    }
  });

  test("SES-05: ES256 signatures are r and s (RFC 7515), not ASN.1", () => {
    const { jwt } = setup({ algorithm: "ES256" });
    const token = jwt.sign({ ...subject, lifetimeSeconds: 60 });
    const text = token.slice(0, token.lastIndexOf("."));
    const der = sign("sha256", Buffer.from(text), first.ES256.key).toString("base64url");
    expect(token.length - text.length - 1).toBe(86);
    expect(jwt.verify(`${text}.${der}`).ok).toBe(false);
  });

  test("SES-05: weak, missing and unfit keys and other algorithms stop the start", () => {
    const short = createSecretKey(Buffer.alloc(31));
    const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey;
    const one = (algorithm: string, key = short): JwtKey => ({
      kid: "k",
      algorithm: algorithm as JwtAlgorithm,
      key,
    });
    const { HS256, EdDSA, ES256 } = first;
    const bad: Partial<JwtOptions>[] = [
      { keys: [] },
      { keys: [HS256, HS256] },
      { issuer: "" },
      { audience: "" },
      { keys: [one("HS256")] },
      { keys: [one("HS256", EdDSA.key)] },
      { keys: [one("EdDSA", HS256.key)] },
      { keys: [one("EdDSA", ES256.key)] },
      { keys: [one("EdDSA", createPublicKey(EdDSA.key))] },
      { keys: [one("ES256", EdDSA.key)] },
      { keys: [one("ES256", p384)] },
      { keys: [one("RS256", rsa)] },
      { keys: [one("none", HS256.key)] },
    ];
    for (const change of bad) expect(() => setup(change)).toThrow(RangeError);
  });
});
