import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { buffer, text } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway } from "../testing/gateway.ts";
import { listen } from "../testing/listening.ts";
import type { TestApplication } from "../testing/test-application.ts";
import { type Framed, readLiberally, readStrictly } from "./framing.test-support.ts";

const policy = {
  access: { public: true, because: "only for this test" },
  summary: "A test",
  limit: { none: "not the subject" },
  responses: { 200: { type: "object" } },
};

/** What came over one connection and was not looked at yet; how many of it were answered. */
interface Captured {
  bytes: Buffer;
  answered: number;
}

/** An upstream that keeps what comes over each connection, and answers each request it sees. */
const connections: Captured[] = [];
let upstream: Server;
let gateway: TestApplication;

const keepAndAnswer = (socket: Socket): void => {
  const captured: Captured = { bytes: Buffer.alloc(0), answered: 0 };
  connections.push(captured);
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    captured.bytes = Buffer.concat([captured.bytes, chunk]);
    const { requests } = readLiberally(captured.bytes, "length", "first");
    for (; captured.answered < requests.length; captured.answered += 1) {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    }
  });
};

beforeAll(async () => {
  upstream = createServer(keepAndAnswer);
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  gateway = await startTestGateway({
    name: "Behind",
    upstreams: [`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`],
    routes: [
      { method: "GET", path: "/in", policy },
      {
        method: "POST",
        path: "/in",
        policy: { ...policy, csrf: { exempt: "only for this test" }, body: { type: "object" } },
      },
    ],
  });
});
afterAll(async () => {
  await gateway.stop();
  upstream.close();
});

/** Sends bytes, ends, and waits until the other side has said all and closed. */
const send = async (port: number, bytes: string): Promise<string> => {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.end(Buffer.from(bytes, "latin1"));
  return text(socket).catch(() => "");
};

/** Stands for the number of the run, so that a request that comes late is still told apart. */
const RUN = "run-00000";
const SMUGGLED = `GET /in?${RUN}-smuggled HTTP/1.1\r\nHost: a\r\n\r\n`;
const chunked = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const JSON_BODY = '{"a":"b"}';

/** Header lines that say how long a body is, and the bytes that follow: right ones and others. */
const FRAMINGS: readonly (readonly [lines: string, body: string])[] = [
  ["", ""],
  [`Content-Length: ${JSON_BODY.length}\r\n`, JSON_BODY],
  ["Transfer-Encoding: chunked\r\n", chunked(JSON_BODY)],
  ["Transfer-Encoding: Chunked\r\n", chunked(JSON_BODY)],
  ["Transfer-Encoding: chunked\r\n", `${chunked(JSON_BODY).replace("9\r\n", "9;x=y\r\n")}`],
  ["Transfer-Encoding: chunked\r\n", `9\r\n${JSON_BODY}\r\n0\r\nPlinth-User: x\r\n\r\n`],
  // Two framings that contradict each other.
  [`Content-Length: ${JSON_BODY.length}\r\nTransfer-Encoding: chunked\r\n`, chunked(JSON_BODY)],
  ["Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", `0\r\n\r\n${SMUGGLED}`],
  [
    `Transfer-Encoding: chunked\r\nContent-Length: ${SMUGGLED.length + 5}\r\n`,
    `0\r\n\r\n${SMUGGLED}`,
  ],
  // Lengths twice, or in a spelling of their own.
  ["Content-Length: 9\r\nContent-Length: 9\r\n", JSON_BODY],
  ["Content-Length: 9\r\nContent-Length: 2\r\n", JSON_BODY],
  ["Content-Length: 9, 9\r\n", JSON_BODY],
  ["Content-Length: +9\r\n", JSON_BODY],
  ["Content-Length: 0x9\r\n", JSON_BODY],
  ["Content-Length : 9\r\n", JSON_BODY],
  ["Content-Length:\r\n 9\r\n", JSON_BODY],
  ["Content_Length: 9\r\n", JSON_BODY],
  // Lengths that do not fit.
  ["Content-Length: 2\r\n", JSON_BODY],
  ["Content-Length: 9\r\n", `${JSON_BODY}${SMUGGLED}`],
  // Transfer codings that some understand, and some do not.
  ["Transfer-Encoding: identity\r\n", JSON_BODY],
  ["Transfer-Encoding: gzip, chunked\r\n", chunked(JSON_BODY)],
  ["Transfer-Encoding: chunked, identity\r\n", chunked(JSON_BODY)],
  ["Transfer-Encoding: xchunked\r\n", chunked(JSON_BODY)],
  ["Transfer-Encoding:\r\n chunked\r\n", chunked(JSON_BODY)],
  ["Transfer-Encoding: \x0bchunked\r\n", chunked(JSON_BODY)],
  ["Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", chunked(JSON_BODY)],
  ["Transfer_Encoding: chunked\r\n", chunked(JSON_BODY)],
  // Chunks that are none.
  ["Transfer-Encoding: chunked\r\n", `0x9\r\n${JSON_BODY}\r\n0\r\n\r\n`],
  ["Transfer-Encoding: chunked\r\n", `z\r\n${JSON_BODY}\r\n0\r\n\r\n`],
  ["Transfer-Encoding: chunked\r\n", `9\n${JSON_BODY}\n0\n\n`],
  ["Transfer-Encoding: chunked\r\n", `9\r\n${JSON_BODY}X\r\n0\r\n\r\n`],
  ["Transfer-Encoding: chunked\r\n", `10000000000000009\r\n${JSON_BODY}\r\n0\r\n\r\n`],
  ["Transfer-Encoding: chunked\r\n", `9\r\n${JSON_BODY}\r\n`],
];
const WELL_FRAMED = 6;
const aRequest = fc.record({
  method: fc.constantFrom("GET", "POST", "POST", "POST"),
  version: fc.constantFrom(
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.0",
    "HTTP/2.0",
  ),
  // Many of the streams must get through, or nothing is looked at.
  framing: fc.oneof(
    fc.constantFrom(...FRAMINGS),
    fc.constantFrom(...FRAMINGS.slice(1, WELL_FRAMED)),
  ),
  more: fc.constantFrom(
    "",
    "",
    "",
    "",
    "",
    "",
    "X-A: b\r\n c\r\n",
    "X-A: b\nX-B: c\r\n",
    "Host: b\r\n",
  ),
  after: fc.constantFrom("", "", "", "\r\n", SMUGGLED),
});
const aStream = fc.array(aRequest, { minLength: 1, maxLength: 3 }).map((requests) =>
  requests
    .map(({ method, version, framing: [lines, body], more, after }, index) => {
      const type = method === "POST" ? "Content-Type: application/json\r\n" : "";
      return `${method} /in?${RUN}-${index} ${version}\r\nHost: a\r\n${type}${more}${lines}\r\n${body}${after}`;
    })
    .join(""),
);

const keyOf = ({ method, target, body }: Framed): string => `${method} ${target} ${body}`;

let runs = 0;
const nextRun = (): string => {
  runs += 1;
  return `run-${String(runs).padStart(5, "0")}`;
};
/** What each run meant, as a strict reader of the client's bytes finds it. */
const meant = new Map<string, string[]>();

/** Takes what arrived since the last time; every reader must find the same requests in it. */
const takeArrived = (): readonly Framed[] =>
  connections.flatMap((captured) => {
    const readings = (["length", "chunked"] as const).flatMap((framing) =>
      (["first", "last"] as const).map((which) => readLiberally(captured.bytes, framing, which)),
    );
    const [reading = { requests: [], end: 0 }] = readings;
    for (const other of readings) expect(other).toEqual(reading);
    captured.bytes = captured.bytes.subarray(reading.end);
    captured.answered -= reading.requests.length;
    return reading.requests;
  });

/**
 * What goes upstream has the same borders for every reader, and each request of it is one that the
 * client's bytes held.
 */
const agreement = (port: () => number, tally?: (count: number) => void) =>
  fc.asyncProperty(aStream, async (template) => {
    const run = nextRun();
    const stream = template.replaceAll(RUN, run);
    meant.set(run, readStrictly(Buffer.from(stream, "latin1")).map(keyOf));
    await send(port(), stream);
    const arrived = takeArrived();
    for (const request of arrived) {
      const left = meant.get(/run-\d{5}/.exec(request.target)?.[0] ?? "") ?? [];
      const at = left.indexOf(keyOf(request));
      expect(at, `${keyOf(request)} was never meant`).not.toBe(-1);
      left.splice(at, 1);
    }
    tally?.(arrived.length);
  });

describe("P-120: gateway and upstream agree on the borders of requests, or the gateway refuses", () => {
  it("P-120: for any stream of bytes", async () => {
    let passed = 0;
    const count = (more: number): void => {
      passed += more;
    };
    await fc.assert(
      agreement(() => gateway.address.port, count),
      { numRuns: 300 },
    );
    // Otherwise nothing was looked at.
    expect(passed).toBeGreaterThan(40);
  });

  it.each(
    FRAMINGS.slice(WELL_FRAMED).filter(([lines]) =>
      /Content-Length.*\r\n(?:Content-Length|Transfer)|Transfer.*\r\n(?:Content-Length|Transfer)/.test(
        lines,
      ),
    ),
  )("GW-03: two framings are refused with 400 and the connection ends: %j", async (lines, body) => {
    const run = nextRun();
    const head = `POST /in?${RUN} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n`;
    const answer = await send(
      gateway.address.port,
      `${head}${lines}\r\n${body}${SMUGGLED}`.replaceAll(RUN, run),
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 400"]);
    expect(answer).toContain("X-Content-Type-Options: nosniff");
    expect(takeArrived().filter(({ target }) => target.includes(run))).toEqual([]);
  });

  it("GW-03: oversized headers are refused with 431", async () => {
    const answer = await send(
      gateway.address.port,
      `GET /in HTTP/1.1\r\nHost: a\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  // The last one: what the twin sent may still arrive at the upstream when it is over.
  it("P-120 fails on: forwarding Content-Length together with Transfer-Encoding", async () => {
    // The broken twin: takes what a lenient parser takes, and passes the lines on as they came.
    const { port: behind } = upstream.address() as AddressInfo;
    const twin = createHttpServer({ insecureHTTPParser: true }, async (raw, response) => {
      const lines = raw.rawHeaders.map((word, at) => (at % 2 === 0 ? `${word}: ` : `${word}\r\n`));
      const body = (await buffer(raw).catch(() => Buffer.alloc(0))).toString("latin1");
      const isChunked = raw.headers["transfer-encoding"] !== undefined;
      const socket = connect(behind, "127.0.0.1");
      socket.write(`${raw.method} ${raw.url} HTTP/1.1\r\n${lines.join("")}\r\n`);
      socket.write(isChunked ? chunked(body) : body);
      socket.once("data", () => {
        socket.destroy();
        response.end("{}");
      });
    });
    const { port, close } = await listen(twin);
    const property = agreement(() => port);
    const verdict = await fc.check(property, { numRuns: 500, endOnFailure: true });
    await close();
    expect(verdict.failed).toBe(true);
  });
});
