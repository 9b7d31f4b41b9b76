import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import {
  monotonicClock,
  Secret,
  systemClock,
  systemTimer,
} from "../../packages/plinth/src/core/index.ts";
import { createDirectoryTarget } from "../../packages/plinth/src/ops/backup/index.ts";
import {
  createDatabaseFailover,
  createWitness,
  type RunningFailover,
} from "../../packages/plinth/src/ops/failover/index.ts";
import {
  openStore,
  parseDatabaseServers,
  type Store,
} from "../../packages/plinth/src/store/index.ts";
import { createMetrics } from "../../packages/plinth/src/telemetry/index.ts";
import { makeTestCertificate } from "../../packages/plinth/src/testing/certificates.ts";
import {
  announceSkipped,
  startPostgres,
  type ThrowawayPostgres,
  type ThrowawayPostgresOptions,
} from "../../packages/plinth/src/testing/postgres.ts";
import {
  startReplica,
  type ThrowawayReplica,
} from "../../packages/plinth/src/testing/postgres-replica.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { until } from "./standby-process.ts";

// Two real servers, two nodes that write through the store of an application, and a kill -9.

const TIMES = { intervalMs: 400, checks: 3, ttlMs: 2_000 };

interface Tables {
  readonly entries: { readonly id: string };
}

/** What an application has of failover: its store, and whoever says which server is to be used. */
interface Node {
  readonly store: Store;
  readonly failover: RunningFailover;
  readonly close: () => Promise<void>;
}

const openNode = async (url: string, witness: string, isAutomatic: boolean): Promise<Node> => {
  const failover = createDatabaseFailover({
    ...TIMES,
    ...{ isAutomatic, name: "node", dataDirectory: witness, newNonce: randomUUID },
    ...{ clock: systemClock, monotonic: monotonicClock, startTimer: systemTimer },
    witness: createWitness(createDirectoryTarget(witness), TIMES.ttlMs),
    servers: parseDatabaseServers(new Secret(url)),
    metrics: createMetrics(),
    onEvent: () => undefined,
    onFault: () => undefined,
  });
  await failover.beforeOpening();
  const store = await openStore({
    engine: {
      kind: "postgresql",
      url: new Secret(url),
      ...{ poolSize: 2, maxOverflow: 2, poolTimeoutMs: 5_000, recycleMs: 60_000 },
      ...{ connectTimeoutMs: 5_000, commandTimeoutMs: 5_000 },
    },
    clock: systemClock,
    fence: failover.fence,
  });
  return {
    store,
    failover,
    close: async () => {
      await store.close();
      await failover.close();
    },
  };
};

/** A store that no witness helps: it looks for the server that can be written by itself. */
const openAlone = (url: string): Promise<Store> =>
  openStore({
    engine: {
      kind: "postgresql",
      url: new Secret(url),
      ...{ poolSize: 1, maxOverflow: 1, poolTimeoutMs: 5_000, recycleMs: 60_000 },
      ...{ connectTimeoutMs: 5_000, commandTimeoutMs: 5_000 },
    },
    clock: systemClock,
  });

/** Writes one row after the other, as single statements and as transactions. */
const startWriter = ({ store }: Node) => {
  const acknowledged: { readonly id: string; readonly at: number }[] = [];
  const failed: number[] = [];
  let isOver = false;
  const loop = async (): Promise<void> => {
    for (let count = 0; !isOver; count += 1) {
      const id = randomUUID();
      try {
        if (count % 2 === 0) {
          await store.write<Tables>().insertInto("entries").values({ id }).execute();
        } else {
          await store.transaction<Tables, void>(async (tx) => {
            await tx.insertInto("entries").values({ id }).execute();
          });
        }
        acknowledged.push({ id, at: performance.now() });
      } catch {
        failed.push(performance.now());
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const running = loop();
  return {
    acknowledged,
    failed,
    end: async () => {
      isOver = true;
      await running;
    },
  };
};

let first: ThrowawayPostgres | undefined;
const found = await startPostgres({ durable: true });
if ("missing" in found) announceSkipped("failover of PostgreSQL", found.missing);
else first = found;

describe.skipIf(first === undefined)("failover of PostgreSQL", () => {
  const scratch = scratchDirectory();
  let round = 0;
  let primary: ThrowawayPostgres;
  let standby: ThrowawayReplica;
  let url = "";
  let witness = "";
  let nodes: readonly Node[] = [];

  const begin = async (change: Pick<ThrowawayPostgresOptions, "tls"> = {}): Promise<void> => {
    const isPlain = change.tls === undefined;
    const server =
      (isPlain ? first : undefined) ?? (await startPostgres({ durable: true, ...change }));
    if (isPlain) first = undefined;
    if ("missing" in server) throw new Error(server.missing);
    primary = server;
    await primary.query("create table entries (id text primary key)");
    standby = await startReplica(primary);
    const { host } = new URL(standby.url);
    url = primary.url.replace(/@([^/]+)\//, (_, first: string) => `@${first},${host}/`);
    round += 1;
    witness = join(scratch.path, `witness-${round}`);
  };
  afterEach(async () => {
    await Promise.all(nodes.map(({ close }) => close()));
    await standby.stop();
    await primary.stop();
  });
  afterAll(scratch.remove);

  const rowsOf = async (query: (sql: string) => Promise<readonly Record<string, unknown>[]>) =>
    new Set((await query("select id from entries")).map(({ id }) => String(id)));
  const plinthAt = (address: string, ...words: readonly string[]) =>
    runPlinth(["failover", ...words], {
      PLINTH_DATA: join(scratch.path, "data"),
      DATABASE_URL: address,
      FAILOVER_WITNESS: witness,
      FAILOVER_CHECK_MS: String(TIMES.intervalMs),
      FAILOVER_TTL_MS: String(TIMES.ttlMs),
    });
  const plinth = (...words: readonly string[]) => plinthAt(url, ...words);

  test("BK-07, P-061: a killed primary is followed by its standby, and nothing acknowledged is lost", async () => {
    await begin();
    await primary.query("alter system set synchronous_standby_names = '*'");
    await primary.query("select pg_reload_conf()");
    nodes = [await openNode(url, witness, true), await openNode(url, witness, true)];
    const alone = await openAlone(url);
    const writeAlone = (id: string) =>
      alone.write<Tables>().insertInto("entries").values({ id }).execute();
    await writeAlone("before");
    const writers = nodes.map(startWriter);
    await until(
      async () => writers.every(({ acknowledged }) => acknowledged.length > 20),
      () => "nothing is written",
    );
    const lostAt = performance.now();
    await primary.kill();
    const recovered = (): readonly (number | undefined)[] =>
      writers.map(({ acknowledged, failed }) => {
        const since = failed.find((at) => at > lostAt) ?? Number.POSITIVE_INFINITY;
        return acknowledged.find(({ at }) => at > since)?.at;
      });
    await until(
      async () => !recovered().includes(undefined),
      () => `nobody writes any more: ${JSON.stringify(nodes[0]?.failover.status())}`,
    );
    // The primary of before is there again, and knows of nothing.
    await primary.start();
    const closed = async () =>
      (await primary.query("show default_transaction_read_only"))[0]?.[
        "default_transaction_read_only"
      ];
    await until(
      async () => (await closed()) === "on",
      () => "the primary of before may be written",
    );
    await expect(primary.query("insert into entries values ('stray')")).rejects.toThrow(
      "read-only",
    );
    await Promise.all(writers.map(({ end }) => end()));
    // By the timeline alone: the first one of the address is the one of before.
    await until(
      async () => writeAlone("after").then(() => true),
      () => "without a witness nobody follows",
    );
    await alone.close();
    const fresh = await openAlone(url);
    await fresh.write<Tables>().insertInto("entries").values({ id: "found" }).execute();
    await fresh.close();
    const there = await rowsOf(standby.query);
    const all = writers.flatMap(({ acknowledged }) => acknowledged);
    expect(all.filter(({ id }) => !there.has(id))).toEqual([]);
    expect(["before", "after", "found"].filter((id) => !there.has(id))).toEqual([]);
    expect(nodes.map(({ failover }) => failover.status().epoch)).toEqual([2, 2]);
    const health = await plinth("health");
    expect(health.code).toBe(1);
    expect(health.printed).toContain("can be written and does not lead");
  });

  test("BK-08: over TLS, with an authority of one's own: a planned change loses nothing, though nobody waits for the standby", async () => {
    const authority = makeTestCertificate({ name: "authority", isAuthority: true });
    const certificate = makeTestCertificate({ issuer: authority });
    await begin({ tls: { ...certificate, authority: authority.chain } });
    expect(url).toContain("sslmode=verify-full");
    const encrypted = await primary.query(
      "select ssl from pg_stat_replication join pg_stat_ssl using (pid)",
    );
    expect(encrypted).toEqual([{ ssl: true }]);
    const [receiver] = await standby.query("select conninfo from pg_stat_wal_receiver");
    expect(receiver?.["conninfo"]).toContain("sslmode=verify-full");
    const another = join(scratch.path, "another.pem");
    writeFileSync(another, makeTestCertificate({ name: "authority", isAuthority: true }).chain);
    const refusedBy = await plinthAt(
      url.replace(/sslrootcert=.*/, `sslrootcert=${another}`),
      "health",
    );
    expect([refusedBy.code, refusedBy.printed]).toEqual([
      1,
      expect.stringMatching(/certificate|self-signed|signature/),
    ]);
    nodes = [await openNode(url, witness, false)];
    const [node] = nodes;
    if (node === undefined) throw new Error("no node");
    expect(await plinth("status")).toMatchObject({ code: 0 });
    expect((await plinth("health")).printed).toContain("ok: a loss");
    expect((await plinth("test")).printed).not.toContain("NOT OK");
    const refused = await plinth("run");
    expect([refused.code, refused.told]).toEqual([1, expect.stringContaining("--force")]);
    const dry = await plinth("run", "--force", "--dry-run");
    expect([dry.code, dry.printed]).toEqual([0, expect.stringContaining("would promote")]);
    expect(node.failover.status().epoch).toBe(1);
    const writer = startWriter(node);
    const changed = await plinth("run", "--force");
    expect(changed, changed.told).toMatchObject({ code: 0 });
    const before = writer.acknowledged.length;
    await until(
      async () => writer.acknowledged.length > before + 20,
      () => "nobody writes after the change",
    );
    await writer.end();
    const there = await rowsOf(standby.query);
    expect(writer.acknowledged.filter(({ id }) => !there.has(id))).toEqual([]);
    expect(node.failover.status()).toMatchObject({ epoch: 2, refusal: undefined });
    await expect(primary.query("insert into entries values ('stray')")).rejects.toThrow(
      "read-only",
    );
  });

  test("BK-07, BK-08: a role that owns the database and may promote changes over to the server that is named, and is told what it may not do", async () => {
    await begin();
    for (const statement of [
      "create role owner login password 'owner-7'",
      "alter database postgres owner to owner",
      "alter table entries owner to owner",
      "grant execute on function pg_promote to owner",
      "grant set on parameter plinth.epoch to owner",
    ]) {
      await primary.query(statement);
    }
    const asSuperuser = url;
    url = url.replace(/\/\/[^@]+@/, "//owner:owner-7@");
    nodes = [await openNode(url, witness, false)];
    const [node] = nodes;
    if (node === undefined) throw new Error("no node");
    const poor = await plinth("test");
    expect([poor.code, poor.printed]).toEqual([
      1,
      expect.stringContaining("grant alter system on parameter synchronous_standby_names to owner"),
    ]);
    expect(poor.printed).toContain("grant pg_read_all_stats to owner");
    await primary.query("grant pg_read_all_stats to owner");
    const writer = startWriter(node);
    const { host } = new URL(standby.url);
    const wrong = await plinth("run", "--to", "127.0.0.1:1", "--force");
    expect([wrong.code, wrong.told]).toEqual([1, expect.stringContaining("does not answer")]);
    const changed = await plinth("run", "--to", host, "--force");
    expect(changed, changed.told).toMatchObject({ code: 0 });
    const before = writer.acknowledged.length;
    await until(
      async () => writer.acknowledged.length > before + 20,
      () => "nobody writes after the change",
    );
    await writer.end();
    const there = await rowsOf(standby.query);
    expect(writer.acknowledged.filter(({ id }) => !there.has(id))).toEqual([]);
    await expect(primary.query("insert into entries values ('stray')")).rejects.toThrow(
      "read-only",
    );
    url = asSuperuser;
  });
});
