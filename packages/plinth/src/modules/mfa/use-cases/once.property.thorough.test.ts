import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "#core";
import { createKeyring } from "#crypto";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import {
  addPerson,
  challengeFor,
  outcomeOf,
  type Person,
  verify,
} from "../../../testing/second-factors.ts";
import {
  type Attempt,
  createChallengeRepository,
  type Proven,
  type Refused,
} from "../challenge-repository.ts";
import { hashRecoveryCode } from "../codes/recovery-codes.ts";
import type { MfaTables } from "../rows.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());

const RULE = { maxAttempts: 1_000, durationMs: 300_000 };
type Prove = (attempt: Attempt) => Promise<Proven | Refused>;

const real: Prove = (attempt) => createChallengeRepository(identity.app.store).prove(attempt);

/** The broken twin: looks first and takes afterwards, so that many can have looked by then. */
const lookThenTake: Prove = async (attempt) => {
  const { store } = identity.app;
  const { accountId, shown, now } = attempt;
  const proven: Proven = { kind: "proven", codesLeft: 0 };
  if (shown.method === "recovery") {
    const found = await store
      .read<MfaTables>()
      .selectFrom("mfa_recovery_codes")
      .selectAll()
      .where("code_hash", "in", shown.codeHashes)
      .executeTakeFirst();
    if (found === undefined) return real(attempt);
    await store
      .write<MfaTables>()
      .deleteFrom("mfa_recovery_codes")
      .where("code_hash", "in", shown.codeHashes)
      .execute();
    return proven;
  }
  const factors = await store
    .read<MfaTables>()
    .selectFrom("mfa_factors")
    .selectAll()
    .where("account_id", "=", accountId)
    .execute();
  const step = factors.map(shown.stepOf).find((one) => one !== undefined);
  if (step === undefined) return real(attempt);
  await store
    .write<MfaTables>()
    .updateTable("mfa_factors")
    .set({ last_step: step, last_used_at: now })
    .where("account_id", "=", accountId)
    .execute();
  return proven;
};

/** The try that a service makes of a code, without the service. */
const attemptOf = async (person: Person, method: "totp" | "recovery"): Promise<Attempt> => {
  const { clock, app } = identity;
  const accountId = person.account.id;
  const subject = `${accountId}/${method}`;
  const common = { accountId, subject, accountSubject: subject, now: clock.now(), rule: RULE };
  if (method === "totp") {
    const step = Math.floor(clock.now() / 30_000);
    const stepOf = ({ last_step }: { readonly last_step: number }) =>
      step > last_step ? step : undefined;
    return { ...common, shown: { method, stepOf } };
  }
  const stored = await app.store
    .read<MfaTables>()
    .selectFrom("mfa_recovery_codes")
    .selectAll()
    .where("account_id", "=", accountId)
    .executeTakeFirst();
  return { ...common, shown: { method, codeHashes: [stored?.code_hash ?? ""] } };
};

const holds = (prove: Prove): Promise<void> =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom("totp" as const, "recovery" as const),
      fc.integer({ min: 2, max: 8 }),
      async (method, parallel) => {
        const person = await addPerson(identity);
        const attempt = await attemptOf(person, method);
        const seen = await Promise.all(Array.from({ length: parallel }, () => prove(attempt)));
        expect(seen.filter(({ kind }) => kind === "proven")).toHaveLength(1);
        expect((await prove(attempt)).kind).toBe("refused");
      },
    ),
    { numRuns: 12, endOnFailure: true },
  );

describe("what is good once", () => {
  it("P-103: of parallel uses of one code, in any number, one wins", async () => {
    await holds(real);
  });

  it("P-103: goes red when a code is looked up first and taken afterwards", async () => {
    await expect(holds(lookThenTake)).rejects.toThrow();
  });

  it("P-103: of parallel uses of one challenge with different right codes one wins, and the others cost no code", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), async (parallel) => {
        const person = await addPerson(identity);
        const { challenge } = await challengeFor(identity, person.account.id);
        const codes = [person.code(), ...person.recoveryCodes.slice(0, parallel)];
        const seen = await Promise.all(
          codes.map((code) => outcomeOf(verify(identity, challenge, code))),
        );
        expect(seen.toSorted()).toEqual([...Array(parallel).fill("CHALLENGE_INVALID"), "in"]);
        const left = (await identity.mfa.overview(person.account.id)).recoveryCodesLeft;
        expect(left).toBe(seen[0] === "in" ? 10 : 9);
        expect(await identity.sessions.list(person.account.id, "")).toHaveLength(2);
      }),
      { numRuns: 6 },
    );
  });

  it("P-103: of parallel challenges with one code one wins", async () => {
    const person = await addPerson(identity);
    const challenges = await Promise.all(
      Array.from({ length: 6 }, () => challengeFor(identity, person.account.id)),
    );
    const code = person.code();
    const seen = await Promise.all(
      challenges.map(({ challenge }) => outcomeOf(verify(identity, challenge, code))),
    );
    expect(seen.filter((outcome) => outcome === "in")).toHaveLength(1);
  });

  it("a recovery code's row tells nothing without the key", async () => {
    const person = await addPerson(identity);
    const [code = ""] = person.recoveryCodes;
    const other = createKeyring(new Secret("another secret of forty characters or so"));
    const stored = await identity.app.store
      .read<MfaTables>()
      .selectFrom("mfa_recovery_codes")
      .select("code_hash")
      .where("account_id", "=", person.account.id)
      .execute();
    const guessed = hashRecoveryCode(other, person.account.id, code);
    expect(stored.map(({ code_hash }) => code_hash)).not.toContain(guessed);
  });
});
