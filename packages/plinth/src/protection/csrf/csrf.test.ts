import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Route, route } from "#http";
import { type PolicyDeclaration, strictObject, Type } from "#policy";
import { type RealApp, startRealApp } from "../real-app.test-support.ts";

const LISTED = "https://app.example";
const PUBLIC = "https://plinth.local";
const everyone = { public: true, because: "anyone may call it" } as const;
const responses = { 200: strictObject({ ok: Type.Boolean() }) } as const;
const ok = () => ({ ok: true });
const user = { access: "user", summary: "Changes", responses } as const;
const CHANGING = ["post", "put", "patch", "delete"] as const;

const routes: readonly Route[] = [
  route.get("/state", { ...user, summary: "Reads" }, ok),
  ...CHANGING.map((method) => route[method]("/state", user, ok)),
  route.post("/signin", { access: everyone, summary: "Signs in", responses }, ok),
  route.post("/own", { ...user, cors: false }, ok),
  route.post("/hook", { ...user, csrf: { exempt: "called by programs only" } }, ok),
];

let app: RealApp;
beforeAll(async () => {
  app = await startRealApp({
    routes,
    allowedOrigins: [LISTED],
    publicUrl: `${PUBLIC}/base/`,
    limit: "1000000/minute",
  });
});
afterAll(() => app.stop());
beforeEach(() => {
  app.security.length = 0;
});

const COOKIE = { cookie: "session=anna" } as const;
const call = async (
  headers: Readonly<Record<string, string>>,
  path = "/state",
  method = "POST",
): Promise<number> => (await app.call({ method, path, headers })).status;
const withToken = (token = app.tokenFor("anna")) => ({ ...COOKIE, "x-csrf-token": token });

describe("the token of the session", () => {
  it("P-026: a cookie needs the session's token on every method that changes state", async () => {
    for (const name of CHANGING) {
      const method = name.toUpperCase();
      expect(await call({ ...COOKIE, origin: PUBLIC }, "/state", method)).toBe(403);
      expect(await call({ ...withToken("wrong"), origin: PUBLIC }, "/state", method)).toBe(403);
      expect(await call({ ...withToken(""), origin: PUBLIC }, "/state", method)).toBe(403);
      const foreign = app.tokenFor("ben");
      expect(await call({ ...withToken(foreign), origin: PUBLIC }, "/state", method)).toBe(403);
      expect(await call({ ...withToken(), origin: PUBLIC }, "/state", method)).toBe(200);
    }
  });

  it("WEB-07: reading needs none, and bearer tokens never do", async () => {
    expect(await call(COOKIE, "/state", "GET")).toBe(200);
    expect(await call({ authorization: "Bearer anna" })).toBe(200);
    expect(await call({ authorization: "Bearer anna", cookie: "session=ben" })).toBe(200);
  });

  it("WEB-08: a token minted elsewhere, of another session of the same user, or of nobody fails", async () => {
    const minted = Buffer.from("a token minted in the browser 32").toString("base64url");
    const sibling = app.tokenFor("anna.second-device");
    for (const token of [
      minted,
      sibling,
      `${app.tokenFor("anna")}x`,
      `${app.tokenFor("anna")},x`,
    ]) {
      expect(await call({ ...withToken(token), origin: PUBLIC })).toBe(403);
    }
    const twice = await app.call({
      method: "POST",
      path: "/state",
      headers: { ...COOKIE, "x-csrf-token": [app.tokenFor("anna"), app.tokenFor("anna")] },
    });
    expect(twice.status).toBe(403);
  });

  it("a double-submit cookie proves nothing", async () => {
    const headers = { cookie: "session=anna; csrf=abc", "x-csrf-token": "abc", origin: PUBLIC };
    expect(await call(headers)).toBe(403);
  });

  it("an exempt route asks for nothing", async () => {
    expect(await call(COOKIE, "/hook")).toBe(200);
  });
});

describe("where the request comes from", () => {
  it("WEB-07: sign-in from another site is refused although nobody is signed in", async () => {
    for (const origin of [
      "https://evil.example",
      "null",
      "http://plinth.local",
      `${PUBLIC}.evil`,
    ]) {
      expect(await call({ origin }, "/signin")).toBe(403);
    }
    for (const site of ["cross-site", "same-site", "unheard-of"]) {
      expect(await call({ "sec-fetch-site": site }, "/signin")).toBe(403);
    }
    expect(await call({}, "/signin")).toBe(200);
  });

  it("own pages pass: by public address, by the address that was called, by the browser's word", async () => {
    const host = "127.0.0.1:8443";
    expect(await call({ origin: PUBLIC }, "/signin")).toBe(200);
    expect(await call({ origin: `http://${host}`, host }, "/signin")).toBe(200);
    expect(await call({ origin: `https://${host}`, host }, "/signin")).toBe(403);
    expect(await call({ "sec-fetch-site": "same-origin", origin: PUBLIC }, "/signin")).toBe(200);
    expect(await call({ "sec-fetch-site": "none" }, "/signin")).toBe(200);
  });

  it("a listed origin passes where the route has cors, and needs the token all the same", async () => {
    const listed = { origin: LISTED, "sec-fetch-site": "cross-site" };
    expect(await call(listed, "/signin")).toBe(200);
    expect(await call({ ...listed, ...COOKIE })).toBe(403);
    expect(await call({ ...listed, ...withToken() })).toBe(200);
    expect(await call({ ...listed, ...withToken() }, "/own")).toBe(403);
    expect(await call({ ...withToken(), origin: PUBLIC }, "/own")).toBe(200);
  });

  it("an own Origin does not outweigh a browser that says cross-site", async () => {
    const headers = { ...withToken(), origin: PUBLIC, "sec-fetch-site": "cross-site" };
    expect(await call(headers)).toBe(403);
  });

  it("a bearer token does not excuse a foreign origin", async () => {
    expect(await call({ authorization: "Bearer anna", origin: "https://evil.example" })).toBe(403);
  });
});

describe("a refusal", () => {
  it("is a CSRF_ERROR problem, one security event and one count, by reason", async () => {
    const before = Number(
      /csrf_refusals_total\{reason="token"\} (\d+)/.exec(app.metrics.render())?.[1],
    );
    const answer = await app.call({ method: "POST", path: "/state", headers: COOKIE });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toMatchObject({
      code: "CSRF_ERROR",
      detail: "The X-CSRF-Token header is missing or belongs to another session.",
    });
    expect(app.security).toHaveLength(1);
    expect(app.security[0]).toMatchObject({
      name: "csrf.refused",
      severity: "warning",
      subject: "anna",
      clientAddress: "127.0.0.1",
      data: { reason: "token", method: "POST", route: "/state" },
    });
    expect(app.metrics.render()).toContain(`csrf_refusals_total{reason="token"} ${before + 1}`);
  });

  it("shows neither the token that was right nor the one that was sent", async () => {
    const answer = await app.call({
      method: "POST",
      path: "/state",
      headers: withToken("guess-77"),
    });
    const seen = JSON.stringify([answer.text, answer.rawHeaders, app.security, app.lines]);
    expect(seen).not.toContain(app.tokenFor("anna"));
    expect(seen).not.toContain("guess-77");
  });
});

describe("any combination", () => {
  it("P-026: passes exactly with the session's token and an own or listed origin", async () => {
    const origins = {
      none: undefined,
      own: PUBLIC,
      listed: LISTED,
      foreign: "https://evil.example",
    };
    const tokens = ["none", "right", "foreign", "garbage"] as const;
    const sites = [undefined, "same-origin", "none", "same-site", "cross-site"] as const;
    const scenario = fc.record({
      method: fc.constantFrom(...CHANGING),
      origin: fc.constantFrom(...(Object.keys(origins) as (keyof typeof origins)[])),
      site: fc.constantFrom(...sites),
      token: fc.constantFrom(...tokens),
      cookie: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        scenario,
        fc.string(),
        async ({ method, origin, site, token, cookie }, text) => {
          const sent = {
            none: undefined,
            right: app.tokenFor("anna"),
            foreign: app.tokenFor("ben"),
            garbage: Buffer.from(text).toString("base64url"),
          }[token];
          const value = origins[origin];
          const headers = {
            ...(cookie ? COOKIE : { authorization: "Bearer anna" }),
            ...(value === undefined ? {} : { origin: value }),
            ...(site === undefined ? {} : { "sec-fetch-site": site }),
            ...(sent === undefined ? {} : { "x-csrf-token": sent }),
          };
          const foreign = site === "cross-site" || site === "same-site" || origin === "foreign";
          const comesFromHere = origin === "listed" || !foreign;
          const expected = comesFromHere && (!cookie || token === "right") ? 200 : 403;
          expect(await call(headers, "/state", method.toUpperCase())).toBe(expected);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("WEB-07: every state-changing policy is either checked or exempt with a reason", () => {
    const policies = app.policies.filter(({ method }) => method !== "GET");
    const checked = policies.filter(({ csrf }) => csrf.kind === "cookie");
    expect(checked).toHaveLength(policies.length - 1);
    const exempt = { access: "user", summary: "x", responses: { 204: null }, csrf: { exempt: "" } };
    const broken = route.post(
      "/x",
      exempt as unknown as PolicyDeclaration,
      () => undefined as never,
    );
    return expect(startRealApp({ routes: [broken] })).rejects.toThrow(/csrf/);
  });
});
