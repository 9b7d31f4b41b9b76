import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { access } from "../../packages/plinth/src/modules/access/index.ts";
import { live } from "../../packages/plinth/src/modules/live/index.ts";
import { logs } from "../../packages/plinth/src/modules/logs/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis } from "../../packages/plinth/src/testing/redis.ts";

const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
const missing = [postgres, redis].flatMap((one) => ("missing" in one ? [one.missing] : []));
if (missing.length > 0) announceSkipped("live events on two nodes", missing.join("; "));
afterAll(async () => {
  for (const one of [postgres, redis]) if (!("missing" in one)) await one.stop();
});

const WAIT = { timeout: 10_000 };

describe.skipIf(missing.length > 0)("live events on two nodes", () => {
  let a: Identity;
  let b: Identity;
  let bearer: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const env = {
      DATABASE_URL: "missing" in postgres ? "" : await postgres.createDatabase(),
      REDIS_URL: "missing" in redis ? "" : redis.url,
      SECRET_KEY: randomBytes(48).toString("base64url"),
      JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
    };
    a = await startIdentity({ modules: [access, logs, live], env });
    b = await startIdentity({ modules: [access, logs, live], env, clock: a.clock });
    const { tokens } = await a.addSession(await a.addAccount({ role: "admin" }));
    bearer = { authorization: `Bearer ${tokens.accessToken}` };
  });
  afterAll(async () => {
    await b?.app.stop();
    await a?.app.stop();
  });

  /** Everything that a stream of a node says. */
  const follow = async (node: Identity, path: string) => {
    const leaving = new AbortController();
    const answer = await node.app.fetch(path, { headers: bearer, signal: leaving.signal });
    let seen = "";
    const read = async (): Promise<void> => {
      for await (const piece of answer.body ?? []) seen += Buffer.from(piece).toString();
      seen += "<end>";
    };
    const reading = read().catch(() => undefined);
    return { seen: () => seen, leave: () => leaving.abort(), reading };
  };

  it("LOG-01, OBS-12: a level set on one node holds on the other, whose pages hear of it", async () => {
    const stream = await follow(b, "/api/v1/admin/live?topics=logs");
    await expect.poll(stream.seen, WAIT).toContain("event: open");
    const path = "/api/v1/admin/logs/level";
    const set = await a.send("PUT", path, { level: "debug", minutes: 5 }, bearer);
    expect(set.status).toBe(200);
    expect(a.app.log.level()).toBe("debug");
    await expect.poll(() => b.app.log.level(), WAIT).toBe("debug");
    await expect.poll(stream.seen, WAIT).toContain('event: logs\ndata: {"level":"debug"}');
    await b.send("DELETE", path, undefined, bearer);
    await expect.poll(() => a.app.log.level(), WAIT).toBe("info");
    stream.leave();
    await stream.reading;
  });

  it("SES-07: a stream of one node ends when its session ends on the other", async () => {
    const stream = await follow(b, "/api/v1/admin/live?topics=logs");
    await expect.poll(stream.seen, WAIT).toContain("event: open");
    await a.send("POST", "/api/v1/auth/signout", undefined, bearer);
    await expect.poll(stream.seen, WAIT).toContain('{"reason":"signed-out"}');
    await stream.reading;
    expect(stream.seen().endsWith("<end>")).toBe(true);
  });
});
