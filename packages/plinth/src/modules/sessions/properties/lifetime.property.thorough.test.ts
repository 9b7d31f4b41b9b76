import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLogger } from "#telemetry";
import { createBackground } from "../../../services/background/index.ts";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import { createAuthenticator } from "../authenticator.ts";
import {
  createSessionRepository,
  type LiveSession,
  type SessionRepository,
} from "../repository.ts";

const IDLE_MS = 1_800_000;
const ABSOLUTE_MS = 7 * 86_400_000;

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());

/** Pauses between uses, crowded around the limits. */
const pauses = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: IDLE_MS - 1 }),
    fc.constantFrom(IDLE_MS - 1_000, IDLE_MS - 1, IDLE_MS, IDLE_MS + 1_000, 59_000, 61_000),
  ),
  { minLength: 1, maxLength: 12 },
);

type Alter = (row: LiveSession | undefined) => LiveSession | undefined;

/** A judge of its own for each session, as after a restart; `alter` makes a broken twin. */
const createJudge = (alter: Alter) => {
  const { app, clock } = identity;
  const real: SessionRepository = createSessionRepository(app.store);
  const log = createLogger({
    level: "error",
    clock,
    component: "test",
    destination: { write: () => undefined },
  });
  const background = createBackground({ log });
  const judge = createAuthenticator({
    repository: {
      ...real,
      findByCookie: async (hash) => alter(await real.findByCookie(hash)),
    },
    tokens: { verify: () => ({ ok: false }), lookAgain: () => undefined },
    clock,
    background,
    permissionsOf: () => [],
    needsSecondFactor: () => false,
    idleMs: IDLE_MS,
  });
  return { judge, settle: background.drain };
};

const holds = (alter: Alter, isTwin: boolean): Promise<void> =>
  fc.assert(
    fc.asyncProperty(pauses, fc.boolean(), async (waits, isOld) => {
      const { clock } = identity;
      const account = await identity.addAccount();
      const { cookie, row } = await identity.addSession(account);
      const { judge, settle } = createJudge(alter);
      let seen = clock.now();
      if (isOld) {
        // A session near its absolute end, kept alive until now by steady use.
        clock.set(row.expires_at - IDLE_MS - 10_000);
        await createSessionRepository(identity.app.store).touch(row.id, clock.now());
        seen = clock.now();
      }
      for (const wait of waits) {
        clock.advance(wait);
        const now = clock.now();
        const isExpected = now - seen < IDLE_MS && now < row.created_at + ABSOLUTE_MS;
        const caller = await judge.authenticate({ cookie, bearer: undefined });
        expect(caller !== undefined).toBe(isExpected);
        if (isExpected) seen = now;
        await settle();
      }
    }),
    { numRuns: 40, endOnFailure: isTwin },
  ) as Promise<void>;

describe("the lifetime of a session", () => {
  it("P-079: under any activity it ends at 1,800 s idle or at its absolute limit", async () => {
    await holds((row) => row, false);
  });

  it("P-079: goes red for a sliding expiry without ceiling", async () => {
    const endless: Alter = (row) =>
      row === undefined ? undefined : { ...row, expires_at: Number.MAX_SAFE_INTEGER };
    await expect(holds(endless, true)).rejects.toThrow();
  });
});
