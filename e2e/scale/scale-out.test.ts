import { randomBytes } from "node:crypto";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import {
  GOOD_PASSWORD,
  type Identity,
  startIdentity,
} from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis } from "../../packages/plinth/src/testing/redis.ts";
import { createApi, PASSWORD } from "../support/api.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";

const postgres = await startPostgres();
const redis = await startRedis();
const missing = [postgres, redis].flatMap((one) => ("missing" in one ? [one.missing] : []));
if (missing.length > 0) announceSkipped("two nodes on PostgreSQL and Redis", missing.join("; "));
afterAll(async () => {
  if (!("missing" in redis)) await redis.stop();
  if (!("missing" in postgres)) await postgres.stop();
});
const there = () => {
  if ("missing" in postgres || "missing" in redis) throw new Error("no servers");
  return { postgres, redis };
};

/** Nodes of one application share their keys; each has its own data directory. */
const settings = async (): Promise<Readonly<Record<string, string>>> => ({
  DATABASE_URL: await there().postgres.createDatabase(),
  REDIS_URL: there().redis.url,
  SECRET_KEY: randomBytes(48).toString("base64url"),
  JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
});

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

describe.skipIf(missing.length > 0)("two nodes in this process, time standing still", () => {
  const nodes = async () => {
    const env = await settings();
    const clock = createManualClock();
    const a = await startIdentity({ clock, env });
    cleanUps.push(() => a.app.stop());
    const b = await startIdentity({ clock, env });
    cleanUps.push(() => b.app.stop());
    return { a, b, clock };
  };
  const signIn = async (node: Identity, email: string) => {
    const credentials = { email, password: GOOD_PASSWORD };
    await node.send("POST", "/api/v1/auth/signup", credentials);
    const answer = await node.send("POST", "/api/v1/auth/signin", credentials);
    const { accessToken } = (await answer.json()) as Record<string, string>;
    return { authorization: `Bearer ${accessToken}` };
  };
  const me = async (node: Identity, headers: Readonly<Record<string, string>>) =>
    (await node.send("GET", "/api/v1/auth/me", undefined, headers)).status;

  it("SES-07: a sign-out on one node is heard by the other, without a second passing", async () => {
    const { a, b } = await nodes();
    const headers = await signIn(a, "heard@example.org");
    expect([await me(a, headers), await me(b, headers)]).toEqual([200, 200]);
    expect((await a.send("POST", "/api/v1/auth/signout", undefined, headers)).status).toBe(204);
    // The clock stands: what the other node knows is good for ever, unless a hint says otherwise.
    await vi.waitFor(async () => expect(await me(b, headers)).toBe(401), { timeout: 10_000 });
  });

  it("SES-09: a change of role on one node is heard by the other", async () => {
    const { a, b } = await nodes();
    const account = await a.addAccount();
    const { cookie } = await a.addSession(account);
    const tierOn = async (node: Identity) =>
      (await node.sessions.authenticator.authenticate({ cookie, bearer: undefined }))?.tier;
    expect([await tierOn(a), await tierOn(b)]).toEqual(["free", "free"]);
    await a.accounts.setTier(account.id, "premium");
    await vi.waitFor(async () => expect(await tierOn(b)).toBe("premium"), { timeout: 10_000 });
  });

  it("SES-07: without Redis the other node asks the database after a second", async () => {
    const { a, b, clock } = await nodes();
    const headers = await signIn(a, "unheard@example.org");
    expect([await me(a, headers), await me(b, headers)]).toEqual([200, 200]);
    await there().redis.kill();
    try {
      expect((await a.send("POST", "/api/v1/auth/signout", undefined, headers)).status).toBe(204);
      expect(await me(a, headers)).toBe(401);
      expect(await me(b, headers)).toBe(200);
      clock.advance(1_000);
      expect(await me(b, headers)).toBe(401);
    } finally {
      await there().redis.start();
    }
  });

  it("SES-07: hints that were missed while Redis was away are made up for when it is back", async () => {
    const { a, b } = await nodes();
    const headers = await signIn(a, "missed@example.org");
    expect([await me(a, headers), await me(b, headers)]).toEqual([200, 200]);
    await there().redis.kill();
    expect((await a.send("POST", "/api/v1/auth/signout", undefined, headers)).status).toBe(204);
    await there().redis.start();
    await vi.waitFor(async () => expect(await me(b, headers)).toBe(401), { timeout: 15_000 });
  });
});

describe.skipIf(missing.length > 0)("two server processes", () => {
  const start = async (extra: Readonly<Record<string, string>> = {}) => {
    const env = { ...(await settings()), ...extra };
    const launch = async (): Promise<ServerProcess> => {
      const directory = scratchDirectory();
      cleanUps.push(directory.remove);
      const server = await startServer(directory.path, env);
      cleanUps.push(() => server.stop());
      return server;
    };
    const a = await launch();
    return { a, b: await launch(), launch };
  };
  const fallbacksOf = async (url: string): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const counts = [...text.matchAll(/^rate_limit_fallbacks_total\{.*\} (\d+)$/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  };

  /** What a work came to once Redis alone decided: a busy machine keeps a decision waiting for too long. */
  const decidedByRedis = async <T>(urls: readonly string[], work: () => Promise<T>): Promise<T> => {
    const fallbacks = async (): Promise<number> => {
      const counts = await Promise.all(urls.map(fallbacksOf));
      return counts.reduce((sum, count) => sum + count, 0);
    };
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await there().redis.command("FLUSHALL");
      const before = await fallbacks();
      const done = await work();
      if ((await fallbacks()) === before) return done;
    }
    throw new Error("Redis kept a decision waiting in each of five rounds");
  };

  it("P-073, RL-17: 500 parallel calls over two processes admit exactly the limit", async () => {
    const { a, b } = await start({ RATE_LIMIT_PER_MINUTE: "137" });
    const call = async (url: string): Promise<number> => {
      const answer = await fetch(`${url}/api/csrf-token`);
      await answer.arrayBuffer();
      return answer.status;
    };
    const statuses = await decidedByRedis([a.url, b.url], () =>
      Promise.all(Array.from({ length: 500 }, (_, index) => call(index % 3 === 0 ? a.url : b.url))),
    );
    expect(statuses.filter((code) => code === 200)).toHaveLength(137);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });

  it("SES-01, SES-07, RL-10, HLT-05: signed in on A, known on B, ended on both; Redis may go", async () => {
    const { a, b } = await start();
    const email = "nodes@example.org";
    const [onA, onB] = [createApi(a.url), createApi(b.url)];
    await onA.call("POST", "/api/v1/auth/signup", { email, password: PASSWORD, name: "Nodes" });
    const session = async (): Promise<string> => {
      const { json } = await onA.call("POST", "/api/v1/auth/signin", { email, password: PASSWORD });
      return String(json["accessToken"]);
    };
    const meOnB = async (token: string) =>
      (await createApi(b.url, token).call("GET", "/api/v1/auth/me")).status;
    const signOut = async (token: string) =>
      (await createApi(a.url, token).call("POST", "/api/v1/auth/signout")).status;
    const first = await session();
    expect(await meOnB(first)).toBe(200);
    expect(await signOut(first)).toBe(204);
    await vi.waitFor(async () => expect(await meOnB(first)).toBe(401), { timeout: 10_000 });

    const wrong = { email: "nobody@example.org", password: "Rosen-um-9-Uhr!" };
    const tries = await decidedByRedis([a.url, b.url], async () => {
      const statuses: number[] = [];
      for (let index = 0; index < 12; index += 1) {
        const api = index % 2 === 0 ? onA : onB;
        statuses.push((await api.call("POST", "/api/v1/auth/signin", wrong)).status);
      }
      return statuses;
    });
    expect(tries.filter((code) => code !== 429)).toHaveLength(5);

    await there().redis.command("FLUSHALL");
    const second = await session();
    expect(await meOnB(second)).toBe(200);
    await there().redis.kill();
    const healthOnB = async () => (await onB.call("GET", "/health")).json;
    await vi.waitFor(
      async () =>
        expect(await healthOnB()).toMatchObject({
          status: "degraded",
          redis: { redis_connected: false },
        }),
      { timeout: 15_000 },
    );
    expect((await onB.call("GET", "/ready")).status).toBe(200);
    expect(await meOnB(second)).toBe(200);
    expect(await signOut(second)).toBe(204);
    await vi.waitFor(async () => expect(await meOnB(second)).toBe(401), { timeout: 10_000 });
    await there().redis.start();
    await vi.waitFor(
      async () =>
        expect(await healthOnB()).toMatchObject({
          status: "healthy",
          redis: { redis_connected: true, redis_connected_clients: expect.any(Number) },
        }),
      { timeout: 15_000 },
    );
  });

  it("CFG-06: a wrong password stops the start, and nothing tells it", async () => {
    const url = new URL(there().redis.url);
    url.password = "hunter2-hunter2";
    const fault: unknown = await start({ REDIS_URL: String(url) }).catch(
      (reason: unknown) => reason,
    );
    expect(String(fault)).toMatch(/REDIS_URL cannot be used: user or password is wrong/);
    expect(String(fault)).not.toContain("hunter2");
  });
});
