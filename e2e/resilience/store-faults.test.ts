import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  defineMigration,
  defineModule,
  route,
  strictObject,
  Type,
} from "../../packages/plinth/src/index.ts";
import { status } from "../../packages/plinth/src/modules/status/index.ts";
import {
  announceSkipped,
  startPostgres,
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import type { PostgresConnection } from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis } from "../../packages/plinth/src/testing/redis.ts";

// What callers see while a server is out of something, and that all is as before when it has it again,
// in the same process. Death and silence of Redis are in e2e/scale/redis-outage.test.ts.

const postgres = await startPostgres();
const redis = await startRedis();
const missing = [postgres, redis].flatMap((one) => ("missing" in one ? [one.missing] : []));
if (missing.length > 0) announceSkipped("faults of PostgreSQL and Redis", missing.join("; "));
afterAll(async () => {
  if (!("missing" in redis)) await redis.stop();
  if (!("missing" in postgres)) await postgres.stop();
});
const there = () => {
  if ("missing" in postgres || "missing" in redis) throw new Error("no servers");
  return { postgres, redis };
};

const LIMIT = 30;
const access = { public: true, because: "the test calls it without an account" } as const;
const limit = { none: "the test calls it often" } as const;
interface Tables {
  readonly notes: { readonly id: number };
}
const Count = strictObject({ notes: Type.Integer() });

const notes = defineModule({
  name: "notes",
  migrations: [
    defineMigration({
      id: "notes-0001",
      reason: "something to be read and written",
      up: async (_db, { createTable, columns }) => {
        await createTable("notes").addColumn("id", columns.integer).execute();
      },
      down: async (db) => {
        await db.schema.dropTable("notes").execute();
      },
    }),
  ],
  data: [{ table: "notes", columns: { id: "none" }, retention: "configuration" }],
  setup: ({ store, cache }) => {
    const kept = cache.declare<number>({ name: "notes", strategy: "cold", isShared: true });
    const count = async (): Promise<number> => {
      const rows = await store.read<Tables>().selectFrom("notes").select("id").execute();
      return rows.length;
    };
    return {
      count,
      kept: () => kept.wrap("count", count),
      add: () => store.write<Tables>().insertInto("notes").values({ id: 1 }).execute(),
    };
  },
  routes: (service) => [
    route.get(
      "/api/v1/notes",
      { access, limit, summary: "Reads", timeout: "2s", responses: { 200: Count } },
      async () => ({ notes: await service.count() }),
    ),
    route.post(
      "/api/v1/notes",
      {
        access,
        limit,
        summary: "Writes",
        timeout: "2s",
        csrf: { exempt: "nobody is signed in" },
        responses: { 204: null },
      },
      async () => {
        await service.add();
        return undefined;
      },
    ),
    route.get(
      "/api/v1/kept",
      { access, limit, summary: "Reads what is kept", responses: { 200: Count } },
      async () => ({ notes: await service.kept() }),
    ),
    ...(["local", "deny"] as const).map((mode) =>
      route.get(
        `/api/v1/${mode}`,
        {
          access,
          summary: `Is limited; without Redis ${mode}`,
          limit: `${LIMIT}/minute`,
          responses: { 204: null },
          onStoreDown: mode,
        },
        () => undefined,
      ),
    ),
  ],
});

let app: TestApplication;
let databaseUrl = "";
const call = async (method: string, path: string, from = "203.0.113.1") => {
  const answer = await app.fetch(path, { method, headers: { "x-forwarded-for": from } });
  const text = await answer.text();
  return {
    status: answer.status,
    retryAfter: answer.headers.get("retry-after"),
    code: /"code":"(\w+)"/.exec(text)?.[1],
    text,
  };
};
const read = () => call("GET", "/api/v1/notes");
const write = () => call("POST", "/api/v1/notes");
/** What the application does next it then does on new connections. */
const END_CONNECTIONS =
  "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'plinth'";
/** What every caller of the database is told while it is away: try again, in a second. */
const AWAY = { status: 503, retryAfter: "1", code: "SERVICE_UNAVAILABLE" };
const soon = { timeout: 20_000, interval: 100 };
const isBack = async (): Promise<void> => {
  await vi.waitFor(async () => expect((await read()).status).toBe(200), soon);
  await vi.waitFor(async () => expect((await write()).status).toBe(204), soon);
  await vi.waitFor(async () => expect((await call("GET", "/ready")).status).toBe(200), soon);
};

describe.skipIf(missing.length > 0)("faults of the servers behind an application", () => {
  beforeAll(async () => {
    databaseUrl = await there().postgres.createDatabase();
    app = await startTestApplication({
      modules: [status, notes],
      env: {
        DATABASE_URL: databaseUrl,
        REDIS_URL: there().redis.url,
        RATE_LIMIT_NODES: "3",
        TRUSTED_PROXIES: '["127.0.0.1"]',
        DB_POOL_SIZE: "5",
        DB_MAX_OVERFLOW: "5",
      },
    });
  });
  afterAll(() => app?.stop());
  afterEach(() => isBack());

  it("DB-04, HLT-04: PostgreSQL killed and started: 503 with Retry-After, /ready says so, then as before", async () => {
    expect((await write()).status).toBe(204);
    expect(JSON.parse((await read()).text)).toEqual({ notes: 1 });
    await there().postgres.kill();
    try {
      for (const answer of [await read(), await write(), await read()]) {
        expect(answer).toMatchObject(AWAY);
      }
      // What is kept in memory, and what needs no database, goes on.
      expect((await call("GET", "/api/v1/local")).status).toBe(204);
      expect((await call("GET", "/health")).status).toBe(200);
      await vi.waitFor(async () => expect((await call("GET", "/ready")).status).toBe(503), soon);
    } finally {
      await there().postgres.start();
    }
    await isBack();
    expect(JSON.parse((await read()).text).notes).toBeGreaterThanOrEqual(1);
  });

  it("DB-04: a restart of PostgreSQL under load: no answer but success and 503, and none hangs", async () => {
    const seen = new Set<number>();
    let isOver = false;
    let answered = 0;
    const lane = async (work: () => Promise<{ readonly status: number }>): Promise<void> => {
      while (!isOver) {
        seen.add((await work()).status);
        answered += 1;
      }
    };
    const lanes = [lane(read), lane(read), lane(write), lane(write)];
    const more = async (count: number): Promise<void> => {
      const from = answered;
      await vi.waitFor(() => expect(answered).toBeGreaterThan(from + count), { timeout: 20_000 });
    };
    await more(50);
    await there().postgres.halt();
    await more(50);
    await there().postgres.start();
    await more(50);
    isOver = true;
    await Promise.all(lanes);
    expect([...seen].toSorted()).toEqual([200, 204, 503]);
  });

  it("DB-04: PostgreSQL out of connections: 503 with Retry-After for who needs a new one, then as before", async () => {
    const taken: PostgresConnection[] = [];
    const takeAll = async (): Promise<void> => {
      for (;;) {
        try {
          taken.push(await there().postgres.connect());
        } catch {
          return;
        }
      }
    };
    try {
      await takeAll();
      await vi.waitFor(async () => {
        // Whatever the application got hold of meanwhile goes to somebody else.
        await taken[0]?.query(END_CONNECTIONS);
        await takeAll();
        expect(await read()).toMatchObject(AWAY);
        expect(await write()).toMatchObject(AWAY);
      }, soon);
    } finally {
      await Promise.all(taken.map((client) => client.end().catch(() => undefined)));
    }
  });

  it("DB-04: the password of the role changed: 503, not a fault of ours, and no word of it", async () => {
    const own = new URL(there().postgres.url).password;
    const keeper = await there().postgres.connect();
    try {
      await keeper.query("alter role plinth password 'hunter2-hunter2'");
      await keeper.query(END_CONNECTIONS);
      await vi.waitFor(async () => expect(await read()).toMatchObject(AWAY), soon);
      const refused = await write();
      expect(refused).toMatchObject(AWAY);
      expect(refused.text).not.toMatch(/password|hunter2/);
    } finally {
      await keeper.query(`alter role plinth password '${own}'`);
      await keeper.end();
    }
  });

  it("DB-03, RES-04: PostgreSQL that answers too slowly: the time-out of the route, while others go on", async () => {
    const holder = await there().postgres.connect(databaseUrl);
    try {
      await holder.query("begin");
      await holder.query("lock table notes in access exclusive mode");
      const begun = performance.now();
      const slow = Array.from({ length: 4 }, read);
      // Who does not need what is slow is answered meanwhile.
      expect((await call("GET", "/api/v1/local")).status).toBe(204);
      for (const answer of await Promise.all(slow)) {
        expect([503, 504]).toContain(answer.status);
        expect(answer.code).toBeDefined();
      }
      expect(performance.now() - begun).toBeGreaterThan(1_900);
    } finally {
      await holder.query("rollback");
      await holder.end();
    }
  });

  let bursts = 0;
  /** So many calls at once of somebody who did not call before. */
  const burst = async (path: string, count: number) => {
    bursts += 1;
    const from = `198.51.100.${bursts}`;
    const calls = Array.from({ length: count }, () => call("GET", path, from));
    const answers = await Promise.all(calls);
    const groups = Map.groupBy(answers, (answer) => answer.status);
    return Object.fromEntries([...groups].map(([code, list]) => [code, list.length]));
  };
  const redisIs = (isConnected: boolean) =>
    vi.waitFor(async () => {
      // Of this machine itself: others are told less.
      const health = await (await app.fetch("/health")).json();
      expect(health).toMatchObject({ redis: { redis_connected: isConnected } });
    }, soon);
  const expectWithoutRedis = async (): Promise<void> => {
    await redisIs(false);
    expect(await burst("/api/v1/local", 40)).toEqual({ 204: LIMIT / 3, 429: 30 });
    expect(await burst("/api/v1/deny", 5)).toEqual({ 503: 5 });
    expect(await call("GET", "/api/v1/deny")).toMatchObject({ ...AWAY, retryAfter: "2" });
    // What is kept near is still there; the database does not notice.
    expect((await call("GET", "/api/v1/kept")).status).toBe(200);
    expect((await call("GET", "/ready")).status).toBe(200);
    expect((await read()).status).toBe(200);
  };
  const expectWithRedis = async (): Promise<void> => {
    await redisIs(true);
    // The limits find it by themselves, a moment after the health has.
    await vi.waitFor(async () => {
      await there().redis.command("FLUSHALL");
      expect((await burst("/api/v1/deny", 5))[204]).toBe(5);
    }, soon);
    expect((await call("GET", "/api/v1/kept")).status).toBe(200);
  };

  it("RL-11, HLT-05: Redis without memory under noeviction counts as lost, and is found again", async () => {
    await expectWithRedis();
    await there().redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await there().redis.command("CONFIG", "SET", "maxmemory", "1");
    try {
      await burst("/api/v1/local", 5);
      await expectWithoutRedis();
    } finally {
      await there().redis.command("CONFIG", "SET", "maxmemory", "0");
    }
    await expectWithRedis();
  });

  it("RL-11, CFG-06: another password in Redis: degraded without a word of it, and found again", async () => {
    await there().redis.changePassword("hunter2-hunter2");
    try {
      await expectWithoutRedis();
      expect((await call("GET", "/health")).text).not.toMatch(/hunter2|WRONGPASS/);
    } finally {
      await there().redis.changePassword();
    }
    await expectWithRedis();
  });
});
