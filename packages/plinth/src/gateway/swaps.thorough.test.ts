import { Agent, createServer, request } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { GatewayOptions } from "#app";
import { startTestGateway } from "../testing/gateway.ts";
import { listen } from "../testing/listening.ts";
import type { TestApplication } from "../testing/test-application.ts";

type Swappable = Parameters<NonNullable<GatewayOptions["onUpstreams"]>>[0];

const common = {
  access: { public: true, because: "only for this test" },
  summary: "A test",
  limit: { none: "not the subject" },
  produces: "stream",
  responses: { 200: { type: "string" } },
};
const routes = [
  { method: "GET", path: "/things", policy: common },
  { method: "POST", path: "/things", policy: { ...common, body: { type: "object" } } },
];

let gateway: TestApplication;
let upstreams: Upstream[];
let swap: Swappable;

interface Upstream {
  readonly origin: string;
  readonly kill: () => Promise<void>;
  /** Most connections that were open at once. */
  readonly most: () => number;
}

const startOne = async (waits: Promise<void>[] = []): Promise<Upstream> => {
  let open = 0;
  let most = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, async (raw, response) => {
    raw.resume();
    await waits[0];
    response.end("ok");
  });
  server.on("connection", (socket) => {
    open += 1;
    most = Math.max(most, open);
    socket.once("close", () => {
      open -= 1;
    });
  });
  const { url, close } = await listen(server);
  return { origin: url, kill: close, most: () => most };
};

const start = async (list: readonly Upstream[], settings: object = {}): Promise<void> => {
  upstreams = [...list];
  const origins = list.map(({ origin }) => origin);
  gateway = await startTestGateway(
    { name: "Behind", upstreams: origins, routes, ...settings },
    {
      onUpstreams: (running) => {
        swap = running;
      },
    },
  );
};

afterEach(async () => {
  await gateway.stop();
  await Promise.all(upstreams.map(({ kill }) => kill()));
});

const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });

/** Status of one request; 0 where there was no whole answer. */
const ask = (method: "GET" | "POST"): Promise<number> =>
  new Promise((resolve) => {
    const { port } = gateway.address;
    const headers = { "Content-Type": "application/json" };
    const sent = request({ port, method, path: "/things", agent, headers }, (answer) => {
      answer.once("close", () => resolve(answer.complete ? (answer.statusCode ?? 0) : 0));
      answer.resume();
    });
    sent.once("error", () => resolve(0));
    sent.end(method === "POST" ? '{"a":1}' : undefined);
  });

/** Asks over and over until it is told to stop; counts answers by status. */
const load = (clients: number, method: (at: number) => "GET" | "POST") => {
  const counts = new Map<number, number>();
  let isOver = false;
  const clientOf = async (client: number): Promise<void> => {
    while (!isOver) {
      const status = await ask(method(client));
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
  };
  const all = Array.from({ length: clients }, (_, at) => clientOf(at));
  return {
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    stop: async (): Promise<ReadonlyMap<number, number>> => {
      isOver = true;
      await Promise.all(all);
      return counts;
    },
  };
};

describe("upstreams that are replaced while requests run", () => {
  it("GW-02: no request is lost over 1,000 swaps, of any method", async () => {
    const [a, b, c] = [await startOne(), await startOne(), await startOne()];
    await start([a, b, c]);
    const lists = [[a.origin, b.origin], [b.origin, c.origin], [c.origin], [a.origin, c.origin]];
    const running = load(8, (at) => (at % 2 === 0 ? "GET" : "POST"));
    for (let at = 0; at < 1_000; at += 1) {
      swap.replace(lists[at % lists.length] ?? []);
      const before = running.total();
      // At least one answer between two swaps, or the requests would not meet them.
      while (running.total() === before) await turn();
    }
    const counts = await running.stop();
    expect([...counts.keys()]).toEqual([200]);
    expect(counts.get(200)).toBeGreaterThan(1_000);
    expect(gateway.metrics.render()).toContain("gateway_upstream_swaps_total 1000");
    expect(swap.state().map(({ origin }) => origin)).toEqual(lists[3]);
  });

  it("GW-02: one that is killed under load costs no request without effect", async () => {
    const list = [await startOne(), await startOne(), await startOne()];
    await start(list);
    const running = load(16, () => "GET");
    while (running.total() < 200) await turn();
    void list[1]?.kill();
    while (running.total() < 1_000) await turn();
    expect([...(await running.stop()).keys()]).toEqual([200]);
  });

  it("GW-02: many clients share the few connections of an upstream", async () => {
    let goOn: () => void = () => undefined;
    const waits = [
      new Promise<void>((resolve) => {
        goOn = resolve;
      }),
    ];
    const one = await startOne(waits);
    await start([one], { connections: 8 });
    const all = Array.from({ length: 300 }, () => ask("GET"));
    await expect.poll(one.most).toBe(8);
    await expect.poll(() => gateway.server.connections()).toBe(300);
    goOn();
    expect(new Set(await Promise.all(all))).toEqual(new Set([200]));
    expect(one.most()).toBe(8);
  });
});
