import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSoftwareAuthenticator } from "../../../readiness/support/passkeys/software-authenticator.ts";
import { startPasskeys } from "../../../testing/passkeys.ts";
import { ORIGIN, outcomeOf } from "../../../testing/second-factors.ts";
import { createPasskeyRepository, type Use, type Used } from "../repository.ts";
import type { PasskeyTables } from "../rows.ts";

const start = () => startPasskeys(createSoftwareAuthenticator);
let bench: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  bench = await start();
});
afterAll(() => bench.identity.app.stop());

type UseOnce = (use: Use) => Promise<Used>;
const store = () => bench.identity.app.store;
const real: UseOnce = (use) => createPasskeyRepository(store()).use(use);

/** The broken twin: looks first and notes afterwards, so that many can have looked by then. */
const lookThenNote: UseOnce = async ({ challenge }) => {
  const known = await store()
    .read<PasskeyTables>()
    .selectFrom("passkey_challenges")
    .selectAll()
    .where("challenge_hash", "=", challenge.hash)
    .executeTakeFirst();
  if (known !== undefined) return { kind: "replayed" };
  await store()
    .write<PasskeyTables>()
    .insertInto("passkey_challenges")
    .values({ challenge_hash: challenge.hash, expires_at: challenge.expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return { kind: "used", endedSession: undefined };
};

/** The broken twin of counters: compares with what was read before. */
const compareBefore =
  (before: number): UseOnce =>
  async ({ passkeyId, counter }) => {
    if (counter !== 0 && counter <= before) return { kind: "cloned", isFirst: true };
    await store()
      .write<PasskeyTables>()
      .updateTable("passkeys")
      .set({ counter })
      .where("id", "=", passkeyId)
      .execute();
    return { kind: "used", endedSession: undefined };
  };

let made = 0;
const useOf = (passkeyId: string, counter: number, hash?: string): Use => {
  made += 1;
  const now = bench.identity.clock.now();
  return {
    challenge: { hash: hash ?? `challenge-${made}`, expiresAt: now + 300_000 },
    passkeyId,
    counter,
    isBackedUp: false,
    now,
    session: undefined,
    replacesCookie: undefined,
  };
};

describe("what is good once", () => {
  const isSpentOnce = (use: UseOnce): Promise<void> =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 8 }), async (parallel) => {
        const { id } = await bench.addOwner();
        bench.identity.clock.advance(3_600_000);
        const { challenge } = useOf(id, 0);
        const seen = await Promise.all(
          Array.from({ length: parallel }, () => use({ ...useOf(id, 0), challenge })),
        );
        expect(seen.filter(({ kind }) => kind === "used")).toHaveLength(1);
        expect((await use({ ...useOf(id, 0), challenge })).kind).toBe("replayed");
      }),
      { numRuns: 6, endOnFailure: true },
    );

  it("P-103: of parallel uses of one challenge, in any number, one wins", async () => {
    await isSpentOnce(real);
  });

  it("P-103: goes red when a challenge is looked up first and noted afterwards", async () => {
    await expect(isSpentOnce(lookThenNote)).rejects.toThrow();
  });

  it("P-103: of parallel sign-ins with one answer one wins, and one session begins", async () => {
    bench.identity.clock.advance(3_600_000);
    const owner = await bench.addOwner();
    const assertion = await bench.answer(owner);
    const request = { assertion, device: undefined, cookie: undefined, origin: ORIGIN };
    const before = await bench.identity.sessions.list(owner.account.id, "");
    const seen = await Promise.all(
      Array.from({ length: 6 }, () => outcomeOf(bench.service.finishSignIn(request))),
    );
    expect(seen.toSorted()).toEqual([...Array(5).fill("PASSKEY_REFUSED"), "in"]);
    expect(await outcomeOf(bench.service.finishSignIn(request))).toBe("PASSKEY_REFUSED");
    const after = await bench.identity.sessions.list(owner.account.id, "");
    expect(after).toHaveLength(before.length + 1);
    const replays = bench.identity.events.filter(({ data }) => data?.["reason"] === "replayed");
    expect(replays).toHaveLength(6);
    // Too old to be used, a challenge need not be remembered.
    bench.identity.clock.advance(300_001);
    expect(await outcomeOf(bench.service.finishSignIn(request))).toBe("PASSKEY_REFUSED");
    const next = { ...request, assertion: await bench.answer(owner) };
    expect(await outcomeOf(bench.service.finishSignIn(next))).toBe("in");
    await bench.settle();
    const left = await store()
      .read<PasskeyTables>()
      .selectFrom("passkey_challenges")
      .selectAll()
      .execute();
    const now = bench.identity.clock.now();
    expect(left.every(({ expires_at }) => expires_at > now)).toBe(true);
  });
});

describe("counters", () => {
  const neverStands = (useFrom: (stored: number) => UseOnce): Promise<void> =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 }),
        async (counters) => {
          bench.identity.clock.advance(3_600_000);
          const { id } = await bench.addOwner({}, 1);
          const use = useFrom(1);
          const seen = await Promise.all(
            counters.map(async (counter) => ({
              counter,
              kind: (await use(useOf(id, counter))).kind,
            })),
          );
          const stored = await store()
            .read<PasskeyTables>()
            .selectFrom("passkeys")
            .select("counter")
            .where("id", "=", id)
            .executeTakeFirstOrThrow();
          expect(stored.counter).toBe(Math.max(1, ...counters));
          expect(seen.find(({ counter }) => counter === 1)?.kind ?? "cloned").toBe("cloned");
        },
      ),
      { numRuns: 15, endOnFailure: true },
    );

  it("ID-22: in any order, the highest that was shown is the one that is kept", async () => {
    await neverStands(() => real);
  });

  it("ID-22: goes red when a counter is compared with what was read before", async () => {
    await expect(neverStands(compareBefore)).rejects.toThrow();
  });

  it("ID-22: one that ran backwards is refused, with one alert and one mail until a good use", async () => {
    bench.identity.clock.advance(3_600_000);
    const owner = await bench.addOwner({}, 5);
    const tryWith = async (counter: number) =>
      outcomeOf(
        bench.service.finishSignIn({
          assertion: await bench.answer(owner, { counter }),
          device: undefined,
          cookie: undefined,
          origin: ORIGIN,
        }),
      );
    const alerts = () =>
      bench.identity.events
        .filter(({ name, subject }) => name === "passkey.cloned" && subject === owner.account.id)
        .map(({ severity }) => severity);
    expect(await tryWith(6)).toBe("in");
    // The same, lower, and none at all from one that counted before.
    for (const counter of [6, 3, 0]) expect(await tryWith(counter)).toBe("PASSKEY_REFUSED");
    expect(alerts()).toEqual(["alert", "warning", "warning"]);
    expect(await tryWith(7)).toBe("in");
    expect(await tryWith(7)).toBe("PASSKEY_REFUSED");
    expect(alerts()).toEqual(["alert", "warning", "warning", "alert"]);
    await bench.settle();
    const mails = await bench.identity.mailsTo(owner.account.email);
    expect(mails.filter(({ subject }) => subject.includes("was refused"))).toHaveLength(2);
  });

  it("ID-22: nobody without the key raises that alarm", async () => {
    bench.identity.clock.advance(3_600_000);
    const owner = await bench.addOwner({}, 5);
    const stranger = createSoftwareAuthenticator();
    const statement = bench.statementFor(await bench.begin("signin"));
    const forged = stranger.assert({ ...statement, counter: 1 }, owner.userHandle);
    const id = owner.authenticator.credentialId;
    const assertion = { ...forged, id, rawId: id };
    const request = { assertion, device: undefined, cookie: undefined, origin: ORIGIN };
    expect(await outcomeOf(bench.service.finishSignIn(request))).toBe("PASSKEY_REFUSED");
    const [last] = bench.identity.events
      .filter(({ subject }) => subject === owner.account.id)
      .slice(-1);
    expect(last).toMatchObject({ name: "passkey.failed", data: { reason: "response" } });
  });
});
