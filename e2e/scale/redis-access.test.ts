import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import {
  BootError,
  createIdGenerator,
  Secret,
  systemClock,
} from "../../packages/plinth/src/core/index.ts";
import { createSecureRandom } from "../../packages/plinth/src/crypto/index.ts";
import { createRedisBroadcast } from "../../packages/plinth/src/services/broadcast/index.ts";
import { createRedisRateLimiter } from "../../packages/plinth/src/services/ratelimit/index.ts";
import { openRedis, type Redis } from "../../packages/plinth/src/store/index.ts";
import { announceSkipped } from "../../packages/plinth/src/testing/postgres.ts";
import {
  startRedis,
  type ThrowawayRedis,
  withPatience,
} from "../../packages/plinth/src/testing/redis.ts";
import { scratchDirectory } from "../support/scratch.ts";

const OPENSSL = process.env["OPENSSL"] ?? "/usr/bin/openssl";
const directory = scratchDirectory();
const [certificate, key] = [join(directory.path, "cert.pem"), join(directory.path, "key.pem")];

/** A certificate of its own authority for 127.0.0.1, and a server that shows it. */
const startSecure = async () => {
  try {
    const subject = ["-subj", "/CN=redis", "-addext", "subjectAltName=IP:127.0.0.1"];
    const kind = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
    execFileSync(OPENSSL, [...kind, ...subject, "-keyout", key, "-out", certificate], {
      stdio: "pipe",
    });
  } catch {
    return { missing: "no openssl on this machine (apt-get install openssl)" };
  }
  return startRedis({ tls: { certificate, key } });
};
const server = await startSecure();
if ("missing" in server) announceSkipped("Redis by TLS and access list", server.missing);
afterAll(async () => {
  if (!("missing" in server)) await server.stop();
  directory.remove();
});

const there = (): ThrowawayRedis => {
  if ("missing" in server) throw new Error("no Redis");
  return server;
};
const random = createSecureRandom();
const opened: Redis[] = [];
const open = async (url: string): Promise<Redis> => {
  const namespace = `plinth:${randomUUID()}`;
  const redis = await openRedis({ url: new Secret(url), namespace, poolTimeoutMs: 5_000, random });
  opened.push(redis);
  return redis;
};
afterEach(() => Promise.all(opened.splice(0).map((redis) => redis.close())));
const trusting = (url: string): string => `${url}?sslrootcert=${certificate}`;

describe.skipIf("missing" in server)("access to Redis", () => {
  it("CFG-06: TLS is used, and only with a certificate that is trusted", async () => {
    const redis = await open(trusting(there().url));
    expect(redis.state()).toEqual({ isUp: true });
    const fault: unknown = await open(there().url).catch((reason: unknown) => reason);
    expect(fault).toBeInstanceOf(BootError);
    expect((fault as BootError).message).toBe(
      "REDIS_URL cannot be used: the certificate of the server is not trusted",
    );
  });

  it("CFG-06: without TLS such a server is out of reach", async () => {
    const redis = await open(there().url.replace("rediss:", "redis:"));
    expect(redis.state().isUp).toBe(false);
  });

  it("CFG-06: a user with the rights that the guide names is enough for everything", async () => {
    const guide = readFileSync(new URL("../../docs/guide/scale-out.md", import.meta.url), "utf8");
    const rights = / >password (.+)$/m.exec(guide)?.[1]?.split(" ") ?? [];
    await there().command("ACL", "SETUSER", "app", "reset", "on", ">secret-secret", ...rights);
    const url = new URL(trusting(there().url));
    url.username = "app";
    url.password = "secret-secret";
    const redis = await open(String(url));
    const limiter = createRedisRateLimiter({ redis: withPatience(redis) });
    for (const limit of [5, 300, 2]) await limiter.check("key", [{ limit, seconds: 60 }]);
    await limiter.clear("key");
    expect((await limiter.check("key", [{ limit: 5, seconds: 60 }])).tightest.remaining).toBe(4);
    expect((await redis.figures()).connectedClients).toBeGreaterThan(0);
    const newId = createIdGenerator(systemClock, random);
    const faults: unknown[] = [];
    const onFault = (fault: unknown) => faults.push(fault);
    const [a, b] = [1, 2].map(() => createRedisBroadcast({ redis, newId, onFault }));
    const heard: string[] = [];
    b?.subscribe("sessions", { onMessage: (text) => heard.push(text), onGap: () => undefined });
    await vi.waitFor(
      () => {
        a?.publish("sessions", "hint");
        expect(heard).toContain("hint");
      },
      { timeout: 10_000 },
    );
    expect(faults).toEqual([]);
    await expect(redis.call("GET", "foreign")).rejects.toMatchObject({ status: 503 });
  });

  it.each([
    ["write", []],
    ["run scripts", ["+set"]],
  ])("CFG-06: a user without the right to %s stops the start", async (_, more) => {
    const rights = ["~plinth:*", "-@all", "+hello", "+info", "+ping", ...more];
    await there().command("ACL", "SETUSER", "idle", "reset", "on", ">secret-secret", ...rights);
    const url = new URL(trusting(there().url));
    url.username = "idle";
    url.password = "secret-secret";
    const faultOf = () => open(String(url)).catch((reason: unknown) => reason);
    // A server that is slow to answer on a busy machine counts as out of reach, which stops no start.
    await expect
      .poll(async () => String(await faultOf()))
      .toMatch(/REDIS_URL cannot be used: the user may not run the commands/);
  });

  it("RL-11: a right that is taken away at runtime is one outage, not one a look", async () => {
    const rights = ["~plinth:*", "&plinth:*", "+@all"];
    await there().command("ACL", "SETUSER", "less", "reset", "on", ">secret-secret", ...rights);
    const url = new URL(trusting(there().url));
    url.username = "less";
    url.password = "secret-secret";
    const redis = await open(String(url));
    const limiter = createRedisRateLimiter({ redis: withPatience(redis) });
    const check = async () => limiter.check("key", [{ limit: 1_000_000, seconds: 60 }]);
    await vi.waitFor(check, { timeout: 10_000 });
    await there().command("ACL", "SETUSER", "less", "-eval", "-evalsha");
    let refused = 0;
    let answered = 0;
    const ask = async () => {
      await check().then(
        () => (answered += 1),
        () => (refused += 1),
      );
    };
    await vi.waitFor(
      async () => {
        await ask();
        expect(redis.state()).toMatchObject({
          isUp: false,
          reason: expect.stringContaining("NOPERM"),
        });
      },
      { timeout: 10_000, interval: 20 },
    );
    const changes: boolean[] = [];
    redis.onChange(({ isUp }) => changes.push(isUp));
    // Looks come after a tenth of a second, two, four: each would have found it well.
    await vi.waitFor(
      async () => {
        await ask();
        expect(refused).toBeGreaterThan(40);
      },
      { timeout: 30_000, interval: 20 },
    );
    expect(changes).toEqual([]);
    await there().command("ACL", "SETUSER", "less", "+@all");
    const before = answered;
    await vi.waitFor(
      async () => {
        await ask();
        expect(answered).toBeGreaterThan(before);
      },
      { timeout: 10_000, interval: 20 },
    );
  });
});
