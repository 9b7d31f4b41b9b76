import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { startKernel, type TestKernel } from "../kernel.test-support.ts";
import { route } from "../route.ts";
import { openSocket, sendRaw, untilClosed } from "./raw.test-support.ts";
import type { ConnectionSettings } from "./settings.ts";

const GET = "GET / HTTP/1.1\r\nHost: t\r\n\r\n";
const routes = [
  route.get(
    "/",
    {
      access: { public: true, because: "only for this test" },
      summary: "A test",
      responses: { 200: { type: "string" } },
    },
    () => "ok",
  ),
];

let kernel: TestKernel;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await kernel.stop();
});

const start = async (connections: Partial<ConnectionSettings>): Promise<void> => {
  kernel = await startKernel(routes, { server: { connections } });
};

const open = async (from?: string): Promise<Socket> => {
  const socket = await openSocket(kernel.port, from);
  sockets.push(socket);
  return socket;
};

const metric = (line: string): string | undefined =>
  kernel.metrics
    .render()
    .split("\n")
    .find((one) => one.startsWith(`${line} `))
    ?.slice(line.length + 1);

describe("connections that do not get on, over seconds", () => {
  it("a connection without another request is closed without a word", async () => {
    await start({ keepAliveMs: 20 });
    const { statuses } = await sendRaw(kernel.port, GET);
    expect(statuses).toEqual([200]);
  });

  it("400 that trickle headers leave the service answering, and are all closed", async () => {
    await start({ headersMs: 1_000, checkMs: 50 });
    const slow = await Promise.all(Array.from({ length: 400 }, () => open()));
    const ends = slow.map((socket) => {
      socket.write("GET / HTTP/1.1\r\nHost: t\r\nX-");
      return untilClosed(socket);
    });
    const meanwhile = await Promise.all(Array.from({ length: 20 }, () => kernel.fetch("/")));
    expect(meanwhile.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(metric("connections_open")).not.toBe("0");
    const closed = await Promise.all(ends);
    expect(closed.every(({ statuses }) => statuses[0] === 408)).toBe(true);
  });
});
