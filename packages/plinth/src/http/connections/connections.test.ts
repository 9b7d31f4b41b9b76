import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { startKernel, type TestKernel } from "../kernel.test-support.ts";
import { route } from "../route.ts";
import { createAdmission } from "./admission.ts";
import { openSocket, sendRaw, untilClosed } from "./raw.test-support.ts";
import type { ConnectionSettings } from "./settings.ts";
import { createConnectionSignals } from "./signals.ts";

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

/** One request over an open connection, answered. */
const ask = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    socket.once("data", (chunk) => resolve(chunk.toString("latin1")));
    socket.once("close", () => reject(new Error("closed")));
    socket.write(GET);
  });

describe("connections that do not get on", () => {
  it("a header that does not end is answered with 408, and closed", async () => {
    await start({ headersMs: 100, checkMs: 20 });
    const { statuses, text } = await sendRaw(kernel.port, "GET / HTTP/1.1\r\nHost: t\r\nX-A");
    expect(statuses).toEqual([408]);
    expect(text).toContain("X-Content-Type-Options: nosniff");
    expect(metric('protocol_faults_total{reason="timeout"}')).toBe("1");
  });

  it("a connection over which nothing comes is closed", async () => {
    await start({ headersMs: 100, checkMs: 20 });
    const { statuses } = await untilClosed(await open());
    expect(statuses).toEqual([408]);
  });
});

describe("caps", () => {
  it("by address: one more is closed unread, others are not touched, a place is free again", async () => {
    await start({ maxPerAddress: 3 });
    const mine = await Promise.all([open("127.0.0.2"), open("127.0.0.2"), open("127.0.0.2")]);
    for (const socket of mine) expect(await ask(socket)).toContain("200 OK");
    expect((await untilClosed(await open("127.0.0.2"))).text).toBe("");
    expect(metric('connections_ended_total{reason="too-many-of-address"}')).toBe("1");
    expect(await ask(await open("127.0.0.3"))).toContain("200 OK");
    mine[0]?.destroy();
    await expect.poll(() => metric("connections_open")).toBe("3");
    expect(await ask(await open("127.0.0.2"))).toContain("200 OK");
  });

  it("RL-07: a declared proxy is exempt from the one by address, not from the whole", async () => {
    await start({ maxPerAddress: 1, maxConnections: 3, trustedProxies: ["127.0.0.0/30"] });
    for (const from of ["127.0.0.2", "127.0.0.2", "127.0.0.2"]) {
      expect(await ask(await open(from))).toContain("200 OK");
    }
    expect((await untilClosed(await open("127.0.0.2"))).text).toBe("");
    expect(metric('connections_ended_total{reason="too-many"}')).toBe("1");
  });

  it("RL-07: IPv6 counts by /64, IPv4 in either spelling as one", () => {
    const settings = { maxConnections: 0, maxPerAddress: 1, trustedProxies: [] };
    const admits = (...addresses: readonly string[]): readonly boolean[] => {
      const { admit } = createAdmission(settings, createConnectionSignals(undefined));
      return addresses.map((remoteAddress) =>
        admit(Object.assign(new EventEmitter(), { remoteAddress, destroy: () => 0 }) as never),
      );
    };
    expect(admits("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")).toEqual([true, false, true]);
    expect(admits("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.2")).toEqual([true, false, true]);
  });

  it("by requests: the last answer says so, and nothing behind it is answered", async () => {
    await start({ maxRequests: 2 });
    const { statuses, text } = await sendRaw(kernel.port, GET + GET + GET + GET);
    expect(statuses).toEqual([200, 200]);
    expect(text.match(/Connection: close/g)).toHaveLength(1);
  });
});
