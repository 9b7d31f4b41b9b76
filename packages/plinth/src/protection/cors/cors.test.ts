import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reply, route } from "#http";
import { strictObject, Type } from "#policy";
import { createCors } from "#protection/cors";
import { type RealApp, startRealApp } from "../real-app.test-support.ts";

const LISTED = ["http://localhost:3000", "https://plinth.local"] as const;
const everyone = { public: true, because: "anyone may call it" } as const;
const responses = { 200: strictObject({ ok: Type.Boolean() }) } as const;
const ok = () => ({ ok: true });
const routes = [
  route.get("/open", { access: everyone, summary: "Open", responses }, ok),
  route.post("/open", { access: everyone, summary: "Opens", responses }, ok),
  route.put("/open", { access: everyone, summary: "Closed", responses, cors: false }, ok),
  route.get("/own", { access: everyone, summary: "Own", responses, cors: false }, ok),
  route.get("/broken", { access: everyone, summary: "Fails", responses: { 204: null } }, () => {
    throw new Error("fails");
  }),
  route.get(
    "/once",
    { access: everyone, summary: "Once", limit: "1/day", responses: { 204: null } },
    () => reply(204),
  ),
];

/** What must not be taken for a listed origin. */
const STRANGERS = [
  "null",
  "*",
  "https://evil.example",
  "https://plinth.local.evil.example",
  "https://evilplinth.local",
  "https://plinthxlocal",
  "https://plinth.local:8443",
  "http://plinth.local",
  "https://plinth.local/",
  "https://PLINTH.local",
  "https://sub.plinth.local",
  "https://plinth.local https://evil.example",
  "http://localhost:3000, https://evil.example",
  "http://localhost",
  "http://localhost:30000",
  "http://localhost:3000.evil.example",
  "",
];

describe("cross-origin access over HTTP", () => {
  let app: RealApp;
  beforeAll(async () => {
    app = await startRealApp({ routes, allowedOrigins: LISTED, limit: "1000000/minute" });
  });
  afterAll(() => app.stop());

  it("WEB-06: a listed origin is echoed with Vary and may read the limits", async () => {
    for (const origin of LISTED) {
      const { headers } = await app.call({ path: "/open", headers: { origin } });
      expect(headers["access-control-allow-origin"]).toBe(origin);
      expect(headers["access-control-allow-credentials"]).toBe("true");
      expect(headers["access-control-expose-headers"]).toBe(
        "RateLimit, RateLimit-Policy, Retry-After, X-Request-Id",
      );
      expect(headers.vary).toBe("Origin");
    }
  });

  it("WEB-06: null, foreign and lookalike origins get nothing but Vary", async () => {
    for (const origin of STRANGERS) {
      const { headers, status } = await app.call({ path: "/open", headers: { origin } });
      expect(status).toBe(200);
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect(headers.vary).toBe("Origin");
    }
  });

  it("refusals and faults are readable for listed origins too", async () => {
    const headers = { origin: LISTED[1] };
    for (const path of ["/nothing", "/broken", "/once", "/once"]) {
      const answer = await app.call({ path, headers });
      expect(answer.headers["access-control-allow-origin"]).toBe(LISTED[1]);
      expect(answer.headers.vary).toContain("Origin");
    }
    expect((await app.call({ path: "/once", headers })).status).toBe(429);
  });

  it("a route that says no to cors stays with its own origin", async () => {
    const { headers } = await app.call({ path: "/own", headers: { origin: LISTED[0] } });
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(headers.vary).toBeUndefined();
  });

  const preflight = (path: string, origin?: string, method = "POST") =>
    app.call({
      method: "OPTIONS",
      path,
      headers: {
        "access-control-request-method": method,
        "access-control-request-headers": "content-type",
        ...(origin === undefined ? {} : { origin }),
      },
    });

  it("WEB-06: a preflight names methods and headers, each header once", async () => {
    const answer = await preflight("/open", LISTED[0]);
    expect(answer.status).toBe(204);
    expect(answer.text).toBe("");
    const access = answer.rawHeaders.filter((name) => /^access-control/i.test(name));
    expect(new Set(access).size).toBe(access.length);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": LISTED[0],
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers":
        "content-type, authorization, x-csrf-token, x-request-id, idempotency-key, content-digest, signature-input, signature",
      "access-control-max-age": "600",
    });
    expect(answer.headers.vary).toBe("Origin");
  });

  it("WEB-06: preflights of strangers get no access header", async () => {
    for (const origin of [...STRANGERS, undefined]) {
      const { status, headers } = await preflight("/open", origin);
      expect(status).toBe(204);
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  it("a preflight promises nothing for a route that says no to cors, or that is not there", async () => {
    const own = await preflight("/own", LISTED[0], "GET");
    expect(own.headers["access-control-allow-methods"]).toBeUndefined();
    expect((await preflight("/nothing", LISTED[0])).status).toBe(404);
  });

  it("OPTIONS without a question is answered with Allow alone", async () => {
    const { status, headers } = await app.call({
      method: "OPTIONS",
      path: "/open",
      headers: { origin: LISTED[0] },
    });
    expect(status).toBe(204);
    expect(headers.allow).toContain("POST");
    expect(headers["access-control-allow-methods"]).toBeUndefined();
  });
});

describe("the list of origins", () => {
  it("P-096: for any origin text the access header appears exactly for a listed one", () => {
    const host = fc.constantFrom(
      "plinth.local",
      "plinthxlocal",
      "localhost",
      "a.b",
      "xplinth.local",
    );
    const origin = fc.oneof(
      fc.constantFrom(...LISTED, ...STRANGERS),
      fc
        .tuple(fc.constantFrom("http", "https"), host, fc.constantFrom("", ":80", ":443", ":3000"))
        .map(([scheme, name, port]) => `${scheme}://${name}${port}`),
      fc.string(),
    );
    const policy = { cors: true } as Parameters<ReturnType<typeof createCors>["protect"]>[0];
    fc.assert(
      fc.property(origin, fc.subarray([...LISTED, "https://a.b"]), (text, listed) => {
        const stage = createCors({ allowedOrigins: listed }).protect(policy);
        const replyHeaders: string[] = [];
        const context = { raw: { headers: { origin: text } }, replyHeaders };
        stage?.(context as unknown as Parameters<NonNullable<typeof stage>>[0]);
        const at = replyHeaders.indexOf("Access-Control-Allow-Origin");
        expect(at !== -1).toBe((listed as readonly string[]).includes(text));
        if (at !== -1) expect(replyHeaders[at + 1]).toBe(text);
        expect(replyHeaders.includes("Vary")).toBe(listed.length > 0);
      }),
    );
  });

  it("WEB-06: an entry that browsers never send stops the start and says what to write", () => {
    const broken = {
      "*": "wildcard",
      null: "https://host",
      "plinth.local": "https://host",
      "https://plinth.local/": "browsers send it as https://plinth.local",
      "https://plinth.local/path": "browsers send it as https://plinth.local",
      "HTTPS://plinth.local": "browsers send it as https://plinth.local",
      "https://plinth.local:443": "browsers send it as https://plinth.local",
      "https://bücher.example": "browsers send it as https://xn--bcher-kva.example",
      "https://user:pass@plinth.local": "browsers send it as https://plinth.local",
      "https://*.plinth.local": "wildcard",
      "ftp://plinth.local": "only http and https",
      "": "https://host",
    };
    for (const [entry, text] of Object.entries(broken)) {
      expect(() => createCors({ allowedOrigins: [entry] }), entry).toThrow(RangeError);
      expect(() => createCors({ allowedOrigins: [entry] }), entry).toThrow(new RegExp(text));
    }
    expect(() => createCors({ allowedOrigins: [...LISTED, "http://[::1]:3000"] })).not.toThrow();
  });

  it("names every faulty entry at once", () => {
    expect(() => createCors({ allowedOrigins: ["*", "x"] })).toThrow(/"\*".*"x"/);
  });
});
