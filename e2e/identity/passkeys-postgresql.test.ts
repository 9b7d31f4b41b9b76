import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import {
  createPasskeyRepository,
  type Use,
} from "../../packages/plinth/src/modules/passkeys/repository.ts";
import { createSoftwareAuthenticator } from "../../packages/plinth/src/readiness/support/passkeys/software-authenticator.ts";
import { startPasskeys } from "../../packages/plinth/src/testing/passkeys.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { ORIGIN, outcomeOf } from "../../packages/plinth/src/testing/second-factors.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("passkeys on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

describe.skipIf("missing" in server)("passkeys on PostgreSQL", () => {
  it("ID-22, P-103: of parallel uses of one answer on two nodes one wins; so it is with the last passkeys", async () => {
    if ("missing" in server) return;
    const clock = createManualClock();
    const env = {
      DATABASE_URL: await server.createDatabase(),
      SECRET_KEY: randomBytes(48).toString("base64url"),
      JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
    };
    const start = () => startPasskeys(createSoftwareAuthenticator, { clock, env });
    const a = await start();
    const b = await start();
    try {
      const owner = await a.addOwner();
      const useOn = async (node: typeof a, use: Use) =>
        (await createPasskeyRepository(node.identity.app.store).use(use)).kind;
      for (let round = 0; round < 5; round += 1) {
        const use: Use = {
          challenge: { hash: `challenge-${round}`, expiresAt: clock.now() + 300_000 },
          passkeyId: owner.id,
          counter: 0,
          isBackedUp: false,
          now: clock.now(),
          session: undefined,
          replacesCookie: undefined,
        };
        const seen = await Promise.all([a, b, a, b, a, b].map((node) => useOn(node, use)));
        expect(seen.toSorted()).toEqual([...Array(5).fill("replayed"), "used"]);
        expect(await useOn(b, use)).toBe("replayed");
      }
      // Two passkeys, no password: of two removals at once one stays.
      const second = await a.enrol(owner.bearer);
      const sessionId = (await a.identity.sessions.list(owner.account.id, "")).at(-1)?.id ?? "";
      const of = { accountId: owner.account.id, sessionId, origin: ORIGIN };
      const removals = await Promise.all([
        outcomeOf(a.service.remove(of, owner.id)),
        outcomeOf(b.service.remove(of, second.id)),
      ]);
      expect(removals.filter((outcome) => outcome === "LAST_FACTOR")).toHaveLength(1);
      expect(await a.service.list(owner.account.id)).toHaveLength(1);
    } finally {
      await a.identity.app.stop();
      await b.identity.app.stop();
    }
  });
});
