import { afterAll, describe, expect, it } from "vitest";
import { createManualClock, Secret } from "../../packages/plinth/src/core/index.ts";
import { type CostsService, costs } from "../../packages/plinth/src/modules/costs/index.ts";
import {
  checkLedger,
  raceOf as creditRaceOf,
  migrateCredits,
  readBothWays,
} from "../../packages/plinth/src/modules/credits/tests/ledger.test-support.ts";
import { checkParallel } from "../../packages/plinth/src/modules/credits/tests/parallel.test-support.ts";
import {
  checkAccuracy,
  migrateQuotas,
  raceOf,
} from "../../packages/plinth/src/modules/quotas/tests/accuracy.test-support.ts";
import { openStore, type Store } from "../../packages/plinth/src/store/index.ts";
import { startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("quotas on PostgreSQL", server.missing);
const opened: Store[] = [];
afterAll(async () => {
  await Promise.all(opened.map((store) => store.close()));
  if (!("missing" in server)) await server.stop();
});

/** A node of its own on a database. */
const node = async (url: string): Promise<Store> => {
  const store = await openStore({
    engine: {
      kind: "postgresql",
      url: new Secret(url),
      poolSize: 8,
      maxOverflow: 0,
      poolTimeoutMs: 30_000,
      recycleMs: 3_600_000,
      connectTimeoutMs: 5_000,
      commandTimeoutMs: 30_000,
    },
    clock: createManualClock(),
  });
  opened.push(store);
  return store;
};

describe.skipIf("missing" in server)("counting in PostgreSQL", () => {
  it("P-038: counters equal the sum consumed, whatever the order and the borders", async () => {
    if ("missing" in server) return;
    const store = await node(await server.createDatabase());
    await migrateQuotas(store);
    await checkAccuracy(store, 25);
  });

  it("P-040, P-038, QB-01, QB-06: two nodes, 500 calls at once, room for 10: 10 get in", async () => {
    if ("missing" in server) return;
    const url = await server.createDatabase();
    const nodes = [await node(url), await node(url)];
    await Promise.all(nodes.slice(0, 1).map(migrateQuotas));
    expect(await raceOf(nodes, 500, 10)).toEqual({ admitted: 10, counted: 10 });
  });

  it("P-089, QB-06, P-038: credits: any story keeps its ledger; two nodes, 500 calls, 10 credits: 10", async () => {
    if ("missing" in server) return;
    const url = await server.createDatabase();
    const nodes = [await node(url), await node(url)];
    await Promise.all(nodes.slice(0, 1).map(migrateCredits));
    expect(await creditRaceOf(nodes, 500, 10)).toEqual({ done: 10, left: 0 });
    const [store] = nodes;
    if (store === undefined) return;
    await checkLedger(store, 10);
    await checkParallel(store, 10);
    const { atOnce, inPages } = await readBothWays(store);
    expect(atOnce).toHaveLength(1_103);
    expect(inPages).toEqual(atOnce);
  });

  it("QB-03: sums of costs are whole numbers there too, by account, endpoint and day", async () => {
    if ("missing" in server) return;
    const env = { DATABASE_URL: await server.createDatabase() };
    const identity = await startIdentity({ modules: [costs], env });
    try {
      const service = identity.app.modules.service("costs") as CostsService;
      service.declarePrices({ small: { input: "0.15", output: "0.60" } });
      const { id } = await identity.addAccount();
      const call = { accountId: id, endpoint: "GET /x", model: "small", tokensIn: 1_000 };
      await service.record({ ...call, tokensOut: 100 });
      identity.clock.advance(86_400_000);
      await service.record({ ...call, tokensOut: 0 });
      const sum = { calls: 2, tokensIn: 2_000, tokensOut: 100, costMicros: 360, cost: "0.000360" };
      expect((await service.page({}, undefined)).total).toEqual(sum);
      expect(await service.groups({}, "account")).toEqual([{ ...sum, group: id }]);
      expect(await service.groups({}, "endpoint")).toEqual([{ ...sum, group: "GET /x" }]);
      const days = await service.groups({}, "day");
      expect(days.map(({ costMicros }) => costMicros)).toEqual([210, 150]);
    } finally {
      await identity.app.stop();
    }
  });
});
