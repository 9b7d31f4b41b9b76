import fc from "fast-check";
import { expect, test } from "vitest";
import { createIdGenerator, createManualClock, Secret } from "#core";
import { createSecureRandom } from "../random.ts";
import { createKeyring } from "../sealing/keyring.ts";
import { createJwt, type Jwt } from "./jwt.ts";
import { generateJwtKey } from "./keys.ts";
import { JWT_ALGORITHMS, type JwtAlgorithm } from "./signatures.ts";

const START = Date.UTC(2026, 0, 1);
const secrets = ["a secret for these tests, 32 long", "another secret for these tests, 32"];
/** A key of ours and a stranger's with the same name, for every algorithm. */
const keys = Object.fromEntries(
  JWT_ALGORITHMS.map((algorithm) => [
    algorithm,
    secrets.map((secret) => ({
      kid: "k1",
      algorithm,
      key:
        algorithm === "HS256"
          ? createKeyring(new Secret(secret)).derive("jwt")
          : generateJwtKey(algorithm).key,
    })),
  ]),
);

const setup = (algorithm: JwtAlgorithm, who = 0) => {
  const clock = createManualClock(START);
  const own = (keys[algorithm] ?? []).slice(who, who + 1);
  return { clock, jwt: createJwt({ keys: own, issuer: "plinth", audience: "api", clock }) };
};

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const subjects = fc.record({ sub: text, jti: fc.uuid(), sid: fc.uuid(), role: text, tier: text });
const lifetimes = fc.integer({ min: 1, max: 86_400 });

/** P-002 of one token; `judge` is the verifier under test. */
const expiryHolds = (
  { jwt, clock }: ReturnType<typeof setup>,
  token: { readonly lifetimeSeconds: number; readonly offset: number; readonly subject: object },
  judge: Jwt["verify"] = jwt.verify,
): boolean => {
  clock.advance(token.offset);
  const { lifetimeSeconds } = token;
  const text = jwt.sign({ ...(token.subject as Parameters<Jwt["sign"]>[0]), lifetimeSeconds });
  const verdict = judge(text);
  if (!verdict.ok) return false;
  expect(verdict.claims).toMatchObject(token.subject);
  expect(verdict.claims.exp - verdict.claims.iat).toBe(lifetimeSeconds);
  clock.set(verdict.claims.exp * 1_000 - 1);
  const isAcceptedBefore = judge(text).ok;
  clock.advance(1_001);
  return isAcceptedBefore && !judge(text).ok;
};

test.each(JWT_ALGORITHMS)(
  "P-002: any token is accepted before exp, refused at exp + 1 s, and says who it is for: %s",
  (algorithm) => {
    fc.assert(
      fc.property(subjects, lifetimes, fc.nat({ max: 999 }), (subject, lifetimeSeconds, offset) =>
        expiryHolds(setup(algorithm), { subject, lifetimeSeconds, offset }),
      ),
    );
  },
);

test("P-002 sees a verifier that ignores exp, and one with a minute of leeway (broken twins)", () => {
  for (const leeway of [60_000, Number.POSITIVE_INFINITY]) {
    const { jwt, clock } = setup("HS256");
    const broken: Jwt["verify"] = (token) => {
      const now = clock.now();
      clock.set(Math.max(START, now - Math.min(leeway, now - START)));
      const verdict = jwt.verify(token);
      clock.set(now);
      return verdict;
    };
    const subject = { sub: "u", jti: "j", sid: "s", role: "user", tier: "free" };
    const token = { subject, lifetimeSeconds: 1_800, offset: 0 };
    expect(expiryHolds({ jwt, clock }, token, broken)).toBe(false);
  }
});

/** Ways to spoil a good token: change one character, cut it, insert, swap parts. */
const spoiled = (token: string, how: number, at: number, character: string): string => {
  const index = Math.round(at * token.length);
  const [header = "", payload = "", signature = ""] = token.split(".");
  switch (how) {
    case 0:
      return token.slice(0, index) + character + token.slice(index + 1);
    case 1:
      return token.slice(0, index);
    case 2:
      return token.slice(0, index) + character + token.slice(index);
    case 3:
      return `${payload}.${header}.${signature}`;
    case 4:
      return `${header}.${signature}.${payload}`;
    default:
      return token.slice(0, index) + token.slice(index + 1);
  }
};

/** P-004 of one text: one refusal, and no error. */
const isRefused = (judge: Jwt["verify"], token: string): boolean => {
  const verdict = judge(token);
  return !verdict.ok && Object.keys(verdict).length === 1;
};

const mutations = fc.record({
  subject: subjects,
  how: fc.nat({ max: 5 }),
  /** Where, from 0 to 1; often at the very end. */
  at: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(1)),
  character: fc.constantFrom(..."ABcd019-_.=+/ \0é"),
});
const mutationHolds = (algorithm: JwtAlgorithm, wrap = (jwt: Jwt): Jwt["verify"] => jwt.verify) => {
  const { jwt } = setup(algorithm);
  const judge = wrap(jwt);
  return fc.property(mutations, ({ subject, how, at, character }) => {
    const token = jwt.sign({ ...subject, lifetimeSeconds: 60 });
    const bad = spoiled(token, how, at, character);
    fc.pre(bad !== token);
    return isRefused(judge, bad);
  });
};

test.each(JWT_ALGORITHMS)(
  "P-004: mutated and truncated tokens get one refusal and no error: %s",
  (algorithm) => fc.assert(mutationHolds(algorithm), { numRuns: 500 }),
);

const part = fc.oneof(
  fc.base64String(),
  fc.json().map((value) => Buffer.from(value).toString("base64url")),
  fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

test.each(JWT_ALGORITHMS)(
  "P-004: foreign-signed and random tokens get one refusal and no error: %s",
  (algorithm) => {
    const { jwt } = setup(algorithm);
    const { jwt: stranger } = setup(algorithm, 1);
    const good = jwt.sign({
      sub: "u",
      jti: "j",
      sid: "s",
      role: "r",
      tier: "t",
      lifetimeSeconds: 9,
    });
    const [head, payload] = good.split(".");
    fc.assert(
      fc.property(
        fc.oneof(
          subjects.map((subject) => stranger.sign({ ...subject, lifetimeSeconds: 60 })),
          // Random signatures of the right form reach the mathematics.
          fc
            .uint8Array({ minLength: 64, maxLength: 64 })
            .map((bytes) => `${head}.${payload}.${Buffer.from(bytes).toString("base64url")}`),
          fc.array(part, { maxLength: 5 }).map((parts) => parts.join(".")),
          fc.anything().map((value) => value as string),
        ),
        (token) => isRefused(jwt.verify, token),
      ),
      { numRuns: 500 },
    );
  },
);

test("P-004 sees an accepted alg=none, escaping decoder errors, and loose spelling (broken twins)", () => {
  const decode = (text = ""): unknown => JSON.parse(Buffer.from(text, "base64url").toString());
  const believesHeaders = (): Jwt["verify"] => (token) => {
    const [head, payload] = token.split(".");
    const { alg } = decode(head) as { alg?: string };
    return alg === "none" ? { ok: true, claims: decode(payload) as never } : { ok: false };
  };
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  expect(isRefused(believesHeaders(), `${none}.e30.`)).toBe(false);
  const options = { numRuns: 500 };
  expect(() => fc.assert(mutationHolds("HS256", believesHeaders), options)).toThrow();
  const forgiving =
    (jwt: Jwt): Jwt["verify"] =>
    (token) =>
      jwt.verify(token.replace(/[=\s]+$/, ""));
  expect(() => fc.assert(mutationHolds("HS256", forgiving), { numRuns: 2_000 })).toThrow();
});

test("SES-06: jti is unique over 100,000 tokens", () => {
  const newId = createIdGenerator(createManualClock(START), createSecureRandom());
  const ids = new Set(Array.from({ length: 100_000 }, () => newId()));
  expect(ids.size).toBe(100_000);
});
