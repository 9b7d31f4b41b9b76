import { randomBytes } from "node:crypto";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import { access } from "../../packages/plinth/src/modules/access/index.ts";
import { limits } from "../../packages/plinth/src/modules/limits/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis } from "../../packages/plinth/src/testing/redis.ts";

const postgres = await startPostgres();
const redis = await startRedis();
const hasPostgres = !("missing" in postgres);
const hasRedis = !("missing" in redis);
if ("missing" in postgres) announceSkipped("blocks over nodes on PostgreSQL", postgres.missing);
if ("missing" in redis) announceSkipped("blocks over nodes with Redis", redis.missing);
afterAll(async () => {
  if (!("missing" in redis)) await redis.stop();
  if (!("missing" in postgres)) await postgres.stop();
});

const NOWHERE = "/nothing/is/here";
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** Two nodes of one application, with a Redis between them or without. */
const twoNodes = async (withRedis: boolean) => {
  if ("missing" in postgres) throw new Error("no server");
  const env = {
    DATABASE_URL: await postgres.createDatabase(),
    SECRET_KEY: randomBytes(48).toString("base64url"),
    JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
    TRUSTED_PROXIES: '["127.0.0.1"]',
    // Counts in Redis go by its own clock, which no test moves.
    RATE_LIMIT_PER_MINUTE: "1000",
    RATE_LIMIT_TIERS: '{"free": "4/hour", "premium": "9/hour"}',
    ...(withRedis && !("missing" in redis) ? { REDIS_URL: redis.url } : {}),
  };
  const clock = createManualClock();
  const start = async () => {
    const node = await startIdentity({ clock, env, modules: [access, limits] });
    cleanUps.push(() => node.app.stop());
    return node;
  };
  return { a: await start(), b: await start(), clock };
};

const ask = (node: Identity, from: string, path = NOWHERE) =>
  node.send("GET", path, undefined, { "x-forwarded-for": from });

const provoke = async (node: Identity, from: string): Promise<Response> => {
  for (let call = 0; call < 120; call += 1) {
    const answer = await ask(node, from);
    if (answer.status !== 404) return answer;
  }
  throw new Error("no block");
};

describe.skipIf(!hasPostgres)("blocked addresses over two nodes", () => {
  for (const withRedis of hasRedis ? [false, true] : [false]) {
    const how = withRedis ? "with a hint over Redis" : "by looking into the database";
    it(`RL-13: both refuse within a second, and let in again together, ${how}`, async () => {
      const { a, b, clock } = await twoNodes(withRedis);
      expect((await provoke(a, "203.0.113.7")).headers.get("retry-after")).toBe("300");
      const refused = async () => expect((await ask(b, "203.0.113.7")).status).toBe(429);
      await vi.waitFor(refused, { timeout: 10_000, interval: 50 });
      expect((await ask(b, "203.0.113.8")).status).toBe(404);
      clock.advance(300_000);
      expect((await ask(a, "203.0.113.7")).status).toBe(404);
      expect((await ask(b, "203.0.113.7")).status).toBe(404);
      // The other node knows that it is the second time.
      expect((await provoke(b, "203.0.113.7")).headers.get("retry-after")).toBe("1800");
      const again = async () => expect((await ask(a, "203.0.113.7")).status).toBe(429);
      await vi.waitFor(again, { timeout: 10_000, interval: 50 });
    });
  }

  it.skipIf(!hasRedis)(
    "RL-06, RL-09: one budget of a tier over nodes, another after an upgrade",
    async () => {
      const { a, b } = await twoNodes(true);
      const account = await a.addAccount();
      const { tokens } = await a.addSession(account);
      const headers = { authorization: `Bearer ${tokens.accessToken}` };
      const path = a.app.policies.find(
        ({ method, access: of, limits: [rule], params, query }) =>
          method === "GET" &&
          of.kind === "user" &&
          rule?.tiers &&
          params === null &&
          query === null,
      )?.path;
      const call = async (node: Identity) => {
        const answer = await node.send("GET", path ?? "", undefined, headers);
        return [answer.status, answer.headers.get("ratelimit-policy")];
      };
      const free = '"default";q=4;w=3600';
      for (const node of [a, b, a, b]) expect(await call(node)).toEqual([200, free]);
      expect(await call(a)).toEqual([429, free]);
      await a.accounts.setTier(account.id, "premium");
      const premium = '"default";q=9;w=3600';
      await vi.waitFor(async () => expect(await call(b)).toEqual([200, premium]), {
        timeout: 10_000,
      });
      for (const node of [a, b, a, b]) expect(await call(node)).toEqual([200, premium]);
      expect((await call(a))[0]).toBe(429);
    },
  );
});
