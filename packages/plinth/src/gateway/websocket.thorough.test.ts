import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text as readAll } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createManualClock, type ManualClock } from "#core";
import { startTestGateway } from "../testing/gateway.ts";
import type { TestApplication } from "../testing/test-application.ts";

const LISTED = "https://listed.example";
const common = {
  access: { public: true, because: "only for this test" },
  summary: "A test",
  limit: { none: "not the subject" },
  produces: "stream",
  responses: { 200: { type: "string" } },
};
const routes = [
  { method: "GET", path: "/chat", policy: { ...common, webSocket: true } },
  { method: "GET", path: "/own-chat", policy: { ...common, webSocket: true, cors: false } },
  { method: "GET", path: "/my-chat", policy: { ...common, webSocket: true, access: "user" } },
  { method: "GET", path: "/plain", policy: common },
];

let clock: ManualClock;
let upstream: Server;
let asked: IncomingMessage[];
let sockets: Socket[];
/** What the upstream does with a connection once it is a WebSocket. */
let serve: (socket: Socket, head: Buffer) => void;
let gateway: TestApplication;
let lines: string[];

const echoBytes = (socket: Socket, head: Buffer): void => {
  socket.write(head);
  socket.pipe(socket);
};

/** RFC 6455 section 4.2.2. */
const acceptOf = (key: string | undefined): string =>
  createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");

beforeAll(async () => {
  asked = [];
  sockets = [];
  lines = [];
  upstream = createServer((raw, response) => {
    asked.push(raw);
    response.end("plain");
  });
  upstream.on("upgrade", (raw, socket: Socket, head) => {
    asked.push(raw);
    sockets.push(socket);
    socket.on("error", () => undefined);
    const accept = acceptOf(raw.headers["sec-websocket-key"]);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\nX-Own: kept\r\n\r\n`,
    );
    serve(socket, head);
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  clock = createManualClock();
  gateway = await startTestGateway(
    {
      name: "Behind",
      upstreams: [`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`],
      idleTimeout: "30s",
      routes,
    },
    {
      clock,
      startTimer: clock.startTimer,
      env: { ALLOWED_ORIGINS: `["${LISTED}"]` },
      onLogLine: (line) => lines.push(line),
    },
  );
});
beforeEach(() => {
  asked.length = 0;
  sockets.length = 0;
  lines.length = 0;
  serve = echoBytes;
});
afterAll(async () => {
  await gateway.stop();
  for (const socket of sockets) socket.destroy();
  upstream.closeAllConnections();
  upstream.close();
});

const handshake = (path: string, more = ""): string =>
  `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${more}\r\n`;

/** Opens a connection by hand; `until` waits for a text. */
const open = (bytes: string) => {
  const socket = connect(gateway.address.port, "127.0.0.1");
  let got = "";
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    got += chunk.toString("latin1");
  });
  socket.write(bytes);
  return {
    socket,
    until: (wanted: string) => vi.waitFor(() => expect(got).toContain(wanted)),
    closed: new Promise((resolve) => socket.once("close", resolve)),
  };
};
const statusOf = async (bytes: string): Promise<string> => {
  const socket = connect(gateway.address.port, "127.0.0.1");
  // Ends by itself where the request was treated as one of HTTP.
  socket.end(bytes);
  return (await readAll(socket)).slice(9, 12);
};

/** Answers one short text frame with another (RFC 6455 section 5.2). */
const echoFrames = (socket: Socket): void => {
  socket.on("data", (frame: Buffer) => {
    const length = (frame[1] ?? 0) & 0x7f;
    const mask = frame.subarray(2, 6);
    const text = frame.subarray(6, 6 + length).map((byte, at) => byte ^ (mask[at % 4] ?? 0));
    if ((frame[0] ?? 0) === 0x81) socket.write(Buffer.concat([Buffer.from([0x81, length]), text]));
    else socket.end();
  });
};

describe("WebSockets", () => {
  it("GW-03: pass on routes that declare them, for a real client", async () => {
    serve = echoFrames;
    const client = new WebSocket(`${gateway.localUrl.replace("http", "ws")}/chat?room=%2F`);
    await new Promise((resolve) => client.addEventListener("open", resolve));
    const answer = new Promise((resolve) =>
      client.addEventListener("message", ({ data }) => resolve(data)),
    );
    client.send("hello there");
    expect(await answer).toBe("hello there");
    expect(asked[0]?.url).toBe("/chat?room=%2F");
    expect(asked[0]?.headers["plinth-signature"]).toMatch(/^[\w-]{43}$/);
    const closed = new Promise((resolve) => client.addEventListener("close", resolve));
    client.close();
    await closed;
    await vi.waitFor(() => expect(lines.join("")).toContain('"status":101'));
  });

  it("GW-03: begin with what the client said behind its request, and end together", async () => {
    const { socket, until, closed } = open(`${handshake("/chat")}first `);
    await until("first ");
    await until("x-own: kept");
    socket.write("second");
    await until("first second");
    sockets[0]?.destroy();
    await closed;
    await vi.waitFor(() => expect(gateway.view.totals().inFlight).toBe(0));
  });

  it("GW-03: the client's end ends the upstream's connection", async () => {
    const { socket, until } = open(handshake("/chat"));
    await until("101 Switching Protocols");
    const gone = new Promise((resolve) => sockets[0]?.once("close", resolve));
    socket.destroy();
    await gone;
  });

  it.each([
    ["/my-chat", "", "401"],
    ["/nowhere", "", "404"],
    ["/chat", "Origin: https://elsewhere.example\r\n", "403"],
    ["/own-chat", `Origin: ${LISTED}\r\n`, "403"],
    ["/chat", "Origin: http://a\r\nSec-Fetch-Site: cross-site\r\n", "403"],
    ["/chat", "Host: b\r\n", "400"],
  ])("WEB-07: %s with %j answers %s, and no upstream hears of it", async (path, more, status) => {
    expect(await statusOf(handshake(path, more))).toBe(status);
    expect(asked).toEqual([]);
  });

  it.each([`Origin: ${LISTED}\r\n`, "Origin: http://a\r\n", ""])(
    "WEB-07: pages of this site and of listed origins may: %j",
    async (origin) => {
      const { socket, until } = open(handshake("/chat", origin));
      await until("101 Switching Protocols");
      socket.destroy();
    },
  );

  it("are ignored elsewhere: the request is answered like any other", async () => {
    const { socket, until } = open(handshake("/plain"));
    await until("plain");
    expect(asked[0]?.headers.upgrade).toBeUndefined();
    socket.destroy();
  });

  it("an upstream that says no is passed on", async () => {
    const upgrades = upstream.listeners("upgrade") as (() => void)[];
    upstream.removeAllListeners("upgrade");
    const { until, closed } = open(handshake("/chat"));
    await until("200 OK");
    await until("plain");
    await closed;
    for (const listener of upgrades) upstream.on("upgrade", listener);
  });

  it("are cut off once nothing moved for the idle time", async () => {
    const { until, closed } = open(handshake("/chat"));
    await until("101 Switching Protocols");
    clock.advance(30_000);
    clock.advance(30_000);
    await closed;
    expect(lines.join("")).toContain("STREAM_IDLE");
  });

  it("DEP-05: end with the gateway, which does not wait for them", async () => {
    const { until, closed } = open(handshake("/chat"));
    await until("101 Switching Protocols");
    await gateway.stop();
    await closed;
  });
});
