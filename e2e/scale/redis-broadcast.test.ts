import { randomUUID } from "node:crypto";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { createIdGenerator, Secret, systemClock } from "../../packages/plinth/src/core/index.ts";
import { createSecureRandom } from "../../packages/plinth/src/crypto/index.ts";
import {
  type Broadcast,
  broadcastConformance,
  createRedisBroadcast,
} from "../../packages/plinth/src/services/broadcast/index.ts";
import { openRedis, type Redis } from "../../packages/plinth/src/store/index.ts";
import { announceSkipped } from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis } from "../../packages/plinth/src/testing/redis.ts";

const server = await startRedis();
if ("missing" in server) announceSkipped("hints over Redis", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

const there = () => {
  if ("missing" in server) throw new Error("no Redis");
  return server;
};
const random = createSecureRandom();
const newId = createIdGenerator(systemClock, random);
const opened: Redis[] = [];
/** What the connections complained about since the start of the test. */
const faults: unknown[] = [];
const open = async (namespace: string): Promise<Redis> => {
  const url = new Secret(there().url);
  const onFault = (fault: unknown) => faults.push(fault);
  const redis = await openRedis({ url, namespace, poolTimeoutMs: 5_000, random, onFault });
  opened.push(redis);
  return redis;
};
afterEach(async () => {
  if (!("missing" in server)) server.thaw();
  faults.length = 0;
  await Promise.all(opened.splice(0).map((redis) => redis.close()));
});

/**
 * Nodes, and a way to know that all hints so far arrived: one of each node at each of them, behind its
 * hints. After a loss one node may publish again before another one does.
 */
const world = async () => {
  const namespace = randomUUID();
  const links = await Promise.all([1, 2, 3].map(() => open(namespace)));
  const nodes = links.map((redis) => createRedisBroadcast({ redis, newId })) as [
    Broadcast,
    Broadcast,
    Broadcast,
  ];
  let barrier = 0;
  const settle = async (): Promise<void> => {
    barrier += 1;
    const mark = `${namespace}:barrier:${barrier}`;
    const seen = links.map((redis) => {
      const senders = new Set<string>();
      return new Promise<void>((resolve) => {
        const onMessage = (sender: string): void => {
          if (senders.add(sender).size === links.length) resolve();
        };
        redis.subscribe(mark, { onMessage, onGap: () => undefined });
      });
    });
    // Published again until the subscriptions stand; each connection keeps its own order.
    const timer = setInterval(() => {
      for (const [sender, redis] of links.entries()) {
        redis.call("PUBLISH", mark, String(sender)).catch(() => undefined);
      }
    }, 10);
    await Promise.all(seen);
    clearInterval(timer);
  };
  return { nodes, links, settle, namespace };
};

describe.skipIf("missing" in server)("hints over Redis", () => {
  for (const { name, run } of broadcastConformance) {
    it(`conformance: ${name}`, async () => run(await world()));
  }

  it("SES-07: after a loss every listener hears of a gap, and hints arrive again", async () => {
    const { nodes, settle } = await world();
    const [a, b] = nodes;
    const heard: string[] = [];
    b.subscribe("sessions", {
      onMessage: (text) => heard.push(text),
      onGap: () => heard.push("GAP"),
    });
    await settle();
    await there().kill();
    a.publish("sessions", "lost");
    await there().start();
    await vi.waitFor(() => expect(heard).toEqual(["GAP"]), { timeout: 10_000 });
    await settle();
    a.publish("sessions", "after");
    await vi.waitFor(() => expect(heard).toEqual(["GAP", "after"]), { timeout: 10_000 });
  });

  it("SES-07: a subscriber whose server hangs is connected anew, and hears of a gap", async () => {
    const { nodes, settle } = await world();
    let gaps = 0;
    const onGap = () => {
      gaps += 1;
    };
    nodes[1].subscribe("sessions", { onMessage: () => undefined, onGap });
    await settle();
    there().freeze();
    // Three nodes with two connections each give up on a server that is silent for too long.
    const silent = () => faults.filter((fault) => String(fault).includes("Socket timeout"));
    await vi.waitFor(() => expect(silent().length).toBeGreaterThanOrEqual(6), { timeout: 20_000 });
    there().thaw();
    await vi.waitFor(() => expect(gaps).toBe(1), { timeout: 10_000 });
  });

  it("what a stranger publishes breaks nothing: no sender, too long, no text", async () => {
    const { nodes, namespace, settle } = await world();
    const heard: string[] = [];
    nodes[0].subscribe("sessions", {
      onMessage: (text) => {
        heard.push(text);
        throw new Error("a listener that fails");
      },
      onGap: () => undefined,
    });
    await settle();
    const channel = `${namespace}:broadcast:sessions`;
    for (const text of ["", "x", " x", `a ${"x".repeat(2_000)}`, "stranger hello", "b again"]) {
      await there().command("PUBLISH", channel, text);
    }
    await settle();
    expect(heard).toEqual(["hello", "again"]);
  });
});
