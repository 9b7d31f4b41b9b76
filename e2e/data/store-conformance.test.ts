import { afterAll, describe, it } from "vitest";
import { Secret, systemClock } from "../../packages/plinth/src/core/index.ts";
import { openStore, type StoreLimits } from "../../packages/plinth/src/store/index.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { registerStoreConformance } from "../../packages/plinth/src/testing/store-conformance/suite.ts";

const server = await startPostgres();

if ("missing" in server) {
  announceSkipped("store conformance on PostgreSQL", server.missing);
  describe.skip(`store conformance: PostgreSQL (${server.missing})`, () => {
    it("needs a server", () => undefined);
  });
} else {
  afterAll(() => server.stop());
  registerStoreConformance("postgresql", async () => {
    const url = await server.createDatabase();
    const open = (limits?: Partial<StoreLimits>) =>
      openStore({
        engine: {
          kind: "postgresql",
          url: new Secret(url),
          poolSize: 5,
          maxOverflow: 5,
          poolTimeoutMs: 10_000,
          recycleMs: 3_600_000,
          connectTimeoutMs: 5_000,
          commandTimeoutMs: 10_000,
        },
        clock: systemClock,
        ...(limits && { limits }),
      });
    let store = await open();
    return {
      store,
      reopen: async (limits) => {
        await store.close();
        store = await open(limits);
        return store;
      },
      takeAway: async () => {
        const name = new URL(url).pathname.slice(1);
        await server.query(`drop database ${name} with (force)`);
      },
      dispose: () => store.close(),
    };
  });
}
