import { afterAll, describe, expect, it } from "vitest";
import { GOOD_PASSWORD, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("passwords on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

/** Of Django; its password follows. */
const HASH = "pbkdf2_sha256$1000$aSaltOfDjango12$n5m12WDtgdp4X6rDOY5rP/7skOuIEizqHR14Aw1pric=";
const HASH_PASSWORD = "Tulpen-um-7-Uhr é";

describe.skipIf("missing" in server)("passwords on PostgreSQL", () => {
  it("ID-08, ID-19: import, count, stand-ins of the population, upgrade", async () => {
    if ("missing" in server) return;
    const identity = await startIdentity({
      env: {
        DATABASE_URL: await server.createDatabase(),
        SECURITY_SETTINGS: '{"bcrypt_cost":10}',
      },
    });
    try {
      const { credentials } = identity;
      const rows = ["a@example.org", "b@example.org", "A@example.org"].map((email, index) => ({
        row: index + 1,
        values: { email, passwordHash: HASH },
      }));
      const outcomes = await credentials.importUsers({ rows, isDryRun: false });
      expect(outcomes.map(({ refused }) => refused.map(({ code }) => code))).toEqual([
        [],
        [],
        ["DUPLICATE"],
      ]);
      const again = await credentials.importUsers({ rows, isDryRun: false });
      expect(again.every(({ refused }) => refused[0]?.code === "DUPLICATE")).toBe(true);
      await credentials.createUser({ email: "c@example.org", password: GOOD_PASSWORD });
      await identity.addAccount();
      expect(await credentials.countHashes()).toEqual({
        kinds: [
          { label: "PBKDF2 with SHA256, 1000 rounds", state: "weak", accounts: 2 },
          { label: "bcrypt, cost 10", state: "current", accounts: 1 },
        ],
        withoutPassword: 1,
      });
      const signIn = (email: string, password: string) =>
        identity.send("POST", "/api/v1/auth/signin", { email, password });
      expect((await signIn("nobody@example.org", HASH_PASSWORD)).status).toBe(401);
      expect((await signIn("a@example.org", HASH_PASSWORD)).status).toBe(200);
      await identity.settle();
      const { kinds } = await credentials.countHashes();
      expect(kinds.map(({ label, accounts }) => [label, accounts])).toEqual([
        ["bcrypt, cost 10", 2],
        ["PBKDF2 with SHA256, 1000 rounds", 1],
      ]);
    } finally {
      await identity.app.stop();
    }
  });
});
