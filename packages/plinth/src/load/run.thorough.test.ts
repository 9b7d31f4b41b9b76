import {
  createServer as createHttpServer,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import fc from "fast-check";
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
/** Upper borders in milliseconds, as the server's own histogram has them. */
const BORDERS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];
const bucketOf = (milliseconds: number): number =>
  BORDERS.filter((border) => border < milliseconds).length;
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
    const { recorder } = await runLoad(
      planFor(port, [{ path: "/here" }, { path: "/gone" }], { timeoutMs: 10_000 }),
    );
    const all = recorder.tally();
    expect(recorder.tallyOf(0).statuses).toEqual({ 200: served["/here"] });
    expect(recorder.tallyOf(1).statuses).toEqual({ 404: served["/gone"] });
    expect(all.ok).toBe(served["/here"]);
    // A fast refusal is no speed.
    expect(all.latency.count).toBe(all.ok);
    expect(all.requests).toBe((served["/here"] ?? 0) + (served["/gone"] ?? 0));
  });

  it("P-055, TST-05: at any number of users the server has exactly as many requests on their way", async () => {
    const users = fc.integer({ min: 1, max: 120 });
    const property = fc.asyncProperty(users, async (asked) => {
      const ending = new AbortController();
      let waiting: ServerResponse[] = [];
      let peak = 0;
      let rounds = 0;
      // Nobody is answered before all have come: who sends one after another stays at one.
      const port = await http((_, reply) => {
        waiting.push(reply);
        peak = Math.max(peak, waiting.length);
        if (waiting.length < asked && rounds < 3) return;
        const all = waiting;
        waiting = [];
        rounds += 1;
        if (rounds === 3) ending.abort();
        for (const one of all) one.end();
      });
      const model = { kind: "closed", users: asked } as const;
      const plan = planFor(port, [{ path: "/" }], { model, durationMs: 5_000, timeoutMs: 20_000 });
      const { peakConnections } = await runLoad(plan, { signal: ending.signal });
      expect(peak).toBe(asked);
      expect(peakConnections).toBe(asked);
    });
    // More users than are let in at one time, too.
    await fc.assert(property, { numRuns: 6, examples: [[1], [450]] });
  });

  it("P-056: of any answers, refusals and silences client and server count the same, in times of the same bucket", async () => {
    const fates = fc.array(fc.constantFrom("fast", "slow", "refused", "silent", "cut"), {
      minLength: 2,
      maxLength: 12,
    });
    const property = fc.asyncProperty(fates, async (cycle) => {
      const ending = new AbortController();
      const served = { ok: 0, refused: 0, silent: 0, cut: 0 };
      const times: number[] = [];
      let count = 0;
      const port = await http((request, reply) => {
        const came = performance.now();
        const fate = cycle[count % cycle.length];
        count += 1;
        if (count === 40) ending.abort();
        if (fate === "silent" && served.silent < 8) {
          served.silent += 1;
        } else if (fate === "cut") {
          served.cut += 1;
          request.socket.resetAndDestroy();
        } else if (fate === "refused") {
          served.refused += 1;
          reply.writeHead(503).end();
        } else {
          const answer = (): void => {
            // As a server counts it: whoever left before the answer got none.
            if (request.socket.destroyed) {
              served.silent += 1;
              return;
            }
            served.ok += 1;
            times.push(performance.now() - came);
            reply.end();
          };
          setTimeout(answer, fate === "slow" ? 200 : 60);
        }
      });
      const plan = planFor(port, [{ path: "/" }], {
        model: { kind: "closed", users: 8 },
        durationMs: 20_000,
        timeoutMs: 800,
      });
      const { recorder } = await runLoad(plan, { signal: ending.signal });
      const { requests, ok, statuses, faults, latency } = recorder.tally();
      expect(requests).toBe(count);
      expect({
        ok,
        refused: statuses[503] ?? 0,
        silent: faults.timeout ?? 0,
        cut: faults.reset ?? 0,
      }).toEqual(served);
      if (ok === 0) return;
      times.sort((one, other) => one - other);
      for (const [share, seen] of [
        [0.5, latency.p50],
        [0.9, latency.p90],
      ] as const) {
        const own = times[Math.ceil(share * times.length) - 1] ?? 0;
        expect(Math.abs(bucketOf(seen) - bucketOf(own))).toBeLessThanOrEqual(1);
      }
    });
    await fc.assert(property, {
      numRuns: 3,
      examples: [[["fast", "slow", "refused", "silent", "cut"]]],
    });
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
    const ending = new AbortController();
    const port = await http((request, reply) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        if (request.method === "POST") {
          seen.add(`${request.url} ${request.headers["x-token"]} ${Buffer.concat(parts)}`);
          if (seen.size === 4) ending.abort();
        }
        reply.end(JSON.stringify({ list: [{ id: 'a "b" c' }] }));
      });
    });
    const steps = [
      { path: "/first", capture: { id: "/list/0/id" } },
      // biome-ignore-start lint/suspicious/noTemplateCurlyInString: places of a scenario
      {
        path: "/next/${id}",
        headers: { "x-token": "${id}" },
        body: { id: "${id}", u: "${user}" },
      },
      // biome-ignore-end lint/suspicious/noTemplateCurlyInString: places of a scenario
    ];
    // Until each of the four was there, however long that takes.
    const plan = planFor(port, steps, { durationMs: 60_000, timeoutMs: 10_000 });
    await runLoad(plan, { signal: ending.signal });
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
    const timeoutMs = fault === "timeout" ? 100 : 10_000;
    const all = await tallyOf(planFor(port, [{ path: "/" }], { timeoutMs }));
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
    // The answers on their way to the four at that moment are nobody's.
    expect(recorder.tally().ok).toBeGreaterThanOrEqual(16);
  });
});
