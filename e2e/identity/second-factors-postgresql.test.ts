import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import { startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import {
  addPerson,
  challengeFor,
  ORIGIN,
  outcomeOf,
  verify,
  wrongCode,
} from "../../packages/plinth/src/testing/second-factors.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("second factors on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

/** Two nodes of one application: one database, one pair of keys. */
const startNodes = async (url: string) => {
  const clock = createManualClock();
  const env = {
    DATABASE_URL: url,
    SECRET_KEY: randomBytes(48).toString("base64url"),
    JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
  };
  return [await startIdentity({ clock, env }), await startIdentity({ clock, env })] as const;
};

describe.skipIf("missing" in server)("second factors on PostgreSQL", () => {
  it("P-103, ID-11: over two nodes one use of a code wins, and wrong ones lock together", async () => {
    if ("missing" in server) return;
    const [a, b] = await startNodes(await server.createDatabase());
    const nodes = [a, b, a, b, a, b];
    try {
      const person = await addPerson(a);
      const { id } = person.account;
      const challenges = await Promise.all(nodes.map((node) => challengeFor(node, id)));
      for (const code of [person.code(), person.recoveryCodes[0] ?? ""]) {
        const seen = await Promise.all(
          nodes.map((node, index) =>
            outcomeOf(verify(node, challenges[index]?.challenge ?? "", code)),
          ),
        );
        expect(seen.filter((outcome) => outcome === "in")).toHaveLength(1);
      }
      expect((await b.mfa.overview(id)).recoveryCodesLeft).toBe(9);

      a.clock.advance(2_000_000);
      const other = await addPerson(b);
      const waiting = await Promise.all(nodes.map((node) => challengeFor(node, other.account.id)));
      await Promise.all(
        nodes.map((node, index) =>
          outcomeOf(verify(node, waiting[index]?.challenge ?? "", wrongCode(other))),
        ),
      );
      const locked = await challengeFor(a, other.account.id);
      expect(await outcomeOf(verify(a, locked.challenge, other.code()))).toBe(
        "SECOND_FACTOR_INVALID",
      );
      a.clock.advance(301_000);
      const open = await challengeFor(b, other.account.id);
      expect(await outcomeOf(verify(b, open.challenge, other.code()))).toBe("in");

      const owner = { accountId: id, sessionId: person.sessionId, origin: ORIGIN };
      const { session, recoveryCodes } = await a.mfa.renewCodes(owner);
      expect(recoveryCodes).toHaveLength(10);
      await b.mfa.remove({ ...owner, sessionId: session.sessionId }, person.factorId);
      expect(await a.mfa.isEnabled(id)).toBe(false);
    } finally {
      await a.app.stop();
      await b.app.stop();
    }
  });
});
