import type { Socket } from "node:net";
import { connect } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createSecureRandom } from "#crypto";
import { makeTestCertificate } from "../../testing/certificates.ts";
import { startKernel, type TestKernel } from "../kernel.test-support.ts";
import { route } from "../route.ts";
import type { ServerOptions } from "../server.ts";
import { createTlsListener } from "../tls/tls-listener.ts";
import { GET } from "./connections.test-support.ts";
import { openSocket } from "./raw.test-support.ts";
import { BEGUN_MS } from "./unused.ts";

const LAME_DUCK_MS = 5_000;
const access = { public: true, because: "only for this test" } as const;
const responses = { 200: { type: "string" } };

const openTls = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () =>
      resolve(socket),
    );
    socket.once("error", reject);
  });

const speaksTls = (): Pick<ServerOptions, "create"> => ({
  create: createTlsListener({
    identity: makeTestCertificate(),
    random: createSecureRandom(),
    startTimer: () => () => undefined,
  }).create,
});

/** What is answered to bytes that are sent over an open connection. */
const answerTo = (socket: Socket, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    socket.once("data", (chunk) => resolve(chunk.toString("latin1")));
    socket.once("close", () => reject(new Error("closed without an answer")));
    socket.write(bytes);
  });

const ask = (socket: Socket): Promise<string> => answerTo(socket, GET);

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.resume();
    socket.once("close", () => resolve());
  });

const isOpen = ({ destroyed, readableEnded }: Socket): boolean => !destroyed && !readableEnded;

const ENDS = "\r\nConnection: close\r\n";

describe.each([
  ["HTTP", () => ({}), openSocket],
  ["HTTPS", speaksTls, openTls],
] as const)("a server that is about to end, over %s", (_, server, open) => {
  let kernel: TestKernel;
  let handler: () => string | Promise<string> = () => "ok";
  const sockets: Socket[] = [];
  afterEach(async () => {
    handler = () => "ok";
    for (const socket of sockets.splice(0)) socket.destroy();
    await kernel.stop();
  });

  const start = async (options: ServerOptions = {}): Promise<void> => {
    const routes = [route.get("/", { access, summary: "A test", responses }, () => handler())];
    kernel = await startKernel(routes, { server: { ...server(), ...options } });
  };
  const connection = async (): Promise<Socket> => {
    const socket = await open(kernel.port);
    sockets.push(socket);
    return socket;
  };

  it("DEP-05: who kept a connection, and who comes anew, is answered and told that it ends; then it ends", async () => {
    const clock = createManualClock(0);
    await start({ startTimer: clock.startTimer });
    const [kept, idle] = [await connection(), await connection()];
    for (const socket of [kept, idle]) expect(await ask(socket)).not.toContain(ENDS);
    let isOver = false;
    const duck = kernel.server.lameDuck(LAME_DUCK_MS).then(() => {
      isOver = true;
    });
    const ended = closed(kept);
    expect(await ask(kept)).toContain(ENDS);
    await ended;
    expect(await ask(await connection())).toContain(ENDS);
    clock.advance(LAME_DUCK_MS - 1);
    expect([isOver, isOpen(idle)]).toEqual([false, true]);
    clock.advance(1);
    await duck;
    // Nothing was closed yet that nobody had been told of.
    expect(isOpen(idle)).toBe(true);
    const gone = closed(idle);
    await kernel.server.drain(60_000);
    await gone;
  });

  it("DEP-05: who never sent a byte, or half a header, or shakes no hands does not hold it; what comes in time is answered", async () => {
    const clock = createManualClock(0);
    await start({ startTimer: clock.startTimer });
    const [silent, half] = [await connection(), await connection()];
    const [late, kept] = [await connection(), await connection()];
    // Over HTTPS one that says nothing at all, which is less than nothing over a connection of TLS.
    const bare = await openSocket(kernel.port);
    sockets.push(bare);
    half.write("GET / HTTP/1.1\r\nHost: t\r\nX-");
    late.write(GET.slice(0, 9));
    // What was sent before this was read.
    expect(await ask(kept)).not.toContain(ENDS);
    const gone = [silent, half, bare].map(closed);
    const drained = kernel.server.drain(600_000);
    expect(await answerTo(late, GET.slice(9))).toContain(ENDS);
    clock.advance(BEGUN_MS - 1);
    expect([silent, half, bare].map(isOpen)).toEqual([true, true, true]);
    clock.advance(1);
    await Promise.all(gone);
    await drained;
  });

  it("DEP-05: a request that is at work is not taken for one of them, however long it takes", async () => {
    const clock = createManualClock(0);
    let answer = (_: string): void => undefined;
    const asked = new Promise<void>((resolve) => {
      handler = () => {
        resolve();
        return new Promise<string>((done) => {
          answer = done;
        });
      };
    });
    await start({ startTimer: clock.startTimer });
    const busy = await connection();
    const answered = ask(busy);
    await asked;
    const drained = kernel.server.drain(600_000);
    for (let looks = 0; looks < 5; looks += 1) clock.advance(BEGUN_MS);
    answer("at last");
    expect(await answered).toContain("at last");
    await drained;
  });

  it("DEP-05: it waits for nobody where nobody is connected", async () => {
    const clock = createManualClock(0);
    await start({ startTimer: clock.startTimer });
    await kernel.server.lameDuck(LAME_DUCK_MS);
    expect(kernel.server.isDraining()).toBe(true);
  });

  it("DEP-05: it ends with the last connection, however long it might have gone on", async () => {
    const clock = createManualClock(0);
    await start({ startTimer: clock.startTimer });
    const kept = await connection();
    await ask(kept);
    const duck = kernel.server.lameDuck(LAME_DUCK_MS);
    expect(await ask(kept)).toContain(ENDS);
    await duck;
  });
});
