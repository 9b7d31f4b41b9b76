import { PassThrough, Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "#core";
import { Type } from "#policy";
import { startKernel, type TestKernel } from "../../kernel.test-support.ts";
import { route } from "../../route.ts";
import { streamReply } from "./stream.ts";

const shared = {
  access: { public: true, because: "only for this test" },
  summary: "Streams",
  limit: { none: "not the subject" },
} as const;
const EVENTS = ["Content-Type", "text/event-stream"];
const IDLE_MS = 30_000;

let source: PassThrough;
let clock: ManualClock;
let kernel: TestKernel;

const routes = [
  route.get(
    "/events",
    { ...shared, produces: "stream", responses: { 200: Type.String() } },
    async () => streamReply(200, source, EVENTS, { idleMs: IDLE_MS }),
  ),
  route.get("/json", { ...shared, responses: { 200: Type.String() } }, () =>
    streamReply(200, source, EVENTS),
  ),
  route.get(
    "/undeclared",
    { ...shared, produces: "stream", responses: { 200: Type.String() } },
    () => streamReply(202, source, EVENTS),
  ),
  route.get("/foreign", { ...shared, responses: { 200: Type.String() } }, () =>
    streamReply(418, Readable.from([Buffer.from("short")]), [], { isForeign: true }),
  ),
];

beforeEach(async () => {
  source = new PassThrough();
  clock = createManualClock();
  kernel = await startKernel(routes, { startTimer: clock.startTimer });
});
afterEach(() => kernel.stop());

const recorded = (code: string): boolean => kernel.lines.some((line) => line.includes(code));
const inFlight = (): number => kernel.recorder.totals().inFlight;

describe("a streamed answer", () => {
  it("GW-03: begins before its first byte exists, and passes each piece as it comes", async () => {
    const answer = await kernel.fetch("/events");
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    const reader = answer.body?.getReader();
    for (const piece of ["data: 1\n\n", "data: 2\n\n"]) {
      source.write(piece);
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(piece);
    }
    expect(inFlight()).toBe(1);
    source.end();
    expect((await reader?.read())?.done).toBe(true);
    expect(inFlight()).toBe(0);
  });

  it("takes from its source only what the client takes", async () => {
    const answer = await kernel.fetch("/events");
    const block = Buffer.alloc(65_536);
    let written = 0;
    // A client that does not read fills the buffers of the sockets, and then everything waits.
    while (written < 1_000 && source.write(block)) {
      written += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(written).toBeLessThan(1_000);
    await answer.body?.cancel();
  });

  it("P-032: destroys its source when the client leaves, and is counted once", async () => {
    const leaving = new AbortController();
    await kernel.fetch("/events", { signal: leaving.signal });
    const closed = new Promise((resolve) => source.once("close", resolve));
    leaving.abort();
    await closed;
    expect(kernel.recorder.totals()).toMatchObject({ total: 1, inFlight: 0 });
    expect(recorded('"status":499')).toBe(true);
  });

  it("breaks the connection when its source fails: no part is taken for the whole", async () => {
    const answer = await kernel.fetch("/events");
    source.write("half");
    source.destroy(new Error("the source broke"));
    await expect(answer.text()).rejects.toThrow();
    expect(recorded("STREAM_BROKEN")).toBe(true);
    expect(inFlight()).toBe(0);
  });

  it("is cut off once nothing moved for its idle time, and not while something does", async () => {
    const answer = await kernel.fetch("/events");
    const reader = answer.body?.getReader();
    for (let round = 0; round < 3; round += 1) {
      source.write("data: x\n\n");
      await reader?.read();
      clock.advance(IDLE_MS);
    }
    expect(source.destroyed).toBe(false);
    clock.advance(IDLE_MS);
    await expect(reader?.read()).rejects.toThrow();
    expect(recorded("STREAM_IDLE")).toBe(true);
  });

  it("is refused on a route that promised something else, and frees its source", async () => {
    expect((await kernel.fetch("/json")).status).toBe(500);
    expect(source.destroyed).toBe(true);
    source = new PassThrough();
    expect((await kernel.fetch("/undeclared")).status).toBe(500);
  });

  it("of somebody else passes with any status", async () => {
    const answer = await kernel.fetch("/foreign");
    expect([answer.status, await answer.text()]).toEqual([418, "short"]);
  });

  it("has no body for HEAD", async () => {
    const answer = await kernel.fetch("/events", { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(source.destroyed).toBe(true);
  });
});
