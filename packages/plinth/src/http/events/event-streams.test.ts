import { afterEach, describe, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "#core";
import { strictObject, Type } from "#policy";
import { startKernel, type TestKernel } from "../kernel.test-support.ts";
import type { Principal } from "../request/principal.ts";
import { route } from "../route.ts";
import { type EventStream, eventReply } from "./event-reply.ts";

const EVENTS = {
  access: "user",
  summary: "Tells what happens",
  limit: { none: "not the subject" },
  produces: "events",
  responses: { 200: strictObject({ n: Type.Number() }) },
} as const;

const caller = (userId: string): Principal => ({
  userId,
  role: "user",
  permissions: [],
  tier: "free",
  sessionId: "s",
  method: "bearer",
  assurance: 1,
  authenticatedAt: 0,
  lacksSecondFactor: false,
});

let kernel: TestKernel | undefined;
afterEach(() => kernel?.stop());

interface Bench {
  readonly clock: ManualClock;
  readonly kernel: TestKernel;
  /** Streams that are open, in order. */
  readonly streams: EventStream[];
  readonly closed: () => number;
  readonly open: (user?: string, init?: RequestInit) => Promise<Client>;
}

interface Client {
  readonly answer: Response;
  /** Everything until `text` was read, or the end. */
  readonly until: (text: string) => Promise<string>;
  readonly leave: () => void;
}

const readerOf = (answer: Response) => answer.body?.getReader();

const clientOf = (answer: Response, leaving: AbortController): Client => {
  const decoder = new TextDecoder();
  let reader: ReturnType<typeof readerOf>;
  return {
    answer,
    until: async (text) => {
      let seen = "";
      reader ??= readerOf(answer);
      while (!seen.includes(text)) {
        const piece = await reader?.read();
        if (piece === undefined || piece.done) return `${seen}<end>`;
        seen += decoder.decode(piece.value, { stream: true });
      }
      return seen;
    },
    leave: () => leaving.abort(),
  };
};

const bench = async (
  options: {
    readonly holds?: () => boolean;
    readonly limits?: { readonly perCaller: number; readonly total: number };
    readonly maxMs?: number;
  } = {},
): Promise<Bench> => {
  const clock = createManualClock();
  const streams: EventStream[] = [];
  let closed = 0;
  const started = await startKernel(
    [
      route.get("/events", EVENTS, () =>
        eventReply(
          (stream) => {
            streams.push(stream);
            return () => {
              closed += 1;
            };
          },
          options.maxMs === undefined ? {} : { maxMs: options.maxMs },
        ),
      ),
      route.get("/plain", { ...EVENTS, produces: "json" }, () => eventReply(() => () => undefined)),
    ],
    {
      clock,
      startTimer: clock.startTimer,
      authenticator: {
        cookieName: "sid",
        authenticate: ({ bearer = "" }) => caller(bearer),
        holds: options.holds ?? (() => true),
      },
      ...(options.limits === undefined ? {} : { streams: options.limits }),
    },
  );
  kernel = started;
  return {
    clock,
    kernel: started,
    streams,
    closed: () => closed,
    open: async (user = "robin", init = {}) => {
      const leaving = new AbortController();
      const answer = await started.fetch("/events", {
        ...init,
        headers: { authorization: `Bearer ${user}` },
        signal: leaving.signal,
      });
      return clientOf(answer, leaving);
    },
  };
};

const recorded = ({ kernel: { lines } }: Bench, text: string) =>
  expect.poll(() => lines.some((line) => line.includes(text))).toBe(true);

describe("a stream of events", () => {
  it("begins at once, is kept by nobody, and carries each event when it happens", async () => {
    const at = await bench();
    const client = await at.open();
    const { headers, status } = client.answer;
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-accel-buffering")).toBe("no");
    expect(headers.get("connection")).toBe("close");
    expect(await client.until("\n\n")).toBe("retry: 2000\n\n");
    at.streams[0]?.send({ id: "1", event: "told", data: '{"n":1}' });
    expect(await client.until("\n\n")).toBe('id: 1\nevent: told\ndata: {"n":1}\n\n');
  });

  it("says every 15 seconds that it is still there", async () => {
    const at = await bench();
    const client = await at.open();
    await client.until("\n\n");
    at.clock.advance(15_000);
    expect(await client.until("\n\n")).toBe(": still here\n\n");
    at.clock.advance(15_000);
    expect(await client.until("\n\n")).toBe(": still here\n\n");
  });

  it("P-032: is over when its client leaves, and is counted once", async () => {
    const at = await bench();
    const client = await at.open();
    await client.until("\n\n");
    client.leave();
    await recorded(at, '"status":499');
    expect(at.closed()).toBe(1);
    expect(at.streams[0]?.send({ data: "late" })).toBe(false);
    expect(at.kernel.recorder.totals()).toMatchObject({ total: 1, inFlight: 0 });
  });

  it("SES-07: ends within a second of the sign-out, and says so", async () => {
    let isHeld = true;
    const at = await bench({ holds: () => isHeld });
    const client = await at.open();
    await client.until("\n\n");
    at.clock.advance(1_000);
    isHeld = false;
    at.clock.advance(1_000);
    expect(await client.until("<never>")).toBe(
      'event: end\ndata: {"reason":"signed-out"}\n\n<end>',
    );
    expect(at.streams[0]?.send({ data: "secret" })).toBe(false);
    await recorded(at, "SESSION_ENDED");
  });

  it("ends after its time, and when the server drains, and lets nobody in then", async () => {
    const at = await bench({ maxMs: 60_000 });
    const first = await at.open();
    await first.until("\n\n");
    at.clock.advance(60_000);
    expect(await first.until("<never>")).toContain('{"reason":"time"}');
    const second = await at.open();
    await second.until("\n\n");
    const drained = at.kernel.server.drain(5_000);
    expect(await second.until("<never>")).toContain('{"reason":"draining"}');
    await drained;
    expect(at.closed()).toBe(2);
  });

  it("is cut where its client takes too little, and holds no more than its bound", async () => {
    const at = await bench();
    const client = await at.open();
    await client.until("\n\n");
    const data = "x".repeat(65_536);
    let sent = 0;
    // A client that does not read fills the buffers of both sockets, and then the stream's own.
    while (at.streams[0]?.send({ data }) === true && sent < 1_000) {
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sent).toBeLessThan(1_000);
    expect(at.closed()).toBe(1);
    expect(await client.until("<never>")).toContain('{"reason":"slow"}');
    await recorded(at, "STREAM_SLOW");
  });
});

describe("how many streams are open", () => {
  it("is bounded for each caller and for all, and a place is free again at the end", async () => {
    const at = await bench({ limits: { perCaller: 2, total: 3 } });
    const first = await at.open("robin");
    await at.open("robin");
    const third = await at.open("robin");
    expect([third.answer.status, third.answer.headers.get("retry-after")]).toEqual([429, "30"]);
    expect(await third.answer.json()).toMatchObject({ code: "TOO_MANY_STREAMS" });
    await at.open("kim");
    const fifth = await at.open("alex");
    expect(fifth.answer.status).toBe(503);
    first.leave();
    await recorded(at, '"status":499');
    expect((await at.open("robin")).answer.status).toBe(200);
  });

  it("counts no stream for HEAD, and none that a route never declared", async () => {
    const at = await bench({ limits: { perCaller: 1, total: 1 } });
    const head = await at.open("robin", { method: "HEAD" });
    expect([head.answer.status, await head.answer.text()]).toEqual([200, ""]);
    const wrong = await at.kernel.fetch("/plain", { headers: { authorization: "Bearer robin" } });
    expect(wrong.status).toBe(500);
    expect((await at.open("robin")).answer.status).toBe(200);
  });
});
