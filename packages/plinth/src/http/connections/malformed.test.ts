import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startKernel, type TestKernel } from "../kernel.test-support.ts";
import { route } from "../route.ts";
import { sendRaw } from "./raw.test-support.ts";

let kernel: TestKernel;
/** Targets that reached a handler. */
let reached: string[];
/** Lets the handler of /waits answer. */
let goOn: () => void;

const policy = {
  access: { public: true, because: "only for this test" },
  summary: "A test",
  responses: { 200: { type: "string" } },
  limit: { none: "not the subject" },
} as const;

beforeAll(async () => {
  const note = (path: string) => () => {
    reached.push(path);
    return "ok";
  };
  kernel = await startKernel([
    route.get("/", policy, note("/")),
    route.get("/waits", policy, async () => {
      reached.push("/waits");
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return "ok";
    }),
    route.get("/evil", policy, note("/evil")),
    route.post(
      "/",
      { ...policy, body: { type: "object" }, responses: { 200: { type: "string" } } },
      note("/"),
    ),
  ]);
});
afterAll(() => kernel.stop());
beforeEach(() => {
  reached = [];
});

const counted = (reason: string): number =>
  Number(
    new RegExp(`protocol_faults_total\\{reason="${reason}"\\} (\\d+)`).exec(
      kernel.metrics.render(),
    )?.[1] ?? 0,
  );

const EVIL = "GET /evil HTTP/1.1\r\nHost: t\r\n\r\n";
const head = (...lines: readonly string[]): string => `${lines.join("\r\n")}\r\n\r\n`;
const get = (...lines: readonly string[]): string => head("GET / HTTP/1.1", "Host: t", ...lines);
const postHead = (...lines: readonly string[]): string =>
  head("POST / HTTP/1.1", "Host: t", "Content-Type: application/json", ...lines);

/** What is sent, what it may be answered with, and what it is counted as. */
const CASES: readonly (readonly [name: string, bytes: string, status: number, reason: string])[] = [
  [
    "a length and a coding",
    `${postHead("Content-Length: 2", "Transfer-Encoding: chunked")}0\r\n\r\n${EVIL}`,
    400,
    "malformed",
  ],
  [
    "a coding and a length",
    `${postHead("Transfer-Encoding: chunked", "Content-Length: 2")}0\r\n\r\n${EVIL}`,
    400,
    "malformed",
  ],
  [
    "two codings",
    `${postHead("Transfer-Encoding: chunked", "Transfer-Encoding: identity")}0\r\n\r\n${EVIL}`,
    400,
    "malformed",
  ],
  ["an unknown coding", `${postHead("Transfer-Encoding: xchunked")}{}${EVIL}`, 400, "malformed"],
  [
    "chunked twice",
    `${postHead("Transfer-Encoding: chunked, chunked")}0\r\n\r\n${EVIL}`,
    400,
    "malformed",
  ],
  [
    "a coding under gzip",
    `${postHead("Transfer-Encoding: gzip, chunked")}0\r\n\r\n${EVIL}`,
    400,
    "ambiguous-framing",
  ],
  [
    "a coding in HTTP/1.0",
    `POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${EVIL}`,
    400,
    "ambiguous-framing",
  ],
  [
    "a coding behind a tab and a name with a space",
    `${postHead("Transfer-Encoding : chunked")}0\r\n\r\n${EVIL}`,
    400,
    "malformed",
  ],
  [
    "a coding with a control character",
    `${postHead("Transfer-Encoding: \u000bchunked")}0\r\n\r\n${EVIL}`,
    400,
    "malformed",
  ],
  ["a folded header", get("X-A: b", " c: d"), 400, "malformed"],
  [
    "a folded coding",
    `${postHead("Transfer-Encoding:", " chunked")}0\r\n\r\n${EVIL}`,
    400,
    "malformed",
  ],
  ["bare line feeds", `GET / HTTP/1.1\nHost: t\n\n${EVIL}`, 400, "malformed"],
  ["one bare line feed", `GET / HTTP/1.1\r\nHost: t\nX: y\r\n\r\n${EVIL}`, 400, "malformed"],
  ["a bare carriage return", `GET / HTTP/1.1\r\nHost: t\rX: y\r\n\r\n${EVIL}`, 400, "malformed"],
  ["a space before a colon", get("X-A : b"), 400, "malformed"],
  ["a space before the first header", "GET / HTTP/1.1\r\n Host: t\r\n\r\n", 400, "malformed"],
  ["a header without a name", get(": b"), 400, "malformed"],
  ["a header without a colon", get("nothing"), 400, "malformed"],
  ["NUL in a value", get("X-A: b\0c"), 400, "malformed"],
  ["NUL in a name", get("X\0A: b"), 400, "malformed"],
  ["brackets in a name", get("X(A): b"), 400, "malformed"],
  ["an 8-bit name", get("X\u00e4: b"), 400, "malformed"],
  ["NUL in a target", head("GET /\0 HTTP/1.1", "Host: t"), 400, "malformed"],
  ["two lengths", `${postHead("Content-Length: 2", "Content-Length: 3")}{}`, 400, "malformed"],
  [
    "the same length twice",
    `${postHead("Content-Length: 2", "Content-Length: 2")}{}`,
    400,
    "malformed",
  ],
  ["a list of lengths", `${postHead("Content-Length: 2, 2")}{}`, 400, "malformed"],
  ["a negative length", `${postHead("Content-Length: -1")}{}`, 400, "malformed"],
  ["a length with a plus", `${postHead("Content-Length: +2")}{}`, 400, "malformed"],
  ["a length in hex", `${postHead("Content-Length: 0x2")}{}`, 400, "malformed"],
  [
    "a length over 64 bits",
    `${postHead("Content-Length: 18446744073709551618")}{}`,
    400,
    "malformed",
  ],
  ["no host", "GET / HTTP/1.1\r\n\r\n", 400, "host"],
  ["two hosts", get("Host: other"), 400, "ambiguous-framing"],
  ["an empty host", head("GET / HTTP/1.1", "Host:"), 400, "host"],
  ["a host with a path", head("GET / HTTP/1.1", "Host: t/evil"), 400, "host"],
  ["a host with a user", head("GET / HTTP/1.1", "Host: a@t"), 400, "host"],
  ["another authority in the target", head("GET http://other/ HTTP/1.1", "Host: t"), 400, "host"],
  ["another port in the target", head("GET http://t:81/ HTTP/1.1", "Host: t"), 400, "host"],
  ["HTTP/0.9", "GET /\r\n\r\n", 400, "ambiguous-framing"],
  ["HTTP/2.0 in the line", head("GET / HTTP/2.0", "Host: t"), 400, "ambiguous-framing"],
  ["HTTP/1.2", head("GET / HTTP/1.2", "Host: t"), 400, "malformed"],
  ["HTTP/9.9", head("GET / HTTP/9.9", "Host: t"), 400, "malformed"],
  ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "malformed"],
  ["a TLS hello", "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", 400, "malformed"],
  ["an overlong method", head(`${"A".repeat(10_000)} / HTTP/1.1`, "Host: t"), 400, "malformed"],
  ["an unknown method", head("FETCH / HTTP/1.1", "Host: t"), 400, "malformed"],
  ["a small-letter method", head("get / HTTP/1.1", "Host: t"), 400, "malformed"],
  ["an expectation that nobody knows", get("Expect: 200-ok"), 417, "expectation"],
  [
    "a target over 8 KB",
    head(`GET /?${"a".repeat(8_300)} HTTP/1.1`, "Host: t"),
    414,
    "target-too-long",
  ],
  [
    "a target over 16 KB",
    head(`GET /?${"a".repeat(20_000)} HTTP/1.1`, "Host: t"),
    414,
    "target-too-long",
  ],
  [
    "ten thousand parameters",
    head(`GET /?${"a&".repeat(10_000)} HTTP/1.1`, "Host: t"),
    414,
    "target-too-long",
  ],
  ["a header over 16 KB", get(`X-A: ${"a".repeat(20_000)}`), 431, "header-too-large"],
  [
    "129 header fields",
    get(...Array.from({ length: 128 }, (_, at) => `X-${at}: 1`)),
    431,
    "header-too-large",
  ],
  [
    "3,000 header fields",
    get(...Array.from({ length: 3_000 }, () => "a:")),
    431,
    "header-too-large",
  ],
  ["a cookie of 20 KB", get(`Cookie: ${"a=b; ".repeat(4_000)}`), 431, "header-too-large"],
];

describe("GW-03: what is no sound request", () => {
  it.each(CASES)("%s: refused, with our headers, and counted", async (_, bytes, status, reason) => {
    const before = counted(reason);
    const { statuses, text } = await sendRaw(kernel.port, bytes);
    expect(statuses).toEqual([status]);
    expect(text).toContain("X-Content-Type-Options: nosniff");
    expect(text).toContain("Connection: close");
    expect(reached).toEqual([]);
    expect(counted(reason)).toBe(before + 1);
  });

  it("what comes behind it on the same connection is not looked at", async () => {
    const { statuses } = await sendRaw(kernel.port, get("X-A : b") + EVIL + EVIL);
    expect(statuses).toEqual([400]);
    const behind = await sendRaw(kernel.port, get("Host: t") + EVIL + EVIL);
    expect(behind.statuses).toEqual([400]);
    expect(reached).toEqual([]);
  });

  it("what came before it keeps its answer, and only that comes", async () => {
    const { statuses } = await sendRaw(kernel.port, get() + get("X-A : b") + EVIL);
    expect(statuses).toEqual([200]);
    const waiting = sendRaw(kernel.port, head("GET /waits HTTP/1.1", "Host: t") + get("X-A : b"));
    await expect.poll(() => reached).toEqual(["/", "/waits"]);
    goOn();
    expect((await waiting).statuses).toEqual([200]);
  });
});

/** Bodies that turn out wrong on the way: their head has reached its route already. */
const BODIES: readonly (readonly [name: string, body: string])[] = [
  ["a chunk size over 64 bits", `fffffffffffffffff\r\n{}\r\n0\r\n\r\n${EVIL}`],
  ["a chunk size with a sign", `-2\r\n{}\r\n0\r\n\r\n${EVIL}`],
  ["a chunk size in 0x", `0x2\r\n{}\r\n0\r\n\r\n${EVIL}`],
  ["a chunk size that is empty", `\r\n{}\r\n0\r\n\r\n${EVIL}`],
  ["a chunk that is longer than it says", `1\r\n{}\r\n0\r\n\r\n${EVIL}`],
  ["a chunk with a bare line feed", `2\n{}\r\n0\r\n\r\n${EVIL}`],
  ["a chunk extension with a bare line feed", `2;a\n{}\r\n0\r\n\r\n${EVIL}`],
  ["20 KB of chunk extensions", `2;${"a".repeat(20_000)}\r\n{}\r\n0\r\n\r\n${EVIL}`],
  ["20 KB of trailers", `2\r\n{}\r\n0\r\nX: ${"a".repeat(20_000)}\r\n\r\n${EVIL}`],
  ["a trailer without a colon", `2\r\n{}\r\n0\r\nnothing\r\n\r\n${EVIL}`],
];

describe("GW-03: a body that is no sound one", () => {
  it.each(BODIES)("%s: nothing behind it reaches a handler", async (_, body) => {
    const { statuses } = await sendRaw(
      kernel.port,
      `${postHead("Transfer-Encoding: chunked")}${body}`,
    );
    expect(statuses.filter((status) => status < 400)).toEqual([]);
    expect(reached).toEqual([]);
  });
});

describe("GW-03: what is sound, although it is rare", () => {
  it.each([
    ["an absolute target", head("GET http://t/ HTTP/1.1", "Host: t", "Connection: close")],
    ["a host with a port", head("GET / HTTP/1.1", "Host: t:8000", "Connection: close")],
    ["a host that is IPv6", head("GET / HTTP/1.1", "Host: [::1]:80", "Connection: close")],
    ["two spaces in the line", head("GET  / HTTP/1.1", "Host: t", "Connection: close")],
    ["HTTP/1.0 without a host", "GET / HTTP/1.0\r\n\r\n"],
    ["an empty line before", `\r\n${get("Connection: close")}`],
    [
      "100 header fields",
      get(...Array.from({ length: 100 }, (_, at) => `X-${at}: 1`), "Connection: close"),
    ],
    [
      "chunks with an extension",
      `${postHead("Transfer-Encoding: chunked", "Connection: close")}2;a=b\r\n{}\r\n0\r\n\r\n`,
    ],
  ])("%s is answered", async (_, bytes) => {
    expect((await sendRaw(kernel.port, bytes)).statuses).toEqual([200]);
    expect(reached).toHaveLength(1);
  });
});
