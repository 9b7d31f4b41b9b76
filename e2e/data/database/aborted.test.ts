import { afterAll, describe, expect, it, vi } from "vitest";
import { identityModules, operationsModules } from "../../../packages/plinth/src/app/index.ts";
import { createManualClock } from "../../../packages/plinth/src/index.ts";
import { startIdentity } from "../../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../../packages/plinth/src/testing/postgres.ts";

const server = await startPostgres();
/** Set ABORTED_REQUESTS to 10000 for a long look. */
const REQUESTS = Number(process.env["ABORTED_REQUESTS"] ?? 300);
const AT_ONCE = 50;

if ("missing" in server) {
  announceSkipped("callers that leave", server.missing);
  describe.skip(`callers that leave (${server.missing})`, () => {
    it("needs a server", () => undefined);
  });
} else {
  afterAll(() => server.stop());

  it("DB-05: callers that leave at any moment keep no connection", async () => {
    const own = new Set(["accounts", "sessions", "mfa", "credentials"]);
    const modules = [...identityModules, ...operationsModules].filter(({ name }) => !own.has(name));
    const clock = createManualClock(Date.now());
    const identity = await startIdentity({
      clock,
      modules,
      env: {
        DATABASE_URL: server.url,
        DB_POOL_SIZE: "3",
        DB_MAX_OVERFLOW: "2",
        RATE_LIMIT_PER_MINUTE: "1000000",
        RATE_LIMIT_PER_HOUR: "1000000",
      },
    });
    const { store } = identity.app;
    try {
      const { tokens } = await identity.addSession(await identity.addAccount());
      const headers = { authorization: `Bearer ${tokens.accessToken}` };
      const before = store.stats().queries;
      const leave = async (number: number): Promise<void> => {
        const leaving = new AbortController();
        const answer = identity.app.fetch("/api/v1/auth/sessions", {
          headers,
          signal: leaving.signal,
        });
        answer.catch(() => undefined);
        // Some leave before they are heard, some while they wait, some after their answer.
        for (let turns = number % 40; turns > 0; turns -= 1) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        leaving.abort();
        await answer.catch(() => undefined);
        clock.advance(1_000);
      };
      for (let number = 0; number < REQUESTS; number += AT_ONCE) {
        await Promise.all(Array.from({ length: AT_ONCE }, (_, other) => leave(number + other)));
      }
      expect(store.stats().queries - before).toBeGreaterThan(REQUESTS / 4);
      await vi.waitFor(async () => {
        expect((await store.health()).poolStatus).toMatchObject({ checkedOut: 0, overflow: 0 });
        expect(store.statements().waiting).toBe(0);
      }, 10_000);
      const last = await identity.app.fetch("/api/v1/auth/sessions", { headers });
      expect([200, 401]).toContain(last.status);
    } finally {
      await identity.app.stop();
    }
  });
}
