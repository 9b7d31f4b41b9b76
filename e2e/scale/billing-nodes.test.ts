import { randomBytes } from "node:crypto";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { billing } from "../../packages/plinth/src/modules/billing/index.ts";
import {
  KEY,
  SECRET,
  shop,
  startShop,
} from "../../packages/plinth/src/modules/billing/tests/billing.test-support.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis } from "../../packages/plinth/src/testing/redis.ts";

const postgres = await startPostgres();
const redis = await startRedis();
const missing = [postgres, redis].flatMap((one) => ("missing" in one ? [one.missing] : []));
if (missing.length > 0) announceSkipped("billing on two nodes", missing.join("; "));
afterAll(async () => {
  if (!("missing" in redis)) await redis.stop();
  if (!("missing" in postgres)) await postgres.stop();
});
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** Nodes of one application share their keys, database and Redis. */
const settings = async (): Promise<Readonly<Record<string, string>>> => {
  if ("missing" in postgres || "missing" in redis) throw new Error("no servers");
  return {
    DATABASE_URL: await postgres.createDatabase(),
    REDIS_URL: redis.url,
    SECRET_KEY: randomBytes(48).toString("base64url"),
    JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
  };
};

describe.skipIf(missing.length > 0)("payments on two nodes with one PostgreSQL", () => {
  it("QB-04: a tier that is paid for on one node holds on the other, without a second passing", async () => {
    const env = await settings();
    const a = await startShop({ env });
    cleanUps.push(a.stop);
    const b: Identity = await startIdentity({
      clock: a.clock,
      modules: [billing, shop],
      env: {
        ...env,
        STRIPE_SECRET_KEY: KEY,
        STRIPE_WEBHOOK_SECRET: SECRET,
        STRIPE_API_BASE: a.stub.url,
      },
    });
    cleanUps.push(() => b.app.stop());
    const buyer = await a.addBuyer();
    const account = await a.identity.accounts.find(buyer.id);
    if (account === undefined) throw new Error("no account");
    const { cookie } = await a.identity.addSession(account);
    const tierOn = async (node: Identity) =>
      (await node.sessions.authenticator.authenticate({ cookie, bearer: undefined }))?.tier;
    expect([await tierOn(a.identity), await tierOn(b)]).toEqual(["free", "free"]);
    await buyer.buy("pro");
    expect(await tierOn(a.identity)).toBe("pro");
    await vi.waitFor(async () => expect(await tierOn(b)).toBe("pro"), { timeout: 10_000 });

    // The same messages at the same time on both nodes: each counts once.
    await buyer.visit("/api/v1/billing/portal", undefined, ["end"]);
    const events = a.stub.state.events.slice(-1);
    const send = async (node: Identity, index: number) => {
      const event = events[index % events.length];
      if (event === undefined) throw new Error("nothing happened");
      const { body, signature } = a.stub.sign(event);
      const headers = { "content-type": "application/json", "stripe-signature": signature };
      const answer = await node.app.fetch("/api/v1/billing/webhook", {
        method: "POST",
        headers,
        body,
      });
      return ((await answer.json()) as Record<string, unknown>)["received"];
    };
    const heard = await Promise.all(
      Array.from({ length: 8 }, (_, index) => send(index % 2 === 0 ? a.identity : b, index)),
    );
    expect(heard.filter((one) => one === "applied")).toHaveLength(1);
    expect(heard.filter((one) => one === "duplicate")).toHaveLength(7);
    for (const node of [a.identity, b]) {
      await vi.waitFor(async () => expect(await tierOn(node)).toBe("free"), { timeout: 10_000 });
    }
    const months = (await a.service.figures()).months.at(-1);
    expect([months?.conversions, months?.churned]).toEqual([1, 1]);
    expect((await a.service.reconcile()).drifts).toEqual([]);
  });
});
