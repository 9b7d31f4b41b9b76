import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Secret, systemClock } from "../../../packages/plinth/src/core/index.ts";
import { openStore, type Store } from "../../../packages/plinth/src/store/index.ts";
import { announceSkipped, startPostgres } from "../../../packages/plinth/src/testing/postgres.ts";
import {
  startReplica,
  type ThrowawayReplica,
} from "../../../packages/plinth/src/testing/postgres-replica.ts";

const server = await startPostgres();

interface Tables {
  readonly note: { readonly id: number };
}

if ("missing" in server) {
  announceSkipped("reads from a streaming replica", server.missing);
  describe.skip(`reads from a streaming replica (${server.missing})`, () => {
    it("needs a server", () => undefined);
  });
} else {
  let replica: ThrowawayReplica;
  let store: Store;
  const faults: unknown[] = [];
  const STALENESS = 5_000;

  const count = async (staleness?: number): Promise<number> => {
    const rows = await store
      .read<Tables>(staleness === undefined ? {} : { staleness })
      .selectFrom("note")
      .select("id")
      .execute();
    return rows.length;
  };
  const status = () => store.replica() ?? { lagMs: Number.NaN, reads: 0, refused: 0 };
  /** Where reads that may be old go now. */
  const placeOf = async (staleness: number): Promise<"replica" | "primary"> => {
    const before = status().reads;
    await count(staleness);
    return status().reads > before ? "replica" : "primary";
  };
  const addElsewhere = (id: number) => server.query(`insert into note values (${id})`);

  beforeAll(async () => {
    await server.query("create table note (id bigint primary key)");
    replica = await startReplica(server);
    store = await openStore({
      engine: {
        kind: "postgresql",
        url: new Secret(server.url),
        replicaUrl: new Secret(replica.url),
        poolSize: 2,
        maxOverflow: 2,
        poolTimeoutMs: 10_000,
        recycleMs: 3_600_000,
        connectTimeoutMs: 5_000,
        commandTimeoutMs: 10_000,
      },
      clock: systemClock,
      onFault: (fault) => faults.push(fault),
    });
  });
  afterAll(async () => {
    await store?.close();
    await replica?.stop();
    await server.stop();
  });

  describe("SCALE-04: a streaming replica", () => {
    it("answers reads that may be old, and no others", async () => {
      await vi.waitFor(async () => expect(await placeOf(STALENESS)).toBe("replica"), 10_000);
      const { reads } = status();
      expect(await count()).toBe(0);
      expect(status().reads).toBe(reads);
      expect(status().lagMs).toBeLessThan(STALENESS);
    });

    it("never gets a write, and who wrote sees it at once", async () => {
      await vi.waitFor(async () => expect(await placeOf(STALENESS)).toBe("replica"), 10_000);
      await store.write<Tables>().insertInto("note").values({ id: 1 }).execute();
      expect(await placeOf(STALENESS)).toBe("primary");
      expect(await count(STALENESS)).toBe(1);
      await store.transaction<Tables, void>(async (tx) => {
        await tx.insertInto("note").values({ id: 2 }).execute();
      });
      expect(await count(STALENESS)).toBe(2);
      await vi.waitFor(async () => expect(await placeOf(STALENESS)).toBe("replica"), 10_000);
      expect(await count(STALENESS)).toBe(2);
    });

    it("that stands still: the lag rises, reads return to the primary, and come back with it", async () => {
      await vi.waitFor(async () => expect(await placeOf(STALENESS)).toBe("replica"), 10_000);
      await replica.query("select pg_wal_replay_pause()");
      await addElsewhere(3);
      // Old, and within what was declared.
      expect(await count(60_000)).toBeGreaterThanOrEqual(2);
      await vi.waitFor(
        async () => {
          expect(status().lagMs).toBeGreaterThan(3_000);
          expect(await placeOf(3_000)).toBe("primary");
        },
        { timeout: 15_000, interval: 200 },
      );
      expect(await count(3_000)).toBe(3);
      await replica.query("select pg_wal_replay_resume()");
      await vi.waitFor(async () => expect(await placeOf(3_000)).toBe("replica"), 10_000);
      expect(await count(3_000)).toBe(3);
    });

    it("that is gone costs nothing but its help, and is told of once", async () => {
      faults.length = 0;
      await replica.stop();
      for (let round = 0; round < 5; round += 1) expect(await count(STALENESS)).toBe(3);
      await vi.waitFor(() => expect(status().lagMs).toBe(Number.POSITIVE_INFINITY), 10_000);
      expect(await placeOf(STALENESS)).toBe("primary");
      await store.write<Tables>().insertInto("note").values({ id: 4 }).execute();
      expect(await count(STALENESS)).toBe(4);
    });
  });
}
