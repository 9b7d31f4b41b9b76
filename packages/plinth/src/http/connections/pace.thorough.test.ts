import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "#core";
import { startKernel, type TestKernel } from "../kernel.test-support.ts";
import { route } from "../route.ts";
import { openSocket, untilClosed } from "./raw.test-support.ts";

const common = {
  access: { public: true, because: "only for this test" },
  summary: "A test",
  limit: { none: "not the subject" },
  responses: { 200: { type: "string" } },
} as const;
const LARGE = "x".repeat(48 * 1024 * 1024);
const SIZE = 40_000;
const postHead = (path: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: ${SIZE}\r\n\r\n`;

let clock: ManualClock;
let kernel: TestKernel;
let handled: number;
let socket: Socket;

beforeEach(async () => {
  clock = createManualClock();
  handled = 0;
  const answer = () => {
    handled += 1;
    return "ok";
  };
  const body = { ...common, body: { type: "object" } } as const;
  kernel = await startKernel(
    [
      route.post("/short", { ...body, timeout: "10s" }, answer),
      route.post("/long", { ...body, timeout: "10m" }, answer),
      route.get("/large", { ...common, produces: "text" }, () => LARGE),
    ],
    {
      startTimer: clock.startTimer,
      checkAnswers: false,
      server: { startTimer: clock.startTimer, monotonic: clock.now },
    },
  );
  socket = await openSocket(kernel.port);
});
afterEach(async () => {
  socket.destroy();
  await kernel.stop();
});

const inFlight = (): number => kernel.recorder.totals().inFlight;
const ended = (reason: string): boolean =>
  kernel.metrics.render().includes(`connections_ended_total{reason="${reason}"} 1`);
/** Lets both ends see what the other sent. */
const settle = async (): Promise<void> => {
  for (let at = 0; at < 5; at += 1) await turn();
};
/** Seconds go by, with a look at each. */
const pass = async (seconds: number, each?: (second: number) => void): Promise<void> => {
  for (let second = 1; second <= seconds; second += 1) {
    each?.(second);
    await settle();
    clock.advance(1_000);
  }
  await settle();
};

describe("bodies that come slowly", () => {
  it("one that trickles ends although each piece arrives: 408, and the connection", async () => {
    const answer = untilClosed(socket);
    socket.write(`${postHead("/long")}{`);
    await expect.poll(inFlight).toBe(1);
    await pass(30, (second) => {
      if (second % 4 === 0) socket.write(" ");
    });
    const { statuses, text } = await answer;
    expect(statuses).toEqual([408]);
    expect(text).toContain("REQUEST_TIMEOUT");
    expect([handled, ended("slow-body")]).toEqual([0, true]);
  });

  it("one that keeps its pace may take long", async () => {
    const answer = untilClosed(socket);
    socket.write(`${postHead("/long").replace("Host", "Connection: close\r\nHost")}{`);
    await expect.poll(inFlight).toBe(1);
    const piece = " ".repeat(600);
    await pass(60, () => socket.write(piece));
    socket.write(`${" ".repeat(SIZE - 2 - 60 * 600)}}`);
    expect((await answer).statuses).toEqual([200]);
    expect(handled).toBe(1);
  });

  it("the time of its own route counts too: 408, not 503, because the client was late", async () => {
    const answer = untilClosed(socket);
    socket.write(`${postHead("/short")}{`);
    await expect.poll(inFlight).toBe(1);
    clock.advance(10_000);
    const { statuses, text } = await answer;
    expect(statuses).toEqual([408]);
    expect(text).toContain("Connection: close");
  });

  it("one that nobody reads must come at a pace as well", async () => {
    const answer = untilClosed(socket);
    socket.write(postHead("/nowhere"));
    await expect.poll(() => kernel.recorder.totals().total).toBe(1);
    await pass(30);
    expect((await answer).statuses).toEqual([404]);
    expect(ended("slow-body")).toBe(true);
  });
});

describe("clients that take answers slowly", () => {
  it("one that never reads is cut off, and what waited for it is freed", async () => {
    socket.pause();
    socket.write("GET /large HTTP/1.1\r\nHost: t\r\n\r\n");
    await expect.poll(() => kernel.recorder.totals().total).toBe(1);
    await pass(25);
    expect(ended("slow-reader")).toBe(true);
    await expect.poll(kernel.server.connections).toBe(0);
  });

  it("one that reads at a pace gets all of it, however long it takes", async () => {
    let read = 0;
    socket.write("GET /large HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("data", (chunk: Buffer) => {
      read += chunk.length;
      socket.pause();
    });
    await pass(40, () => socket.resume());
    expect(ended("slow-reader")).toBe(false);
    expect(kernel.server.connections()).toBe(1);
    socket.removeAllListeners("data");
    socket.on("data", (chunk: Buffer) => {
      read += chunk.length;
    });
    socket.resume();
    await closed;
    expect(read).toBeGreaterThan(LARGE.length);
  });
});
