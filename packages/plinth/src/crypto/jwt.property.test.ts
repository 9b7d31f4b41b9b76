import fc from "fast-check";
import { expect, test } from "vitest";
import { createManualClock, Secret } from "#core";
import { createJwt } from "./jwt.ts";
import { createKeyring } from "./keyring.ts";

const START = Date.UTC(2026, 0, 1);
const key = createKeyring(new Secret("a secret for these tests, 32 long")).derive("jwt");
const foreign = createKeyring(new Secret("another secret for these tests, 32")).derive("jwt");

const setup = (signingKey = key) => {
  const clock = createManualClock(START);
  const options = { algorithm: "HS256", issuer: "plinth", audience: "api", clock } as const;
  return { clock, jwt: createJwt({ ...options, keys: [{ kid: "k1", key: signingKey }] }) };
};

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const subjects = fc.record({ sub: text, jti: fc.uuid(), sid: fc.uuid(), role: text, tier: text });
const lifetimes = fc.integer({ min: 1, max: 86_400 });

test("P-002: any token is accepted before exp, refused at exp + 1 s, and says who it is for", () => {
  fc.assert(
    fc.property(subjects, lifetimes, fc.nat({ max: 999 }), (subject, lifetimeSeconds, offset) => {
      const { clock, jwt } = setup();
      clock.advance(offset);
      const token = jwt.sign({ ...subject, lifetimeSeconds });
      const verdict = jwt.verify(token);
      expect(verdict).toMatchObject({ ok: true, claims: subject });
      if (!verdict.ok) return;
      expect(verdict.claims.exp - verdict.claims.iat).toBe(lifetimeSeconds);
      clock.set(verdict.claims.exp * 1_000 - 1);
      expect(jwt.verify(token).ok).toBe(true);
      clock.advance(1_001);
      expect(jwt.verify(token)).toEqual({ ok: false });
    }),
  );
});

/** Ways to spoil a good token: change one character, cut it, insert, swap parts. */
const spoiled = (token: string, how: number, at: number, character: string): string => {
  const index = at % token.length;
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

test("P-004: mutated and truncated tokens get one refusal and no error", () => {
  const { jwt } = setup();
  fc.assert(
    fc.property(
      subjects,
      fc.nat({ max: 5 }),
      fc.nat(),
      fc.constantFrom(..."ABcd019-_.=+/ \0é"),
      (subject, how, at, character) => {
        const token = jwt.sign({ ...subject, lifetimeSeconds: 60 });
        const bad = spoiled(token, how, at, character);
        fc.pre(bad !== token);
        expect(jwt.verify(bad)).toEqual({ ok: false });
      },
    ),
    { numRuns: 500 },
  );
});

test("P-004: foreign-signed and random tokens get one refusal and no error", () => {
  const { jwt } = setup();
  const { jwt: stranger } = setup(foreign);
  const part = fc.oneof(
    fc.base64String(),
    fc.json().map((value) => Buffer.from(value).toString("base64url")),
    fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units)),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        subjects.map((subject) => stranger.sign({ ...subject, lifetimeSeconds: 60 })),
        fc.array(part, { maxLength: 5 }).map((parts) => parts.join(".")),
        fc.anything().map((value) => value as string),
      ),
      (token) => {
        expect(jwt.verify(token)).toEqual({ ok: false });
      },
    ),
    { numRuns: 500 },
  );
});
