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

/** One request over an open connection, answered. */
const ask = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    socket.once("data", (chunk) => resolve(chunk.toString("latin1")));
    socket.once("close", () => reject(new Error("closed without an answer")));
    socket.write(GET);
  });

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
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await kernel.stop();
  });

  const start = async (options: ServerOptions = {}): Promise<void> => {
    const routes = [route.get("/", { access, summary: "A test", responses }, () => "ok")];
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
