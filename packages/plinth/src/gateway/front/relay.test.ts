import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createManualClock, nodeHttp } from "#core";
import { createHttpServer, createOriginResolver } from "#http";
import { listen } from "../../testing/listening.ts";
import { createFront, type Front } from "./relay.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Handler = Parameters<typeof nodeHttp.createServer>[1];

/** A slot on a port of its own. */
const slot = async (handler: NonNullable<Handler>) => {
  const { url, close } = await listen(nodeHttp.createServer({}, handler));
  closers.push(close);
  return { origin: url, close };
};

const open = async (change: { readonly room?: number } = {}) => {
  const clock = createManualClock(0);
  const front = createFront({
    resolveOrigin: createOriginResolver([]),
    // Tries come again at once; how long callers wait is said by the clock.
    startTimer: (milliseconds, call) => {
      if (milliseconds >= 1_000) return clock.startTimer(milliseconds, call);
      const timer = setImmediate(call);
      return () => clearImmediate(timer);
    },
    monotonic: clock.now,
    holdMs: 30_000,
    room: change.room ?? 100,
    isClosing: () => false,
    faultHeaders: ["X-Content-Type-Options", "nosniff"],
  });
  const server = createHttpServer(front.listener);
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  closers.push(async () => {
    front.close();
    await front.destroy();
    await server.drain(0);
  });
  return { front, clock, url: `http://127.0.0.1:${port}` };
};

/** Resolves when so many requests wait. */
const untilHeld = async (front: Front, count: number): Promise<void> => {
  while (front.figures().held < count) await new Promise((resolve) => setImmediate(resolve));
};

const echo: NonNullable<Handler> = (raw, reply) => {
  const parts: Buffer[] = [];
  raw.on("data", (part: Buffer) => parts.push(part));
  raw.on("end", () => {
    const { headers, method, url } = raw;
    reply.setHeader("Set-Cookie", ["a=1", "b=2"]);
    reply.end(JSON.stringify({ method, url, headers, body: Buffer.concat(parts).toString() }));
  });
};

describe("the listener before two slots", () => {
  it("DEP-03: passes requests on as they are, says who called, and names the slot", async () => {
    const { origin } = await slot(echo);
    const { front, url } = await open();
    front.point({ origin, label: "blue; deploy=1" });
    const answer = await fetch(`${url}/a?b=%20c`, {
      method: "POST",
      body: "x".repeat(100_000),
      headers: { "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Own": "1" },
    });
    expect(answer.headers.get("plinth-slot")).toBe("blue; deploy=1");
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    const seen = (await answer.json()) as {
      readonly headers: Record<string, string>;
      readonly body: string;
    };
    expect(seen).toMatchObject({ method: "POST", url: "/a?b=%20c" });
    expect(seen.body).toHaveLength(100_000);
    // What the client says of itself counts for nothing.
    expect(seen.headers).toMatchObject({
      ...{ "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http", "x-own": "1" },
      host: new URL(url).host,
    });
  });

  it("DEP-03: who comes while a slot takes over waits, and is answered by the new one", async () => {
    const one = await slot((_, reply) => void reply.end("one"));
    const two = await slot((_, reply) => void reply.end("two"));
    const { front, url } = await open();
    front.point({ origin: one.origin, label: "blue" });
    expect(await (await fetch(url)).text()).toBe("one");
    front.hold();
    const held = Promise.all([fetch(url), fetch(url, { method: "POST", body: "small" })]);
    await untilHeld(front, 2);
    await one.close();
    front.point({ origin: two.origin, label: "green" });
    const answers = await held;
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(["two", "two"]);
    expect(answers.map(({ headers }) => headers.get("plinth-slot"))).toEqual(["green", "green"]);
    expect(front.figures()).toMatchObject({ answered: 3, unanswered: 0, held: 0, underWay: 0 });
  });

  it("P-062: what a slot took and did not answer goes to the next where nothing can happen twice", async () => {
    const taken: string[] = [];
    const dying = await slot((raw) => {
      taken.push(raw.method ?? "");
      raw.socket.destroy();
    });
    const { front, url } = await open();
    front.point({ origin: dying.origin, label: "blue" });
    const asked = fetch(url);
    while (taken.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const two = await slot((_, reply) => void reply.end("two"));
    front.point({ origin: two.origin, label: "green" });
    expect(await (await asked).text()).toBe("two");
    front.point({ origin: dying.origin, label: "blue" });
    // It may have acted: nobody can say, and it is not sent twice.
    const refused = await fetch(url, { method: "POST", body: "pay" });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([502, "5"]);
    expect(taken.filter((method) => method === "POST")).toHaveLength(1);
  });

  it("P-062: where nobody listens, a request that changes something waits for the next slot, too", async () => {
    const one = await slot(echo);
    const { front, url } = await open();
    front.point({ origin: one.origin, label: "blue" });
    await one.close();
    const asked = fetch(url, { method: "POST", body: "pay" });
    while (front.figures().again === 0) await new Promise((resolve) => setImmediate(resolve));
    const two = await slot(echo);
    front.point({ origin: two.origin, label: "green" });
    expect(await (await asked).json()).toMatchObject({ method: "POST", body: "pay" });
  });

  it("DEP-03: nobody waits for ever, nor beyond the room, nor where nothing is deployed", async () => {
    const { front, clock, url } = await open({ room: 1 });
    front.hold();
    const first = fetch(url);
    await untilHeld(front, 1);
    expect((await fetch(url)).status).toBe(503);
    clock.advance(30_000);
    const late = await first;
    expect([late.status, late.headers.get("x-content-type-options")]).toEqual([503, "nosniff"]);
    expect(await late.json()).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    front.close();
    expect((await fetch(url)).status).toBe(503);
  });

  it("DEP-03: a WebSocket is joined with its slot; one that the slot refuses gets its answer", async () => {
    const { origin } = await slot((_, reply) => {
      reply.writeHead(403);
      reply.end();
    });
    const agreeing = nodeHttp.createServer();
    agreeing.on("upgrade", (raw, socket) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Host: ${raw.headers.host}\r\n\r\n`,
      );
      socket.on("data", (part) => socket.write(part));
      socket.on("error", () => socket.destroy());
    });
    agreeing.listen(0, "127.0.0.1");
    await once(agreeing, "listening");
    closers.push(() => agreeing.close());
    const { front, url } = await open();
    const { hostname, port, host } = new URL(url);
    const headers = { Connection: "Upgrade", Upgrade: "websocket" };
    const wish = () => nodeHttp.request({ hostname, port, headers, agent: false }).end();
    front.point({ origin, label: "blue" });
    const [refusal] = await once(wish(), "response");
    expect(refusal.statusCode).toBe(403);
    refusal.resume();
    const { port: own } = agreeing.address() as AddressInfo;
    front.point({ origin: `http://127.0.0.1:${own}`, label: "green" });
    const [answer, socket] = await once(wish(), "upgrade");
    expect([answer.statusCode, answer.headers["x-host"]]).toEqual([101, host]);
    socket.write("frame");
    expect(String((await once(socket, "data"))[0])).toBe("frame");
    socket.destroy();
  });

  it("DEP-03: a slot that says nothing to the wish for a WebSocket is not waited for without end", async () => {
    const silent = nodeHttp.createServer();
    let asked = 0;
    let left = 0;
    silent.on("upgrade", (_, socket) => {
      asked += 1;
      socket.resume().once("end", () => {
        left += 1;
      });
    });
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    closers.push(() => silent.close());
    const { front, clock, url } = await open();
    front.point({
      origin: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      label: "blue",
    });
    const { hostname, port } = new URL(url);
    const headers = { Connection: "Upgrade", Upgrade: "websocket" };
    const wish = once(
      nodeHttp.request({ hostname, port, headers, agent: false }).end(),
      "response",
    );
    await expect.poll(() => asked).toBe(1);
    expect(front.figures().underWay).toBe(1);
    clock.advance(30_000);
    const [answer] = await wish;
    answer.resume();
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "5"]);
    await expect.poll(() => left).toBe(1);
    expect(front.figures()).toMatchObject({ underWay: 0, unanswered: 1, answered: 0 });
  });

  it("DEP-03: a wish for a WebSocket waits for the next slot where its own is gone", async () => {
    const one = await slot(echo);
    const { front, url } = await open();
    front.point({ origin: one.origin, label: "blue" });
    await one.close();
    const { hostname, port } = new URL(url);
    const headers = { Connection: "Upgrade", Upgrade: "websocket" };
    const wish = once(
      nodeHttp.request({ hostname, port, headers, agent: false }).end(),
      "response",
    );
    while (front.figures().again === 0) await new Promise((resolve) => setImmediate(resolve));
    const two = await slot((_, reply) => {
      reply.writeHead(403);
      reply.end();
    });
    front.point({ origin: two.origin, label: "green" });
    const [answer] = await wish;
    answer.resume();
    expect([answer.statusCode, answer.headers["plinth-slot"]]).toEqual([403, "green"]);
  });

  it.each(["the slot", "the front"])(
    "UPL-02: %s refuses a body, and its sender is not reset",
    async (who) => {
      const refusing = await slot((_, reply) => {
        reply.writeHead(413, { Connection: "close" });
        reply.end("too much");
      });
      const { front, url } = await open();
      if (who === "the slot") front.point({ origin: refusing.origin, label: "blue" });
      else front.close();
      const { hostname, port } = new URL(url);
      const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      closers.push(() => socket.destroy());
      const faults: Error[] = [];
      socket.on("error", (fault) => void faults.push(fault));
      let text = "";
      socket.on("data", (part) => {
        text += part.toString("latin1");
      });
      const ended = once(socket, "end");
      const piece = Buffer.alloc(65_536, 32);
      socket.write(`POST / HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 67108864\r\n\r\n`);
      socket.write(piece);
      await ended;
      expect(text).toMatch(/^HTTP\/1\.1 (?:413|503) .*\r\nConnection: close\r\n/s);
      for (let pieces = 0; pieces < 32; pieces += 1) {
        await new Promise((resolve) => socket.write(piece, resolve));
      }
      expect(faults).toEqual([]);
    },
  );

  it("DEP-03: a switch waits for the heads of answers under way, and no longer than it may", async () => {
    let answer: (() => void) | undefined;
    const { origin } = await slot((_, reply) => {
      answer = () => reply.end("at last");
    });
    const { front, clock, url } = await open();
    front.point({ origin, label: "blue" });
    const asked = fetch(url);
    while (answer === undefined) await new Promise((resolve) => setImmediate(resolve));
    let settled = 0;
    void front.settle(origin, 20_000).then(() => {
      settled += 1;
    });
    const whole = front.settle(origin, 60_000).then(() => {
      settled += 1;
    });
    clock.advance(20_000);
    await Promise.resolve();
    expect(settled).toBe(1);
    answer();
    await whole;
    expect([settled, await (await asked).text()]).toEqual([2, "at last"]);
  });
});
