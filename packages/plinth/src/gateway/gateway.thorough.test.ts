import { createHmac } from "node:crypto";
import { PassThrough } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createManualClock, type ManualClock, Secret } from "#core";
import { createKeyring } from "#crypto";
import type { CredentialsService } from "#modules/credentials";
import {
  type Answer,
  type Received,
  startTestGateway,
  startUpstream,
  type TestUpstream,
} from "../testing/gateway.ts";
import { GOOD_PASSWORD } from "../testing/identity.ts";
import type { TestApplication } from "../testing/test-application.ts";
import { identityKey } from "./exchange/identity.ts";

const SECRET_KEY = "kX2v-8Qz_Lr5mT1wYb7cNf3hJd6sGa9eUp4iRo0tZxKq2vBn";
const open = { public: true, because: "only for this test", identify: true };
const common = {
  access: open,
  summary: "A test",
  limit: { none: "not the subject" },
  responses: { 200: { type: "object" } },
};
const text = { type: "string" };
const routes = [
  { method: "GET", path: "/things", policy: common },
  {
    method: "GET",
    path: "/things/:id",
    policy: { ...common, params: { type: "object", properties: { id: text } } },
  },
  { method: "GET", path: "/mine", policy: { ...common, access: "user" } },
  { method: "GET", path: "/plain", policy: { ...common, access: { ...open, identify: false } } },
  { method: "GET", path: "/events", policy: { ...common, produces: "stream" } },
  {
    method: "POST",
    path: "/things",
    policy: {
      ...common,
      csrf: { exempt: "only for this test" },
      body: { type: "object", properties: { name: text }, required: ["name"] },
    },
  },
];

let clock: ManualClock;
let answer: Answer | undefined;
let upstream: TestUpstream;
/** What the tests ask: the shared gateway, or one of their own that `start` made. */
let gateway: TestApplication;
let lines: string[];
let shared: { readonly gateway: TestApplication; readonly upstream: TestUpstream };

const startBehind = (): Promise<TestUpstream> =>
  startUpstream((received, response) => {
    if (answer !== undefined) return answer(received, response);
    response.writeHead(200, { "Content-Type": "application/json" });
    return response.end('{"ok":true}');
  });

const startWith = (changes: object, env: Record<string, string>): Promise<TestApplication> =>
  startTestGateway(
    { name: "Behind", upstreams: [upstream.origin], routes, ...changes },
    {
      clock,
      env: { SECRET_KEY, JWT_SECRET_KEY: SECRET_KEY.toUpperCase(), ...env },
      onLogLine: (line) => lines.push(line),
    },
  );

/** A gateway and an upstream for this test alone. */
const start = async (changes: object = {}, env: Record<string, string> = {}): Promise<void> => {
  upstream = await startBehind();
  gateway = await startWith(changes, env);
};

beforeAll(async () => {
  clock = createManualClock();
  lines = [];
  upstream = await startBehind();
  shared = { upstream, gateway: await startWith({}, {}) };
});
beforeEach(() => {
  answer = undefined;
  ({ gateway, upstream } = shared);
});
afterEach(async () => {
  if (gateway === shared.gateway) return;
  await gateway.stop();
  await upstream.kill();
});
afterAll(async () => {
  await shared.gateway.stop();
  await shared.upstream.kill();
});

const last = (): Received => {
  const received = upstream.received.at(-1);
  if (received === undefined) throw new Error("nothing arrived");
  return received;
};

let people = 0;
const signIn = async () => {
  people += 1;
  const credentials = gateway.modules.service("credentials") as CredentialsService;
  const email = `robin-${people}@example.org`;
  const account = { email, password: GOOD_PASSWORD, name: "Robin", role: "admin", tier: "premium" };
  await credentials.createUser({ ...account, verified: true });
  const response = await gateway.fetch("/api/v1/auth/signin", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password: GOOD_PASSWORD }),
  });
  const { accessToken, user } = (await response.json()) as Record<string, string> & {
    user: { id: string };
  };
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return { token: String(accessToken), userId: user.id, cookie };
};

/** As docs/guide/gateway.md tells upstreams to do it, in other words. */
const signatureOf = ({ method, target, headers }: Received): string => {
  const names = ["user", "role", "tier", "session", "request-id"];
  const told = names.map((name) => String(headers[`plinth-${name}`] ?? ""));
  const parts = ["plinth-1", String(headers["plinth-timestamp"]), method, target, ...told];
  const key = Buffer.from(identityKey(createKeyring(new Secret(SECRET_KEY))), "base64url");
  return createHmac("sha256", key).update(parts.join("\n")).digest("base64url");
};

describe("what the upstream is told", () => {
  it("GW-01: who calls, signed; the session cookie and the token stay here", async () => {
    const { token, cookie, userId } = await signIn();
    for (const headers of [
      { authorization: `Bearer ${token}` },
      { cookie: `theme=dark; ${cookie}; x=y` },
    ]) {
      await gateway.fetch("/mine?x=%20y", { headers });
      const received = last();
      expect(received.headers).toMatchObject({
        "plinth-user": userId,
        "plinth-role": "admin",
        "plinth-tier": "premium",
        "plinth-timestamp": String(clock.now() / 1_000),
      });
      expect(received.target).toBe("/mine?x=%20y");
      expect(received.headers["plinth-signature"]).toBe(signatureOf(received));
      expect(received.headers.authorization).toBeUndefined();
    }
    expect(last().headers.cookie).toBe("theme=dark; x=y");
  });

  it("GW-01: nobody, signed, where nobody is signed in or the route does not ask", async () => {
    const { token } = await signIn();
    await gateway.fetch("/things");
    expect(last().headers["plinth-signature"]).toBe(signatureOf(last()));
    await gateway.fetch("/plain", { headers: { authorization: `Bearer ${token}` } });
    expect(last().headers["plinth-user"]).toBeUndefined();
    expect(last().headers["plinth-signature"]).toBe(signatureOf(last()));
  });

  it("GW-01: nothing that the client says of itself, in any spelling", async () => {
    const forged = [
      "Plinth-User",
      "plinth-role",
      "PLINTH-TIER",
      "Plinth_Session",
      "plinth.user",
      "Plinth-Signature",
      "Plinth-Timestamp",
      "Plinth-Anything",
      "X-Forwarded-For",
      "X_Forwarded_Proto",
      "X-Forwarded-Host",
      "X-Forwarded-Prefix",
      "Forwarded",
      "X-Real-IP",
      "X-Original-URL",
      "X-Rewrite-URL",
      "X-HTTP-Method-Override",
      "Proxy",
    ];
    await gateway.fetch("/things", {
      headers: Object.fromEntries(forged.map((name) => [name, "forged"])),
    });
    expect(JSON.stringify(last().headers)).not.toContain("forged");
    expect(last().names.filter((name) => /[_.]/.test(name))).toEqual([]);
    expect(last().headers).toMatchObject({
      "x-forwarded-for": "127.0.0.1",
      forwarded: `for=127.0.0.1;host="${new URL(gateway.localUrl).host}";proto=http`,
    });
  });

  it("RL-07: the client's address through declared proxies only", async () => {
    await start({}, { TRUSTED_PROXIES: '["127.0.0.1"]' });
    const headers = { "x-forwarded-for": "192.0.2.9, 2001:db8::7", "x-forwarded-proto": "https" };
    await gateway.fetch("/things", { headers });
    expect(last().headers).toMatchObject({
      "x-forwarded-for": "2001:db8::7",
      "x-forwarded-proto": "https",
      forwarded: `for="[2001:db8::7]";host="${new URL(gateway.localUrl).host}";proto=https`,
    });
  });

  it("credentials too, where the file says so", async () => {
    await start({ forwardCredentials: true });
    const { token } = await signIn();
    const headers = { authorization: `Bearer ${token}`, cookie: "a=b" };
    await gateway.fetch("/mine", { headers });
    expect(last().headers).toMatchObject(headers);
  });

  it("the body byte by byte as it came, and its media type without parameters", async () => {
    const body = '{ "name" :\t"h\\u00e9" ,"more":1.0 }';
    const headers = { "content-type": "Application/JSON; charset=utf-16" };
    expect((await gateway.fetch("/things", { method: "POST", body, headers })).status).toBe(200);
    expect(last().body.toString()).toBe(body);
    expect(last().headers["content-type"]).toBe("application/json");
  });

  it("POL-02: nothing at all of a path that no policy covers, or a request that one refuses", async () => {
    const before = upstream.received.length;
    const refused = [
      gateway.fetch("/other"),
      gateway.fetch("/things", { method: "DELETE" }),
      gateway.fetch("/mine"),
      gateway.fetch("/things", { method: "POST", body: "{}", headers: { "content-type": "a/b" } }),
    ];
    const statuses = (await Promise.all(refused)).map(({ status }) => status);
    expect(statuses).toEqual([404, 405, 401, 415]);
    expect(upstream.received).toHaveLength(before);
  });
});

describe("what the client gets", () => {
  it("WEB-01: the upstream's answer under our headers; nothing about the upstream", async () => {
    answer = (_, response) => {
      response.writeHead(404, {
        "Content-Type": "text/plain",
        "Content-Security-Policy": "default-src *",
        "Cache-Control": "public, max-age=9",
        "CDN-Cache-Control": "max-age=9",
        "Access-Control-Allow-Origin": "*",
        "X-Frame-Options": "ALLOWALL",
        "X-Powered-By": "somebody",
        Server: "somebody/1",
        Connection: "X-Hop",
        "X-Hop": "1",
        "Plinth-Signature": "x",
        "X-Request-Id": "theirs",
        "X-Own": "kept",
        Vary: "Accept",
        "Set-Cookie": ["a=b; Path=/", "__Host-plinth=x; Secure; Path=/"],
      });
      response.end("no such thing");
    };
    const response = await gateway.fetch("/things");
    expect([response.status, await response.text()]).toEqual([404, "no such thing"]);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "x-frame-options": "DENY",
      "x-own": "kept",
      vary: "Accept",
      "set-cookie": "a=b; Path=/",
    });
    for (const name of [
      "x-powered-by",
      "server",
      "x-hop",
      "plinth-signature",
      "cdn-cache-control",
    ]) {
      expect(headers[name], name).toBeUndefined();
    }
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(headers["x-request-id"]).not.toBe("theirs");
  });

  it("redirects to the upstream's own address lead through the gateway", async () => {
    const cases = [
      [`${upstream.origin}/there?x`, "/there?x"],
      [upstream.origin, "/"],
      [`${upstream.origin}.evil.example/`, `${upstream.origin}.evil.example/`],
      ["/there", "/there"],
      ["https://elsewhere.example/", "https://elsewhere.example/"],
    ];
    for (const [Location = "", expected] of cases) {
      answer = (_, response) => response.writeHead(302, { Location }).end();
      expect((await gateway.fetch("/things")).headers.get("location")).toBe(expected);
    }
  });

  it("GW-03: events as they come, at the client's pace, until one of them ends it", async () => {
    const events = new PassThrough();
    answer = (_, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.flushHeaders();
      events.pipe(response);
      response.once("close", () => events.destroy());
    };
    const leaving = new AbortController();
    const response = await gateway.fetch("/events", { signal: leaving.signal });
    const reader = response.body?.getReader();
    for (const piece of ["data: 1\n\n", "data: 2\n\n"]) {
      events.write(piece);
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(piece);
    }
    const closed = new Promise((resolve) => events.once("close", resolve));
    leaving.abort();
    await closed;
  });

  it("an answer without a body where there is none", async () => {
    answer = (_, response) => response.writeHead(204).end();
    expect((await gateway.fetch("/things")).status).toBe(204);
    answer = (_, response) => response.writeHead(304, { ETag: '"x"' }).end();
    expect((await gateway.fetch("/things")).headers.get("etag")).toBe('"x"');
    answer = (_, response) => response.writeHead(200, { "Content-Length": "5" }).end();
    const head = await gateway.fetch("/things", { method: "HEAD" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, "5"]);
    expect(last().method).toBe("HEAD");
  });
});

describe("when the upstream fails", () => {
  const code = async (response: Response) => [
    response.status,
    ((await response.json()) as { code: string }).code,
  ];

  it("502 for one that breaks off, after one more try where that is harmless", async () => {
    const before = upstream.received.length;
    answer = (_, response) => response.destroy();
    expect(await code(await gateway.fetch("/things"))).toEqual([502, "UPSTREAM_FAULT"]);
    expect(upstream.received).toHaveLength(before + 2);
    const post = {
      method: "POST",
      body: '{"name":"x"}',
      headers: { "content-type": "application/json" },
    };
    expect(await code(await gateway.fetch("/things", post))).toEqual([502, "UPSTREAM_FAULT"]);
    expect(upstream.received).toHaveLength(before + 3);
  });

  it("502 for an answer with two framings, which nobody passes on", async () => {
    answer = (_, response) => {
      response.socket?.end(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      );
    };
    expect(await code(await gateway.fetch("/things"))).toEqual([502, "UPSTREAM_FAULT"]);
  });

  it("a broken connection where the answer has begun: no part passes for the whole", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("half", () => response.destroy());
    };
    const response = await gateway.fetch("/things");
    await expect(response.text()).rejects.toThrow();
    await vi.waitFor(() => expect(lines.join("")).toContain("STREAM_BROKEN"));
  });

  it("GW-02: the next one where the first refuses, for every method; 503 where all do", async () => {
    const second = await startUpstream();
    upstream = await startBehind();
    gateway = await startWith({ upstreams: [upstream.origin, second.origin] }, {});
    await upstream.kill();
    const post = {
      method: "POST",
      body: '{"name":"x"}',
      headers: { "content-type": "application/json" },
    };
    for (let round = 0; round < 6; round += 1) {
      expect((await gateway.fetch("/things", post)).status).toBe(200);
    }
    expect(second.received).toHaveLength(6);
    expect(gateway.metrics.render()).toContain(
      `gateway_upstream_attempts_total{upstream="${upstream.origin}",outcome="refused"} 1`,
    );
    const health = async () => (await gateway.view.moduleHealth())["gateway"];
    expect(await health()).toMatchObject({ healthy: true, detail: { upstreams: 2, up: 1 } });
    await second.kill();
    expect(await code(await gateway.fetch("/things"))).toEqual([503, "SERVICE_UNAVAILABLE"]);
    const again = await gateway.fetch("/things");
    expect([again.status, again.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await health()).toMatchObject({ healthy: false, required: true });
  });

  it("GW-02: back in the round a second after it can be reached again", async () => {
    await start();
    const port = Number(new URL(upstream.origin).port);
    await upstream.kill();
    expect((await gateway.fetch("/things")).status).toBe(503);
    upstream = await startUpstream(undefined, port);
    expect((await gateway.fetch("/things")).status).toBe(503);
    clock.advance(1_000);
    expect((await gateway.fetch("/things")).status).toBe(200);
    expect((await gateway.fetch("/things")).status).toBe(200);
    expect(lines.some((line) => line.includes("can be reached again"))).toBe(true);
  });
});
