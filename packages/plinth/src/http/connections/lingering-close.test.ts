import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "#core";
import { startKernel, type TestKernel } from "../kernel.test-support.ts";
import { route } from "../route.ts";
import { LOOK_MS } from "./lingering-close.ts";

const SIZE = 64 * 1024 * 1024;
const POST = `POST / HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: ${SIZE}\r\n\r\n`;
const PIECE = Buffer.alloc(64 * 1024, 32);

let clock: ManualClock;
let kernel: TestKernel;
let handled: number;
let socket: Socket;
let faults: Error[];

const open = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    // A client that goes on writing after the other side has ended.
    const one = connect({ host: "127.0.0.1", port: kernel.port, allowHalfOpen: true }, () =>
      resolve(one),
    );
    one.once("error", reject);
  });

/** Everything until the server says that nothing more comes. */
const answered = (): Promise<string> =>
  new Promise((resolve) => {
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.once("end", () => resolve(text));
  });

const write = (bytes: string | Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.write(bytes, (fault) => (fault ? reject(fault) : resolve()));
  });

const connections = (): string | undefined =>
  /^connections_open (\d+)$/m.exec(kernel.metrics.render())?.[1];

beforeEach(async () => {
  clock = createManualClock();
  handled = 0;
  faults = [];
  kernel = await startKernel(
    [
      route.post(
        "/",
        {
          access: { public: true, because: "only for this test" },
          summary: "A test",
          limit: { none: "not the subject" },
          responses: { 200: { type: "string" } },
          body: { type: "object" },
        },
        () => {
          handled += 1;
          return "ok";
        },
      ),
    ],
    { server: { startTimer: clock.startTimer } },
  );
  socket = await open();
  socket.removeAllListeners("error");
  socket.on("error", (fault) => void faults.push(fault));
});
afterEach(async () => {
  socket.destroy();
  await kernel.stop();
});

describe("a body that is refused while it comes", () => {
  it("UPL-02: its sender is answered, may go on for a while, and is not reset", async () => {
    const answer = answered();
    await write(POST);
    expect(await answer).toMatch(/^HTTP\/1\.1 413 .*\r\nConnection: close\r\n/s);
    for (let piece = 0; piece < 32; piece += 1) await write(PIECE);
    expect(connections()).toBe("1");
    expect(faults).toEqual([]);
    socket.end();
    for (let look = 0; look < 2; look += 1) clock.advance(LOOK_MS);
    await expect.poll(connections).toBe("0");
    expect(faults).toEqual([]);
  });

  it("WEB-11: is not waited for longer than two seconds", async () => {
    const answer = answered();
    await write(POST);
    await answer;
    for (let look = 0; look < 7; look += 1) clock.advance(LOOK_MS);
    await write(PIECE);
    expect(connections()).toBe("1");
    clock.advance(LOOK_MS);
    await expect.poll(connections).toBe("0");
  });

  it("UPL-02: no more than 16 MiB of it is read", async () => {
    const answer = answered();
    await write(POST);
    await answer;
    // Far more than the limit and all that lies in buffers between the two.
    for (let piece = 0; piece < 480; piece += 1) await write(PIECE).catch(() => undefined);
    clock.advance(LOOK_MS);
    await expect.poll(connections).toBe("0");
  });

  it("GW-03: a request that was sent behind it is answered by nobody", async () => {
    const small = POST.replace(String(SIZE), "100000");
    const answer = answered();
    await write(`${small}${"x".repeat(50_000)}`);
    const text = await answer;
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    await write(`${"x".repeat(50_000)}${POST.replace(String(SIZE), "2")}{}`);
    await expect
      .poll(() => {
        clock.advance(LOOK_MS);
        return connections();
      })
      .toBe("0");
    expect(handled).toBe(0);
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it("a body that came whole ends its connection at once", async () => {
    const answer = answered();
    await write(
      `${POST.replace(String(SIZE), "2").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")}{}`,
    );
    expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
    await expect.poll(connections).toBe("0");
  });
});
