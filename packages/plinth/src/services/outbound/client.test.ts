import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { makeTestCertificate } from "../../testing/certificates.ts";
import type { OutboundRequest } from "./client.ts";
import { PUBLIC, startNetwork, type TestNetwork } from "./network.test-support.ts";

const LARGE = Buffer.alloc(4_000_000, "a");

describe("VAL-07: the outbound client", () => {
  let network: TestNetwork;
  const seen: { method: string; url: string; headers: Record<string, unknown>; body: string }[] =
    [];

  beforeAll(async () => {
    network = await startNetwork(async (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      seen.push({
        method: String(request.method),
        url: String(request.url),
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      const encoding = searchParams.get("encoding");
      if (encoding !== null) response.setHeader("content-encoding", encoding);
      if (pathname === "/redirect") {
        const status = Number(searchParams.get("status") ?? 302);
        const location = searchParams.get("to");
        response.writeHead(status, location === null ? {} : { location }).end("moved");
      } else if (pathname === "/bomb") {
        const pack = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[
          encoding ?? ""
        ];
        response.end(pack === undefined ? LARGE : pack(LARGE));
      } else if (pathname === "/head") {
        for (let index = 0; index < 40; index += 1) {
          response.setHeader(`x-${index}`, "a".repeat(1_000));
        }
        response.end();
      } else if (pathname === "/garbage") request.socket.end("this is no HTTP\r\n\r\n");
      else if (pathname === "/cut") {
        response.writeHead(200, { "content-length": "100" });
        response.write("only this", () => request.socket.destroy());
      } else if (pathname === "/packed") response.end(gzipSync("[1,2]"));
      else if (pathname === "/not-packed") response.end("[1,2]");
      else response.end('{"ok":true}');
    });
    for (const name of ["a.example.com", "b.example.com", "other.example.org"]) {
      network.answers.set(name, [[PUBLIC]]);
    }
  });
  afterAll(() => network.close());

  const at = (path: string, host = "a.example.com"): string =>
    `http://${host}:${network.port}${path}`;
  const call = (path: string, request: OutboundRequest = {}) =>
    network.client.request(at(path), { ports: [network.port], ...request });
  const last = () => seen.at(-1)!;

  it("sends method, headers and body, and gives the whole answer", async () => {
    const response = await call("/thing?x=1#part", {
      method: "POST",
      headers: { Authorization: "Bearer t", "content-type": "text/plain" },
      body: "hällo",
    });
    expect(response.json()).toEqual({ ok: true });
    expect(response.url).toBe(at("/thing?x=1"));
    expect(last()).toMatchObject({ method: "POST", url: "/thing?x=1", body: "hällo" });
    expect(last().headers).toMatchObject({ authorization: "Bearer t", connection: "keep-alive" });
    expect(last().headers["host"]).toBe(`a.example.com:${network.port}`);
  });

  it.each([
    ["ftp://a.example.com/", "scheme"],
    ["file:///etc/passwd", "scheme"],
    ["http://", "malformed"],
    ["//a.example.com", "malformed"],
    ["http://user@a.example.com/", "userinfo"],
    ["http://a.example.com:22/", "port"],
    [`http://a.example.com/${"x".repeat(2_100)}`, "malformed"],
  ])("refuses %s for its %s", async (url, reason) => {
    const fault = network.client.request(url);
    await expect(fault).rejects.toMatchObject({ code: "OUTBOUND_URL_REFUSED", extra: { reason } });
  });

  it("asks for https unless http is allowed, and for a listed host where hosts are", async () => {
    const https = { allowHttp: false };
    await expect(call("/", https)).rejects.toMatchObject({ extra: { reason: "scheme" } });
    await expect(call("/", { hosts: ["*.example.org"] })).rejects.toMatchObject({
      extra: { reason: "host" },
    });
    await expect(call("/", { hosts: ["example.com"] })).rejects.toThrow();
    await expect(call("/", { hosts: ["*.Example.com"] })).resolves.toMatchObject({ status: 200 });
    const away = `/redirect?to=${encodeURIComponent(at("/", "other.example.org"))}`;
    await expect(call(away, { hosts: ["a.example.com"] })).rejects.toMatchObject({
      extra: { reason: "host" },
    });
  });

  it("a name that does not exist and one that leads inside answer the same, and say no address", async () => {
    network.answers.set("inside.example.com", [["10.1.2.3"]]);
    const answers = await Promise.all(
      ["inside.example.com", "missing.example.com", "127.0.0.1"].map((host) =>
        network.client.request(at("/", host), { ports: [network.port] }).catch(String),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(String(answers[0])).not.toMatch(/\d/);
    expect(network.events.at(-1)).toMatchObject({
      name: "outbound.refused",
      data: { code: "OUTBOUND_ADDRESS_REFUSED" },
    });
    expect(network.metrics.render()).toMatch(/outbound_requests_total\{outcome="refused"\} \d/);
  });

  it.each([
    { "x-a": "b\r\nhost: evil" },
    { "x-a": "b\nc" },
    { "x a": "b" },
    { Host: "evil" },
    { "Content-Length": "3" },
    { "Transfer-Encoding": "chunked" },
    { "Proxy-Authorization": "x" },
    { "x-a": "ü" },
  ] as Record<string, string>[])("refuses to send %j", async (headers) => {
    await expect(call("/", { headers })).rejects.toMatchObject({
      code: "OUTBOUND_REQUEST_REFUSED",
    });
  });

  it("another origin gets neither credentials nor the body", async () => {
    const headers = { authorization: "s", cookie: "s", "x-api-key": "s", accept: "a/b" };
    const to = encodeURIComponent(at("/end", "b.example.com"));
    await call(`/redirect?to=${to}`, { headers });
    expect(last().url).toBe("/end");
    expect(Object.keys(last().headers).sort()).toEqual(
      ["accept", "accept-encoding", "connection", "host", "user-agent"].sort(),
    );
    await call("/redirect?to=/end", { headers });
    expect(last().headers).toMatchObject(headers);
    const post = { method: "POST", body: "secret" } as const;
    await expect(call(`/redirect?status=307&to=${to}`, post)).rejects.toMatchObject({
      code: "OUTBOUND_REDIRECT_REFUSED",
      extra: { reason: "body" },
    });
    await call(`/redirect?status=303&to=${to}`, post);
    expect(last()).toMatchObject({ method: "GET", body: "" });
    await call("/redirect?status=308&to=/end", post);
    expect(last()).toMatchObject({ method: "POST", body: "secret" });
  });

  it("follows five redirects, not six, and none without an address", async () => {
    const nested = (depth: number): string =>
      depth === 0 ? "/end" : `/redirect?to=${encodeURIComponent(nested(depth - 1))}`;
    expect((await call(nested(5))).status).toBe(200);
    await expect(call(nested(6))).rejects.toMatchObject({ extra: { reason: "too-many" } });
    await expect(call("/redirect")).rejects.toMatchObject({ extra: { reason: "no-location" } });
    await expect(call(nested(1), { maxRedirects: 0 })).rejects.toThrow("too-many");
  });

  it.each(["gzip", "deflate", "br", "identity"])(
    "a bomb of %s ends at the limit",
    async (encoding) => {
      await expect(call(`/bomb?encoding=${encoding}`)).rejects.toMatchObject({
        code: "OUTBOUND_ANSWER_TOO_LARGE",
        extra: { limitBytes: 1_048_576 },
      });
      const whole = await call(`/bomb?encoding=${encoding}`, { maxBytes: 5_000_000 });
      expect(whole.bytes.length).toBe(LARGE.length);
    },
  );

  it.each([
    ["/head", "OUTBOUND_ANSWER_TOO_LARGE"],
    ["/garbage", "OUTBOUND_ANSWER_INVALID"],
    ["/not-packed?encoding=gzip", "OUTBOUND_ANSWER_INVALID"],
    ["/packed?encoding=gzip,%20gzip", "OUTBOUND_ANSWER_INVALID"],
    ["/packed?encoding=constructor", "OUTBOUND_ANSWER_INVALID"],
    ["/cut", "OUTBOUND_UNREACHABLE"],
  ])("%s becomes %s", async (path, code) => {
    await expect(call(path)).rejects.toMatchObject({ code });
  });

  it("unpacks what it asked for, and says where JSON is none", async () => {
    expect((await call("/packed?encoding=gzip")).json()).toEqual([1, 2]);
    const response = await call("/packed?encoding=identity");
    expect(() => response.json()).toThrow("makes no sense");
  });

  it("ends with the caller, and calls nobody for one who has gone", async () => {
    const before = seen.length;
    const gone = AbortSignal.abort(new Error("gone"));
    await expect(call("/", { signal: gone })).rejects.toThrow("gone");
    expect(seen.length).toBe(before);
  });
});

it("VAL-07: no wait is without an end, and each says which it was", async () => {
  const clock = createManualClock();
  const arrivals: (() => void)[] = [];
  const network = await startNetwork(
    (request, response) => {
      if (request.url === "/idle") response.write("a");
      arrivals.shift()?.();
    },
    { startTimer: clock.startTimer },
  );
  network.answers.set("a.example.com", [[PUBLIC]]);
  const call = (path: string, request: OutboundRequest = {}) =>
    network.client.request(`http://a.example.com:${network.port}${path}`, {
      ports: [network.port],
      ...request,
    });
  const arrived = () => new Promise<void>((resolve) => arrivals.push(resolve));
  for (const [path, request, step, reason] of [
    ["/silent", {}, 5_000, "idle"],
    ["/idle", {}, 5_000, "idle"],
    ["/silent", { timeoutMs: 1_000 }, 1_000, "total"],
  ] as const) {
    const there = arrived();
    const answer = expect(call(path, request)).rejects.toMatchObject({
      code: "OUTBOUND_TIMEOUT",
      extra: { reason },
    });
    await there;
    clock.advance(step);
    await answer;
  }
  const { promise: never } = Promise.withResolvers<readonly string[]>();
  network.answers.set("a.example.com", never as never);
  const slow = expect(call("/")).rejects.toMatchObject({ extra: { reason: "connect" } });
  clock.advance(3_000);
  await slow;
  await network.close();
});

it("VAL-07: the certificate is the name's, and https never leads to http", async () => {
  // Nobody vouches for it but itself.
  const tls = makeTestCertificate({ name: "tls.example.com" });
  const network = await startNetwork(
    (_request, response) => response.writeHead(302, { location: "http://a.example.com/" }).end(),
    { tls },
  );
  network.answers.set("tls.example.com", [[PUBLIC]]);
  network.answers.set("wrong.example.com", [[PUBLIC]]);
  const call = (host: string) =>
    network.client.request(`https://${host}:${network.port}/`, { ports: [network.port, 80] });
  await expect(call("tls.example.com")).rejects.toMatchObject({
    code: "OUTBOUND_REDIRECT_REFUSED",
    extra: { reason: "downgrade" },
  });
  await expect(call("wrong.example.com")).rejects.toMatchObject({ code: "OUTBOUND_UNREACHABLE" });
  await network.close();
});

it("VAL-07: proxies of the environment are nobody's business here", async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    HTTP_PROXY: "http://127.0.0.1:9",
    http_proxy: "http://127.0.0.1:9",
  });
  try {
    const network = await startNetwork((_request, response) => response.end("direct"));
    network.answers.set("a.example.com", [[PUBLIC]]);
    const url = `http://a.example.com:${network.port}/`;
    const response = await network.client.request(url, { ports: [network.port] });
    expect(response.text()).toBe("direct");
    await network.close();
  } finally {
    for (const name of ["HTTP_PROXY", "http_proxy"]) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
});
