import { afterAll, describe, it } from "vitest";
import { Secret, systemClock } from "../packages/plinth/src/core/index.ts";
import { openStore } from "../packages/plinth/src/store/index.ts";
import { announceSkipped, startPostgres } from "../packages/plinth/src/testing/postgres.ts";
import { registerStoreConformance } from "../packages/plinth/src/testing/store-conformance/suite.ts";

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
    const open = () =>
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
        limits: { transactionStallMs: 300 },
      });
    let store = await open();
    return {
      store,
      reopen: async () => {
        await store.close();
        store = await open();
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
