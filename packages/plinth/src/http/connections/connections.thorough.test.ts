import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { startKernel } from "../kernel.test-support.ts";
import { streamReply } from "../reply/live/stream.ts";
import { route } from "../route.ts";
import { type ConnectionBench, GET, startConnections } from "./connections.test-support.ts";
import { openSocket, sendRaw, untilClosed } from "./raw.test-support.ts";

describe("connections that do not get on, over seconds", () => {
  let bench: ConnectionBench;
  afterEach(() => bench.stop());
  const start = async (settings: Parameters<typeof startConnections>[0]): Promise<void> => {
    bench = await startConnections(settings);
  };

  it("a connection without another request is closed without a word", async () => {
    await start({ keepAliveMs: 20 });
    const { statuses } = await sendRaw(bench.kernel.port, GET);
    expect(statuses).toEqual([200]);
  });

  it("400 that trickle headers leave the service answering, and are all closed", async () => {
    await start({ headersMs: 1_000, checkMs: 50 });
    const slow = await Promise.all(Array.from({ length: 400 }, () => bench.open()));
    const ends = slow.map((socket) => {
      socket.write("GET / HTTP/1.1\r\nHost: t\r\nX-");
      return untilClosed(socket);
    });
    const meanwhile = await Promise.all(Array.from({ length: 20 }, () => bench.kernel.fetch("/")));
    expect(meanwhile.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(bench.metric("connections_open")).not.toBe("0");
    const closed = await Promise.all(ends);
    expect(closed.every(({ statuses }) => statuses[0] === 408)).toBe(true);
  });
});

describe("a connection whose answer had begun before the end was near", () => {
  it("DEP-05: is given the whole of it, and does not keep the server", async () => {
    const source = new PassThrough();
    const kernel = await startKernel([
      route.get(
        "/",
        {
          access: { public: true, because: "only for this test" },
          ...{ summary: "A stream", produces: "stream", responses: { 200: { type: "string" } } },
        },
        () => streamReply(200, source, ["Content-Type", "text/plain"]),
      ),
    ]);
    const socket = await openSocket(kernel.port);
    socket.write(GET);
    await new Promise((resolve) => socket.once("data", resolve));
    const answer = untilClosed(socket);
    const drained = kernel.server.drain(600_000);
    source.end("and ended");
    expect((await answer).text).toContain("and ended");
    await drained;
  });
});
