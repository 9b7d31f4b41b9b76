import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "#core";
import { createDegradation, createDependencies, type Dependencies } from "#resilience";
import { createHttpDependency, type HttpDependency } from "./http-dependency.ts";
import { PUBLIC, startNetwork, type TestNetwork } from "./network.test-support.ts";

describe("RES-01, RES-02: an HTTP service that is declared", () => {
  let network: TestNetwork;
  let clock: ManualClock;
  let dependencies: Dependencies;
  let service: HttpDependency;
  let pauses: number[];
  let asked = 0;
  const answers: { status: number; headers?: Record<string, string> }[] = [];

  beforeAll(async () => {
    network = await startNetwork((_request, response) => {
      asked += 1;
      const { status, headers } = answers.shift() ?? { status: 200 };
      if (status === 0) response.socket?.destroy();
      else response.writeHead(status, headers).end(`answer ${asked}`);
    });
    network.answers.set("api.example.com", [[PUBLIC]]);
  });
  afterAll(() => network.close());
  beforeEach(() => {
    clock = createManualClock();
    pauses = [];
    dependencies = createDependencies({
      clock,
      // Pauses are noted and over at once; a time limit never rings.
      startTimer: (ms, ring) => {
        if (ms < 5_000) queueMicrotask(ring);
        return () => undefined;
      },
      jitter: () => 1,
      degradation: createDegradation(),
      listener: { onRetry: (_name, ms) => pauses.push(ms) },
    });
    service = createHttpDependency({
      dependencies,
      outbound: network.client,
      name: "api",
      title: "Api",
      limitMs: 5_000,
      whileDegraded: "Nothing new.",
    });
    asked = 0;
    answers.length = 0;
  });

  const call = (method: "GET" | "POST" = "GET", path = "/") =>
    service.request(`http://api.example.com:${network.port}${path}`, {
      method,
      ports: [network.port],
    });
  const breaker = () => dependencies.list()[0]?.status;

  it("repeats reading after 5xx and a lost connection, with pauses that grow; never writing", async () => {
    answers.push({ status: 503 }, { status: 0 });
    expect([(await call()).status, asked]).toEqual([200, 3]);
    expect(pauses).toEqual([100, 200]);
    answers.push({ status: 500 });
    expect([(await call("POST")).status, asked]).toEqual([500, 4]);
  });

  it("waits as long as it is asked to, and not longer than there is time", async () => {
    answers.push({ status: 429, headers: { "retry-after": "2" } });
    expect((await call()).status).toBe(200);
    const headers = {
      date: "Sun, 22 Nov 2026 02:00:00 GMT",
      "retry-after": "Sun, 22 Nov 2026 02:00:03 GMT",
    };
    answers.push({ status: 503, headers });
    expect((await call()).status).toBe(200);
    expect(pauses).toEqual([2_000, 3_000]);
    // An hour is not waited for: the answer is given as it came.
    answers.push({ status: 503, headers: { "retry-after": "3600" } });
    expect([(await call()).status, asked]).toEqual([503, 5]);
  });

  it("opens on 5xx, not on answers that refuse what was asked; then opens no connection", async () => {
    for (let at = 0; at < 8; at += 1) answers.push({ status: at % 2 === 0 ? 404 : 409 });
    for (let at = 0; at < 8; at += 1) expect((await call("POST")).status).toBeGreaterThan(400);
    await expect(service.request("ftp://api.example.com/")).rejects.toMatchObject({
      code: "OUTBOUND_URL_REFUSED",
    });
    expect(breaker()).toBe("closed");
    for (let at = 0; at < 5; at += 1) answers.push({ status: 500 });
    for (let at = 0; at < 5; at += 1) await call("POST");
    expect(breaker()).toBe("open");
    const before = [asked, network.connected.length];
    await expect(call()).rejects.toMatchObject({ code: "DEPENDENCY_UNAVAILABLE" });
    expect([asked, network.connected.length]).toEqual(before);
  });
});
