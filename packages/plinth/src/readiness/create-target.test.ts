import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { createManualClock, systemClock } from "#core";
import { listen } from "../testing/listening.ts";
import { createTarget, TargetError, type TargetOptions } from "./create-target.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A service that answers as told, and remembers who asked what. */
const serve = async (listener: Listener) => {
  const asked: { method: string; url: string; from: string }[] = [];
  const server = createServer((request, response) => {
    const from = request.socket.remoteAddress ?? "";
    asked.push({ method: request.method ?? "", url: request.url ?? "", from });
    listener(request, response);
  });
  const { url, close } = await listen(server);
  closing.push(close);
  return { url, asked };
};

const open = (url: string, options: Partial<TargetOptions> = {}) =>
  createTarget({ url, depth: "look", clock: systemClock, ...options });

const ok: Listener = (_, response) => response.end("ok");

test.each([
  ["nonsense", /is not a URL/],
  ["ftp://127.0.0.1/", /neither http nor https/],
  ["http://user:secret@127.0.0.1/", /names a service only/],
  ["http://127.0.0.1/?x=1", /names a service only/],
  ["https://example.org", /not this machine.*--i-own-this/],
  ["http://127.0.0.1.example.org", /not this machine/],
  ["http://localhost.example.org", /not this machine/],
  ["http://10.0.0.1", /not this machine/],
])("TST-06: %s is refused in one sentence", async (url, reason) => {
  await expect(open(url)).rejects.toThrow(TargetError);
  await expect(open(url)).rejects.toThrow(reason);
});

test("TST-06: a service that is not there is one sentence, not a report", async () => {
  const { url } = await serve(ok);
  await closing.shift()?.();
  await expect(open(url)).rejects.toThrow(
    /^nothing answers at http:\/\/127\.0\.0\.1:\d+ \(.*ECONNREFUSED\)$/,
  );
});

test("TST-06: redirects are shown, never followed", async () => {
  const { url, asked } = await serve((_, response) =>
    response.writeHead(302, { Location: "https://attacker.example/" }).end(),
  );
  const target = await open(url);
  const answer = await target.ask("/somewhere");
  expect([answer.status, answer.headers.get("location")]).toEqual([
    302,
    "https://attacker.example/",
  ]);
  expect(asked.filter((one) => one.url === "/somewhere")).toHaveLength(1);
});

test("TST-06: paths leave as they are written, and headers come back as they came", async () => {
  const { url, asked } = await serve((_, response) => {
    response.setHeader("X-Twice", ["one", "two"]);
    response.setHeader("Set-Cookie", ["a=1", "b=2"]);
    response.end("{}");
  });
  const target = await open(url);
  const answer = await target.ask("/../%2e%2e//x?q=%zz");
  expect(asked.at(-1)?.url).toBe("/../%2e%2e//x?q=%zz");
  expect(answer.headerLines.filter(([name]) => name === "x-twice")).toHaveLength(2);
  expect(answer.headers.get("x-twice")).toBe("one, two");
  expect(answer.cookies).toEqual(["a=1", "b=2"]);
  expect(answer.json).toEqual({});
});

test("TST-06: the budget of a run is never passed", async () => {
  const { url, asked } = await serve(ok);
  const target = await open(url, { budget: 5 });
  const calls = Array.from({ length: 9 }, () => target.visitor().ask("/"));
  const settled = await Promise.allSettled(calls);
  expect(asked).toHaveLength(5);
  expect(settled.filter(({ status }) => status === "rejected")).toHaveLength(6);
  await expect(target.ask("/")).rejects.toThrow("the budget of 5 requests is used up");
});

test("TST-06: requests leave at the polite rate, spread by waiting", async () => {
  const { url } = await serve(ok);
  const clock = createManualClock();
  const waits: number[] = [];
  const pause = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    clock.advance(milliseconds);
    return Promise.resolve();
  };
  const target = await open(url, { clock, pause, requestsPerSecond: 20 });
  const before = waits.length;
  for (let call = 0; call < 10; call += 1) await target.ask("/");
  expect(waits.slice(before)).toEqual(Array.from({ length: 10 }, () => 50));
});

test("TST-06: a patient call waits for a short limit once, and never for a long one", async () => {
  let retryAfter = "7";
  const { url, asked } = await serve((request, response) => {
    if (request.url !== "/limited") return response.end();
    return response.writeHead(429, { "Retry-After": retryAfter }).end();
  });
  const waits: number[] = [];
  const pause = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  const target = await open(url, { pause, requestsPerSecond: 1_000_000 });
  const count = () => asked.filter((one) => one.url === "/limited").length;
  expect((await target.ask("/limited", { isPatient: true })).status).toBe(429);
  expect([count(), waits]).toEqual([2, [7_000]]);
  await target.ask("/limited");
  expect(count()).toBe(3);
  retryAfter = "3600";
  await target.ask("/limited", { isPatient: true });
  expect([count(), waits]).toEqual([4, [7_000]]);
});

test("TST-06: an answer that does not come, or does not end, is given up", async () => {
  const { url } = await serve((request, response) => {
    if (request.url === "/silent") return undefined;
    if (request.url === "/endless") return response.write("x");
    if (request.url === "/large") return response.end("x".repeat(5 * 1024 * 1024));
    return response.end();
  });
  const target = await open(url);
  const timeoutMs = 60;
  await expect(target.ask("/silent", { timeoutMs })).rejects.toThrow("no answer in 60 ms");
  await expect(target.ask("/endless", { timeoutMs })).rejects.toThrow("no answer in 60 ms");
  await expect(target.ask("/large")).rejects.toThrow("the answer is larger");
});

test("P-069: visitors of a service on this machine come from addresses of their own", async () => {
  const { url, asked } = await serve(ok);
  const target = await open(url);
  expect(target.hasVisitors).toBe(true);
  for (let call = 0; call < 20; call += 1) await target.visitor().ask("/from");
  const visitor = target.visitor();
  await visitor.ask("/same");
  await visitor.ask("/same");
  const from = (path: string) => asked.filter((one) => one.url === path).map((one) => one.from);
  expect(new Set(from("/from")).size).toBe(20);
  expect(new Set(from("/same")).size).toBe(1);
  expect(from("/from").every((address) => address.startsWith("127."))).toBe(true);
});

test("P-069: a visitor whose probe is over sends nothing more", async () => {
  const { url, asked } = await serve(ok);
  const target = await open(url);
  const ending = new AbortController();
  const visitor = target.visitor(ending.signal);
  ending.abort(new Error("the probe is over"));
  await expect(visitor.ask("/late")).rejects.toThrow("the probe is over");
  await expect(visitor.visitor().ask("/late")).rejects.toThrow("the probe is over");
  expect(asked.some((one) => one.url === "/late")).toBe(false);
});

test("P-069: what is remembered is made once for all visitors, and a failure is not kept", async () => {
  const { url } = await serve(ok);
  const target = await open(url);
  let made = 0;
  const make = () => {
    made += 1;
    return made === 1 ? Promise.reject(new Error("not yet")) : Promise.resolve(made);
  };
  await expect(target.remember("thing", make)).rejects.toThrow("not yet");
  expect(await target.visitor().remember("thing", make)).toBe(2);
  expect(await target.remember("thing", make)).toBe(2);
});

test("P-068: a document that strangers may not read is told from none", async () => {
  for (const [status, isGuarded] of [
    [401, true],
    [403, true],
    [404, false],
    [200, false],
  ] as const) {
    const { url } = await serve((_, response) => response.writeHead(status).end());
    const { unreadDocument } = await open(url);
    expect(unreadDocument, String(status)).toBe(
      isGuarded ? "/docs/json is guarded here" : undefined,
    );
  }
});

test("TST-06: only an OpenAPI document is taken for one", async () => {
  const bodies = ["<html></html>", "[]", '{"openapi":7}', '{"openapi":"3.1.0","paths":null}'];
  for (const body of bodies) {
    const { url } = await serve((_, response) => response.end(body));
    expect((await open(url)).document).toBeUndefined();
  }
  const { url } = await serve((_, response) => response.end('{"openapi":"3.1.0","paths":{}}'));
  expect((await open(url)).document).toEqual({ openapi: "3.1.0", paths: {} });
});
