import { randomBytes } from "node:crypto";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { defineModule, route, Type } from "../../packages/plinth/src/index.ts";
import {
  announceSkipped,
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import { startRedis } from "../../packages/plinth/src/testing/redis.ts";

const server = await startRedis();
if ("missing" in server) announceSkipped("answers that nodes share", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

interface Node {
  readonly app: TestApplication;
  readonly drop: () => Promise<void>;
}
const nodes: Node[] = [];
afterEach(async () => {
  for (const { app } of nodes.splice(0)) await app.stop();
});

let runs = 0;
const start = async (env: Readonly<Record<string, string>>): Promise<Node> => {
  let drop = async (): Promise<void> => undefined;
  const shop = defineModule({
    name: "shop",
    setup: ({ answers }) => {
      drop = () => answers.invalidateTag("prices");
      return {};
    },
    routes: () => [
      route.get(
        "/prices",
        {
          access: { public: true, because: "the same for everyone" },
          summary: "Kept for everyone",
          reuse: { for: "1h", tags: ["prices"] },
          cache: "no-cache",
          responses: { 200: Type.Object({ run: Type.Integer() }) },
        },
        () => {
          runs += 1;
          return { run: runs };
        },
      ),
    ],
  });
  const app = await startTestApplication({ modules: [shop], env });
  const node = { app, drop };
  nodes.push(node);
  return node;
};

describe.skipIf("missing" in server)("answers of two nodes", () => {
  it("CACHE-03, CACHE-04: one makes them, both give them, and a change on one is seen on both", async () => {
    if ("missing" in server) return;
    const secret = () => randomBytes(48).toString("base64url");
    const env = { REDIS_URL: server.url, SECRET_KEY: secret(), JWT_SECRET_KEY: secret() };
    const [one, other] = [await start(env), await start(env)];
    const ask = async ({ app }: Node) => {
      const response = await app.fetch("/prices");
      const { run } = (await response.json()) as { readonly run: number };
      return { run, tag: response.headers.get("etag") };
    };
    const first = await ask(one);
    expect(await ask(other)).toEqual(first);
    await other.drop();
    const next = await ask(other);
    expect(next.run).toBe(first.run + 1);
    // Within a second on the node that did not change anything.
    await vi.waitFor(async () => expect(await ask(one)).toEqual(next), {
      timeout: 1_000,
      interval: 20,
    });
    expect(runs).toBe(2);
  });
});
