import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { SecurityEvent } from "#core";
import { createAdmission } from "./admission.ts";
import { createAnnouncer } from "./announcer.ts";
import { type ConnectionBench, GET, startConnections } from "./connections.test-support.ts";
import { sendRaw, untilClosed } from "./raw.test-support.ts";
import { createConnectionSignals } from "./signals.ts";

let bench: ConnectionBench;
afterEach(() => bench.stop());
const start = async (settings: Parameters<typeof startConnections>[0]): Promise<void> => {
  bench = await startConnections(settings);
};

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
    const { statuses, text } = await sendRaw(bench.kernel.port, "GET / HTTP/1.1\r\nHost: t\r\nX-A");
    expect(statuses).toEqual([408]);
    expect(text).toContain("X-Content-Type-Options: nosniff");
    expect(bench.metric('protocol_faults_total{reason="timeout"}')).toBe("1");
  });

  it("a connection over which nothing comes is closed", async () => {
    await start({ headersMs: 100, checkMs: 20 });
    const { statuses } = await untilClosed(await bench.open());
    expect(statuses).toEqual([408]);
  });
});

describe("caps", () => {
  it("by address: one more is closed unread, others are not touched, a place is free again", async () => {
    await start({ maxPerAddress: 3 });
    const mine = await Promise.all([
      bench.open("127.0.0.2"),
      bench.open("127.0.0.2"),
      bench.open("127.0.0.2"),
    ]);
    for (const socket of mine) expect(await ask(socket)).toContain("200 OK");
    expect((await untilClosed(await bench.open("127.0.0.2"))).text).toBe("");
    expect(bench.metric('connections_ended_total{reason="too-many-of-address"}')).toBe("1");
    expect(await ask(await bench.open("127.0.0.3"))).toContain("200 OK");
    mine[0]?.destroy();
    await expect.poll(() => bench.metric("connections_open")).toBe("3");
    expect(await ask(await bench.open("127.0.0.2"))).toContain("200 OK");
  });

  it("RL-07: a declared proxy is exempt from the one by address, not from the whole", async () => {
    await start({ maxPerAddress: 1, maxConnections: 3, trustedProxies: ["127.0.0.0/30"] });
    for (const from of ["127.0.0.2", "127.0.0.2", "127.0.0.2"]) {
      expect(await ask(await bench.open(from))).toContain("200 OK");
    }
    expect((await untilClosed(await bench.open("127.0.0.2"))).text).toBe("");
    expect(bench.metric('connections_ended_total{reason="too-many"}')).toBe("1");
  });

  it("RL-07: IPv6 counts by /64, IPv4 in either spelling as one", () => {
    const settings = { maxConnections: 0, maxPerAddress: 1, trustedProxies: [] };
    const admits = (...addresses: readonly string[]): readonly boolean[] => {
      const { admit } = createAdmission(
        settings,
        createConnectionSignals(undefined, () => undefined),
      );
      return addresses.map((remoteAddress) =>
        admit(Object.assign(new EventEmitter(), { remoteAddress, destroy: () => 0 }) as never),
      );
    };
    expect(admits("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")).toEqual([true, false, true]);
    expect(admits("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.2")).toEqual([true, false, true]);
  });

  it("by requests: the last answer says so, and nothing behind it is answered", async () => {
    await start({ maxRequests: 2 });
    const { statuses, text } = await sendRaw(bench.kernel.port, GET + GET + GET + GET);
    expect(statuses).toEqual([200, 200]);
    expect(text.match(/Connection: close/g)).toHaveLength(1);
  });
});

describe("what is told of it", () => {
  it("LOG-03: one security event for each address and reason, whatever comes meanwhile", async () => {
    await start({ maxPerAddress: 1, headersMs: 100, checkMs: 20 });
    for (const from of ["127.0.0.5", "127.0.0.5", "127.0.0.6"]) {
      const socket = await bench.open(from);
      socket.write("GET / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked, gzip\r\n\r\n");
      await untilClosed(socket);
    }
    await bench.open("127.0.0.5");
    for (let more = 0; more < 2; more += 1) await untilClosed(await bench.open("127.0.0.5"));
    // Says nothing at all, as what a browser opens ahead.
    await untilClosed(await bench.open("127.0.0.7"));
    const told = bench.told.map(({ name, clientAddress, data }) => [
      name,
      clientAddress,
      data?.["reason"],
    ]);
    expect(told).toEqual([
      ["connection.refused", "127.0.0.5", "malformed"],
      ["connection.refused", "127.0.0.6", "malformed"],
      ["connection.refused", "127.0.0.5", "too-many-of-address"],
    ]);
  });

  it("LOG-03: is told again after a minute; IPv6 counts by /64, and a full house once", () => {
    let now = 0;
    const told: SecurityEvent[] = [];
    const emit = (_: string, event: unknown) => void told.push(event as SecurityEvent);
    const announce = createAnnouncer({ emit }, () => now);
    announce("slow-body", "2001:db8::1");
    announce("slow-body", "2001:db8::ffff");
    announce("slow-body", "2001:db8:0:1::1");
    announce("too-many", "192.0.2.1");
    announce("too-many", "192.0.2.2");
    expect(told.map(({ clientAddress }) => clientAddress)).toEqual([
      "2001:db8::1",
      "2001:db8:0:1::1",
      "192.0.2.1",
    ]);
    now = 59_999;
    announce("slow-body", "2001:db8::1");
    expect(told).toHaveLength(3);
    now = 60_000;
    announce("slow-body", "2001:db8::1");
    expect(told).toHaveLength(4);
  });
});
