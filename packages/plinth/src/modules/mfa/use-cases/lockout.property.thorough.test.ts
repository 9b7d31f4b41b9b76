import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isLocked } from "#services/lockout";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import {
  addPerson,
  challengeFor,
  outcomeOf,
  verify,
  wrongCode,
} from "../../../testing/second-factors.ts";
import { createCredentialRepository } from "../../credentials/repository.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());

/** What somebody does at the door: a wrong password, or a right one and then a code. */
type Try = "wrong password" | "wrong code" | "right code";

/** Time passes, then somebody tries. Mostly failures: a success starts everything over. */
const tries = fc.array(
  fc.record({
    afterMs: fc.constantFrom(60_000, 90_000, 240_000, 300_000, 601_000, 1_801_000),
    what: fc.oneof(
      { weight: 6, arbitrary: fc.constant<Try>("wrong password") },
      { weight: 5, arbitrary: fc.constant<Try>("wrong code") },
      { weight: 1, arbitrary: fc.constant<Try>("right code") },
    ),
  }),
  { minLength: 12, maxLength: 24 },
);

/** The rule as a story: failures that counted, and locks since the last completed sign-in. */
const createCounter = () => {
  let counted = 0;
  let locks = 0;
  let until = 0;
  return {
    isShut: (now: number): boolean => now < until,
    fail: (now: number): void => {
      counted += 1;
      if (counted < 5) return;
      until = now + ([5, 10, 20, 30][Math.min(locks, 3)] ?? 30) * 60_000;
      locks += 1;
      counted = 0;
    },
    forgive: (): void => {
      counted = 0;
      locks = 0;
    },
  };
};

const createModel = () => {
  const password = createCounter();
  const code = createCounter();
  return (now: number, what: Try): string => {
    if (password.isShut(now)) return "password refused";
    if (what === "wrong password") {
      password.fail(now);
      return "password refused";
    }
    if (code.isShut(now)) return "code refused";
    if (what === "wrong code") {
      code.fail(now);
      return "code refused";
    }
    password.forgive();
    code.forgive();
    return "in";
  };
};

/** The code under test, without hashing; `twin` forgives as soon as the password was right. */
const createSubject = async (twin: "forgives at the password" | undefined) => {
  const { app, clock } = identity;
  const repository = createCredentialRepository(app.store);
  const person = await addPerson(identity);
  const { id } = person.account;
  const of = { subject: id, accountId: id };
  const rule = { maxAttempts: 5, durationMs: 300_000 };
  return async (what: Try): Promise<string> => {
    const now = clock.now();
    const isShut = isLocked(await repository.lockOf(id), now);
    if (isShut || what === "wrong password") {
      await repository.recordFailure(of, now, rule);
      return "password refused";
    }
    if (twin !== undefined) await repository.passLock(of, now);
    const { challenge } = await challengeFor(identity, id);
    const code = what === "right code" ? person.code() : wrongCode(person);
    const outcome = await outcomeOf(verify(identity, challenge, code));
    return outcome === "SECOND_FACTOR_INVALID" ? "code refused" : outcome;
  };
};

/** The fifth wrong password shuts the account, whatever was tried with codes in between. */
const TELLING = (
  [
    "wrong password",
    "wrong password",
    "wrong password",
    "wrong password",
    "wrong code",
    "wrong password",
    "right code",
  ] as const
).map((what) => ({ afterMs: 1_000, what }));

const holds = (twin?: "forgives at the password"): Promise<void> =>
  fc.assert(
    fc.asyncProperty(tries, async (played) => {
      const expected = createModel();
      const subject = await createSubject(twin);
      for (const { afterMs, what } of played) {
        identity.clock.advance(afterMs);
        const wanted = expected(identity.clock.now(), what);
        expect(await subject(what)).toBe(wanted);
      }
    }),
    // Chance alone seldom plays what tells the twin: a wrong code between wrong passwords.
    { numRuns: 8, endOnFailure: true, examples: [[TELLING]] },
  );

describe("failures of two factors", () => {
  it("P-080, ID-11: each is counted by itself, and only a completed sign-in forgives", async () => {
    await holds();
  });

  it("P-080: goes red when a failed second factor resets the count of the first", async () => {
    await expect(holds("forgives at the password")).rejects.toThrow();
  });
});
