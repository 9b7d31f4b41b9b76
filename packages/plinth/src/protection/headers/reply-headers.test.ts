import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inlineContentOf, PAGE_CSP_HASHES, type ReplyKind, reply, route, staticPage } from "#http";
import { strictObject, Type } from "#policy";
import { createReplyHeaders } from "#protection/headers";
import { type RealAnswer, type RealApp, startRealApp } from "../real-app.test-support.ts";

const KINDS: readonly ReplyKind[] = [
  "json",
  "html",
  "text",
  "asset",
  "worker",
  "stream",
  "file",
  "page",
];

const asMap = (flat: readonly string[]): ReadonlyMap<string, string> => {
  const map = new Map<string, string>();
  for (let index = 0; index < flat.length; index += 2) {
    const name = (flat[index] ?? "").toLowerCase();
    expect(map.has(name), `${name} twice`).toBe(false);
    map.set(name, flat[index + 1] ?? "");
  }
  return map;
};

const ALWAYS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "geolocation=(), microphone=(), camera=()",
  "x-xss-protection": "0",
};

describe("security headers", () => {
  it("WEB-03, WEB-05, P-043, P-045, P-047: exact values for every kind", () => {
    const headers = createReplyHeaders();
    for (const kind of KINDS) {
      for (const secure of [true, false]) {
        expect(Object.fromEntries(asMap(headers(kind, secure)))).toMatchObject(ALWAYS);
      }
    }
  });

  it("WEB-02, P-044: HSTS over HTTPS only, preload only by choice", () => {
    for (const kind of KINDS) {
      const value = (secure: boolean, hstsPreload?: boolean) =>
        asMap(createReplyHeaders(hstsPreload === true ? { hstsPreload } : {})(kind, secure)).get(
          "strict-transport-security",
        );
      expect(value(true)).toBe("max-age=31536000; includeSubDomains");
      expect(value(true, true)).toBe("max-age=31536000; includeSubDomains; preload");
      expect(value(false, true)).toBeUndefined();
    }
  });

  it("WEB-05: the old browsers' filter can be set to block", () => {
    const headers = createReplyHeaders({ xssProtection: "1; mode=block" });
    expect(asMap(headers("json", true)).get("x-xss-protection")).toBe("1; mode=block");
  });

  it("WEB-04, P-042: every policy parses, frames nothing and allows no inline code or eval", () => {
    for (const kind of KINDS) {
      const text = asMap(createReplyHeaders()(kind, true)).get("content-security-policy") ?? "";
      const names = text.split("; ").map((directive) => directive.split(" ")[0]);
      expect(new Set(names).size).toBe(names.length);
      expect(text).toMatch(/^default-src '(none|self)'; /);
      expect(text).toMatch(/; frame-ancestors 'none'$/);
      expect(text).not.toMatch(/unsafe|\*|https?:|data:/);
    }
    const html = asMap(createReplyHeaders()("html", true)).get("content-security-policy") ?? "";
    for (const directive of ["object-src 'none'", "base-uri 'none'", "worker-src 'self'"]) {
      expect(html).toContain(directive);
    }
  });

  it("our own pages may use their style and script, as pages and as html routes", () => {
    for (const kind of ["page", "html"] as const) {
      const text = asMap(createReplyHeaders()(kind, true)).get("content-security-policy") ?? "";
      expect(text).toContain(PAGE_CSP_HASHES.style);
      expect(text).toContain(PAGE_CSP_HASHES.script);
    }
  });

  it("UX-03, WEB-04: pages may use what a build put inside them, and nothing else does", () => {
    const directory = mkdtempSync(join(tmpdir(), "plinth-inline-"));
    try {
      mkdirSync(join(directory, "pages"));
      writeFileSync(join(directory, "index.html"), "<style>a{}</style><script>b()</script>");
      writeFileSync(join(directory, "pages/index.html"), '<style>c{}</style><script src="d.js">');
      const inline = inlineContentOf([{ directory }, { directory: join(directory, "none") }]);
      const headers = createReplyHeaders({ inline });
      const policy = (kind: ReplyKind) =>
        asMap(headers(kind, true)).get("content-security-policy") ?? "";
      const hashOf = (text: string): string =>
        `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
      const styles = `style-src 'self' ${PAGE_CSP_HASHES.style} ${hashOf("a{}")} ${hashOf("c{}")}; `;
      expect(policy("html")).toContain(styles);
      const scripts = `script-src 'self' ${PAGE_CSP_HASHES.script} ${hashOf("b()")}; `;
      expect(policy("html")).toContain(scripts);
      for (const kind of KINDS.filter((one) => one !== "html")) {
        expect(policy(kind)).not.toContain(hashOf("b()"));
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it("UPL-03: a file of somebody runs nothing, and pages show pictures of the files' origin", () => {
    const headerOf = (kind: ReplyKind, name: string, filesOrigin?: string) =>
      asMap(createReplyHeaders(filesOrigin === undefined ? {} : { filesOrigin })(kind, true)).get(
        name,
      );
    const policy = "content-security-policy";
    expect(headerOf("file", policy)?.split("; ")).toContain("sandbox");
    expect(headerOf("html", policy)).toContain("img-src 'self';");
    const origin = "https://files.example.org";
    expect(headerOf("html", policy, origin)).toContain(`img-src 'self' ${origin};`);
    const reader = "cross-origin-resource-policy";
    expect(headerOf("file", reader)).toBe("same-origin");
    expect(headerOf("file", reader, origin)).toBe("cross-origin");
    expect(headerOf("html", reader, origin)).toBe("same-origin");
  });

  it("costs no allocation: the same list every time", () => {
    const headers = createReplyHeaders();
    for (const kind of KINDS) {
      expect(headers(kind, true)).toBe(headers(kind, true));
      expect(headers(kind, false)).toBe(headers(kind, false));
    }
  });
});

const everyone = { public: true, because: "anyone may call it" } as const;
const bytes = Type.Unsafe<string>({ type: "string" });
const routes = [
  route.get(
    "/json",
    { access: everyone, summary: "JSON", responses: { 200: strictObject({ ok: Type.Boolean() }) } },
    () => ({ ok: true }),
  ),
  route.get(
    "/page",
    { access: everyone, summary: "Page", responses: { 200: bytes }, produces: "html" },
    () => reply(200, staticPage("Hi", "<h1>Hi</h1>"), ["Content-Type", "text/html; charset=utf-8"]),
  ),
  route.get(
    "/file.js",
    { access: everyone, summary: "File", responses: { 200: bytes }, produces: "asset" },
    () => reply(200, "let a", ["Content-Type", "text/javascript; charset=utf-8"]),
  ),
  route.get("/moved", { access: everyone, summary: "Moves", responses: { 302: null } }, () =>
    reply(302, undefined, ["Location", "/json"]),
  ),
  route.get("/broken", { access: everyone, summary: "Fails", responses: { 204: null } }, () => {
    throw new Error("fails");
  }),
  route.get(
    "/once",
    { access: everyone, summary: "Once", limit: "1/day", responses: { 204: null } },
    () => reply(204),
  ),
  route.post(
    "/text",
    {
      access: everyone,
      summary: "Takes text",
      body: strictObject({ a: Type.String() }),
      responses: { 204: null },
    },
    () => reply(204),
  ),
];

describe("WEB-01: every class of answer over HTTP carries them once", () => {
  let app: RealApp;
  beforeAll(async () => {
    app = await startRealApp({ routes, trustedProxies: ["127.0.0.9"] });
  });
  afterAll(() => app.stop());

  const calls: Readonly<Record<string, (extra: Record<string, string>) => Promise<RealAnswer>>> = {
    "JSON 200": (headers) => app.call({ path: "/json", headers }),
    "HEAD 200": (headers) => app.call({ method: "HEAD", path: "/json", headers }),
    "HTML 200": (headers) => app.call({ path: "/page", headers }),
    "asset 200": (headers) => app.call({ path: "/file.js", headers }),
    "redirect 302": (headers) => app.call({ path: "/moved", headers }),
    "problem 400": (headers) => app.call({ method: "POST", path: "/text", body: {}, headers }),
    "problem 404": (headers) => app.call({ path: "/nothing", headers }),
    "page 404": (headers) =>
      app.call({ path: "/no", headers: { ...headers, accept: "text/html" } }),
    "problem 405": (headers) => app.call({ method: "DELETE", path: "/json", headers }),
    "OPTIONS 204": (headers) => app.call({ method: "OPTIONS", path: "/json", headers }),
    "problem 413": (headers) =>
      app.call({ method: "POST", path: "/text", body: { a: "x".repeat(70_000) }, headers }),
    "problem 415": (headers) =>
      app.call({
        method: "POST",
        path: "/text",
        body: { a: "x" },
        headers: { ...headers, "content-type": "text/xml" },
      }),
    "throttled 429": async (headers) => {
      await app.call({ path: "/once", headers });
      return app.call({ path: "/once", headers });
    },
    "fault 500": (headers) => app.call({ path: "/broken", headers }),
  };
  for (const [name, call] of Object.entries(calls)) {
    it(name, async () => {
      const answer = await call({});
      expect(String(answer.status)).toBe(name.split(" ")[1]);
      const headers = asMap(
        answer.rawHeaders.flatMap((text, index, all) =>
          index % 2 === 0 && text.toLowerCase() !== "vary" ? [text, all[index + 1] ?? ""] : [],
        ),
      );
      expect(Object.fromEntries(headers)).toMatchObject(ALWAYS);
      expect(headers.get("content-security-policy")).toMatch(/^default-src/);
      expect(headers.has("cache-control")).toBe(true);
      expect(headers.has("x-powered-by")).toBe(false);
      expect(headers.has("server")).toBe(false);
      expect(headers.has("strict-transport-security")).toBe(false);
    });
  }

  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port: app.port }, () => socket.write(text));
      let answer = "";
      socket.setTimeout(5_000, () => socket.destroy(new Error("no answer within 5 s")));
      socket.on("data", (chunk) => {
        answer += chunk.toString("latin1");
      });
      socket.on("error", reject);
      socket.on("close", () => resolve(answer));
    });

  it("P-043: what never became a request is answered with them too", async () => {
    const faults = {
      "HTTP/1.1 400": "NONSENSE\r\n\r\n",
      "HTTP/1.1 431": `GET / HTTP/1.1\r\nHost: x\r\nA: ${"x".repeat(20_000)}\r\n\r\n`,
    };
    for (const [start, text] of Object.entries(faults)) {
      const answer = await raw(text);
      const [head = ""] = answer.split("\r\n\r\n");
      const lines = head.split("\r\n").slice(1);
      const headers = asMap(lines.flatMap((line) => line.split(/: (.*)/s).slice(0, 2)));
      expect(answer.startsWith(start)).toBe(true);
      expect(Object.fromEntries(headers)).toMatchObject(ALWAYS);
      expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
    }
  });

  it("P-044: behind a declared proxy that speaks HTTPS they carry HSTS, from others not", async () => {
    for (const path of ["/json", "/nothing", "/broken", "/moved"]) {
      const headers = { "x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1" };
      const trusted = await app.call({ path, headers, from: "127.0.0.9" });
      expect(trusted.headers["strict-transport-security"]).toBe(
        "max-age=31536000; includeSubDomains",
      );
      const stranger = await app.call({ path, headers });
      expect(stranger.headers["strict-transport-security"]).toBeUndefined();
    }
  });
});
