import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, startUpstream, type TestUpstream } from "../../testing/gateway.ts";
import { type Listening, listen } from "../../testing/listening.ts";
import type { TestApplication } from "../../testing/test-application.ts";

describe("upstreams with checks", () => {
  const routes = [
    {
      method: "GET",
      path: "/things",
      policy: {
        access: { public: true, because: "only for this test" },
        summary: "A test",
        limit: { none: "not the subject" },
        produces: "stream",
        responses: { 200: { type: "string" } },
      },
    },
  ];
  let gateway: TestApplication;
  let sound: TestUpstream;
  let sick: Listening;
  let isSick: boolean;

  beforeEach(async () => {
    isSick = true;
    const server = createServer((raw, response) => {
      response.writeHead(isSick && raw.url === "/healthz" ? 503 : 200);
      response.end("sick");
    });
    sick = await listen(server);
    sound = await startUpstream();
  });
  afterEach(async () => {
    await gateway.stop();
    await sound.kill();
    await sick.close();
  });
  const start = async (upstreams: readonly string[]): Promise<void> => {
    gateway = await startTestGateway({
      name: "Behind",
      upstreams,
      healthCheck: { path: "/healthz", interval: "20ms", unhealthyAfter: 1, healthyAfter: 1 },
      routes,
    });
  };
  const isUp = (): boolean =>
    gateway.metrics.render().includes(`gateway_upstream_up{upstream="${sick.url}"} 1`);

  it("GW-02: one that says it is not well gets nothing until it says that it is", async () => {
    await start([sound.origin, sick.url]);
    await expect.poll(isUp).toBe(false);
    for (let at = 0; at < 6; at += 1) {
      expect(await (await gateway.fetch("/things")).text()).toContain("ok");
    }
    const detail = async () => (await gateway.view.moduleHealth())["gateway"]?.detail;
    expect(await detail()).toEqual({ upstreams: 2, up: 1 });
    isSick = false;
    await expect.poll(isUp).toBe(true);
    const texts = [];
    for (let at = 0; at < 4; at += 1) texts.push(await (await gateway.fetch("/things")).text());
    expect(texts).toContain("sick");
  });

  it("GW-02: 503 with Retry-After where none is well", async () => {
    await start([sick.url]);
    await expect.poll(isUp).toBe(false);
    const response = await gateway.fetch("/things");
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  });
});
