import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createJourneys, type StepText } from "./journey.ts";
import { type LoadPlan, runLoad } from "./run.ts";

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

const listen = async (server: ReturnType<typeof createServer>): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
};
const http = (listener: RequestListener): Promise<number> => listen(createHttpServer(listener));
const raw = (onSocket: (socket: Socket) => void): Promise<number> => listen(createServer(onSocket));

const planFor = (
  port: number,
  steps: readonly StepText[],
  more: Partial<LoadPlan> = {},
): LoadPlan => ({
  ...createJourneys([{ steps }], { host: `127.0.0.1:${port}`, basePath: "", headers: {} }, 0),
  endpoint: { host: "127.0.0.1", port, tlsName: undefined, isInsecure: false },
  sources: [],
  model: { kind: "closed", users: 4 },
  rampMs: 0,
  durationMs: 300,
  timeoutMs: 100,
  isExpected: (status) => status === 200,
  random: () => 0,
  ...more,
});
const tallyOf = async (plan: LoadPlan) => (await runLoad(plan)).recorder.tally();

describe("a load", () => {
  it("TST-05: counts exactly what the server answered, by endpoint and status", async () => {
    const served: Record<string, number> = {};
    const port = await http((request, reply) => {
      const url = request.url ?? "";
      served[url] = (served[url] ?? 0) + 1;
      reply.statusCode = url === "/gone" ? 404 : 200;
      reply.end("hello");
    });
    const { recorder } = await runLoad(planFor(port, [{ path: "/here" }, { path: "/gone" }]));
    const all = recorder.tally();
    expect(recorder.tallyOf(0).statuses).toEqual({ 200: served["/here"] });
    expect(recorder.tallyOf(1).statuses).toEqual({ 404: served["/gone"] });
    expect(all.ok).toBe(served["/here"]);
    // A fast refusal is no speed.
    expect(all.latency.count).toBe(all.ok);
    expect(all.requests).toBe((served["/here"] ?? 0) + (served["/gone"] ?? 0));
  });

  it("TST-05: has as many requests on their way as there are users", async () => {
    let waiting = 0;
    let peak = 0;
    const port = await http((_, reply) => {
      waiting += 1;
      peak = Math.max(peak, waiting);
      setTimeout(() => {
        waiting -= 1;
        reply.end();
      }, 40);
    });
    const { peakConnections } = await runLoad(
      planFor(port, [{ path: "/" }], { model: { kind: "closed", users: 60 }, timeoutMs: 2_000 }),
    );
    expect(peak).toBe(60);
    expect(peakConnections).toBe(60);
  });

  it("PERF-01: an open load does not wait for a server that hangs: what was due counts", async () => {
    const port = await http(() => undefined);
    const all = await tallyOf(
      planFor(port, [{ path: "/" }], { model: { kind: "open", perSecond: 200, connections: 5 } }),
    );
    // 60 were due in 300 ms, on 5 connections that never come back.
    expect(all.requests).toBeGreaterThan(40);
    expect(all.faults).toEqual({ timeout: all.requests });
  });

  it("PERF-01: times of an open load count from when a request was due", async () => {
    // One connection, 50 ms an answer, 100 due a second: the later ones wait ever longer.
    const port = await http((_, reply) => setTimeout(() => reply.end(), 50));
    const { latency } = await tallyOf(
      planFor(port, [{ path: "/" }], {
        model: { kind: "open", perSecond: 100, connections: 1 },
        timeoutMs: 2_000,
      }),
    );
    expect(latency.max).toBeGreaterThan(3 * 50);
  });

  it("carries values from one answer into the next request, escaped where they go", async () => {
    const seen = new Set<string>();
    const port = await http((request, reply) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        if (request.method === "POST") {
          seen.add(`${request.url} ${request.headers["x-token"]} ${Buffer.concat(parts)}`);
        }
        reply.end(JSON.stringify({ list: [{ id: 'a "b" c' }] }));
      });
    });
    await tallyOf(
      planFor(port, [
        { path: "/first", capture: { id: "/list/0/id" } },
        // biome-ignore-start lint/suspicious/noTemplateCurlyInString: places of a scenario
        {
          path: "/next/${id}",
          headers: { "x-token": "${id}" },
          body: { id: "${id}", u: "${user}" },
        },
        // biome-ignore-end lint/suspicious/noTemplateCurlyInString: places of a scenario
      ]),
    );
    expect([...seen].sort()[0]).toBe('/next/a%20%22b%22%20c a "b" c {"id":"a \\"b\\" c","u":"0"}');
    expect(seen.size).toBe(4);
  });

  it.each([
    ["garbage", (socket: Socket) => socket.end("SSH-2.0-OpenSSH\r\n\r\n")],
    ["closed", (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")],
    ["timeout", (socket: Socket) => socket.write("HTTP/1.1 200 OK\r\nX: ")],
    ["reset", (socket: Socket) => socket.resetAndDestroy()],
  ] as const)("names what became of a request: %s", async (fault, answer) => {
    const port = await raw((socket) => socket.on("data", () => answer(socket)));
    const all = await tallyOf(planFor(port, [{ path: "/" }]));
    expect(all.requests).toBeGreaterThan(0);
    expect(all.faults).toEqual({ [fault]: all.requests });
    expect(all.ok).toBe(0);
  });

  it("ends early when it is told to, and keeps what it measured", async () => {
    const ending = new AbortController();
    let served = 0;
    const port = await http((_, reply) => {
      served += 1;
      if (served === 20) ending.abort();
      reply.end();
    });
    const plan = planFor(port, [{ path: "/" }], { durationMs: 60_000 });
    const { recorder } = await runLoad(plan, { signal: ending.signal });
    expect(recorder.tally().ok).toBeGreaterThanOrEqual(20);
  });
});
