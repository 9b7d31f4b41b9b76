import { afterEach, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { reply, route } from "#http";
import { strictObject, Type } from "#policy";
import { createRateLimiter } from "#services/ratelimit";
import { type RealApp, type RealAppOptions, startRealApp } from "../real-app.test-support.ts";

const open: RealApp[] = [];
const start = async (options: RealAppOptions): Promise<RealApp> => {
  const app = await startRealApp(options);
  open.push(app);
  return app;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.stop()));
});

const everyone = { public: true, because: "anyone may call it" } as const;
const answers = { 200: strictObject({ ok: Type.Boolean() }) } as const;
const greet = (limit: string) =>
  route.get("/greet", { access: everyone, summary: "Greets", limit, responses: answers }, () => ({
    ok: true,
  }));
const mine = route.get(
  "/mine",
  { access: "user", summary: "Mine", limit: "3/minute", responses: answers },
  () => ({ ok: true }),
);

const statuses = async (app: RealApp, calls: number, path = "/greet"): Promise<number[]> => {
  const seen: number[] = [];
  for (let index = 0; index < calls; index += 1) seen.push((await app.call({ path })).status);
  return seen;
};

describe("throttle over HTTP", () => {
  it("POL-07: 6 calls with 5/minute give exactly one 429, the last", async () => {
    const app = await start({ routes: [greet("5/minute")] });
    expect(await statuses(app, 6)).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it("P-020: Retry-After, extra and text agree, and a call after that time passes", async () => {
    const app = await start({ routes: [greet("5/minute")] });
    await statuses(app, 5);
    app.clock.advance(17_300);
    const refused = await app.call({ path: "/greet" });
    const problem = JSON.parse(refused.text) as Record<string, unknown>;
    expect(refused.headers["retry-after"]).toBe("43");
    expect(problem).toMatchObject({
      code: "RATE_LIMIT_EXCEEDED",
      status: 429,
      retryAfter: 43,
      detail: "Too many requests. Try again in 43 seconds.",
    });
    app.clock.advance(42_000);
    const nearly = await app.call({ path: "/greet" });
    expect(JSON.parse(nearly.text)).toMatchObject({
      detail: "Too many requests. Try again in 1 second.",
    });
    app.clock.advance(1_000);
    expect((await app.call({ path: "/greet" })).status).toBe(200);
  });

  it("P-037: a refused browser gets a page with the same headers", async () => {
    const app = await start({ routes: [greet("1/minute")] });
    await statuses(app, 1);
    const page = await app.call({ path: "/greet", headers: { accept: "text/html" } });
    expect(page.status).toBe(429);
    expect(page.headers["content-type"]).toContain("text/html");
    expect(page.headers["retry-after"]).toBe("60");
    expect(page.headers["ratelimit"]).toBe('"GET /greet";r=0;t=60');
    expect(page.text).toContain('<span id="wait">60</span>');
  });

  it("RL-12, P-115: the announced values are those of the tightest window and come true", async () => {
    const app = await start({ routes: [greet("3/minute, 4/hour")] });
    const told: unknown[] = [];
    for (let call = 0; call < 4; call += 1) {
      const { status, headers } = await app.call({ path: "/greet" });
      expect(headers["ratelimit-policy"]).toBe('"GET /greet";q=3;w=60, "GET /greet-2";q=4;w=3600');
      told.push([status, headers["ratelimit"]]);
    }
    app.clock.advance(60_000);
    for (let call = 0; call < 2; call += 1) {
      const { status, headers } = await app.call({ path: "/greet" });
      told.push([status, headers["ratelimit"]]);
    }
    expect(told).toEqual([
      [200, '"GET /greet";r=2;t=60'],
      [200, '"GET /greet";r=1;t=60'],
      [200, '"GET /greet";r=0;t=60'],
      [429, '"GET /greet";r=0;t=60'],
      [200, '"GET /greet-2";r=0;t=3540'],
      [429, '"GET /greet-2";r=0;t=3540'],
    ]);
  });

  it("POL-10: a throttled call is answered while its body was never sent, let alone read", async () => {
    let handled = 0;
    const write = route.post(
      "/write",
      {
        access: everyone,
        summary: "Writes",
        limit: "1/minute",
        body: strictObject({ text: Type.String() }),
        responses: answers,
      },
      () => {
        handled += 1;
        return { ok: true };
      },
    );
    const app = await start({ routes: [write] });
    const body = { text: "x" };
    expect((await app.call({ method: "POST", path: "/write", body })).status).toBe(200);
    const throttled = await app.call({
      method: "POST",
      path: "/write",
      headers: { "content-type": "application/json", "content-length": "60000" },
      withholdBody: true,
    });
    expect(throttled.status).toBe(429);
    expect(handled).toBe(1);
  });

  it("RL-05: routes without a limit of their own share one default budget", async () => {
    const plain = (path: string) =>
      route.get(path, { access: everyone, summary: "Plain", responses: answers }, () => ({
        ok: true,
      }));
    const app = await start({ routes: [plain("/a"), plain("/b")], limit: "4/minute" });
    expect(await statuses(app, 2, "/a")).toEqual([200, 200]);
    expect(await statuses(app, 1, "/b")).toEqual([200]);
    expect(await statuses(app, 2, "/unknown")).toEqual([404, 429]);
    expect(await statuses(app, 1, "/a")).toEqual([429]);
  });

  it("every answer of a limited route tells the limits, faults and unknown paths included", async () => {
    const broken = route.get(
      "/broken",
      { access: everyone, summary: "Fails", responses: answers },
      () => {
        throw new Error("fails");
      },
    );
    const moved = route.get(
      "/moved",
      { access: everyone, summary: "Moves", responses: { 302: null } },
      () => reply(302, undefined, ["Location", "/greet"]),
    );
    const app = await start({ routes: [broken, moved, mine] });
    for (const path of ["/broken", "/moved", "/nowhere"]) {
      const { headers } = await app.call({ path });
      expect(headers["ratelimit-policy"]).toBe('"default";q=100;w=60, "default-2";q=1000;w=3600');
      expect(headers["ratelimit"]).toMatch(/^"default";r=\d+;t=60$/);
    }
    const anonymous = await app.call({ path: "/mine" });
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers["ratelimit-policy"]).toBe('"GET /mine";q=3;w=60');
  });

  it("a route that declares none is never counted", async () => {
    const free = route.get(
      "/free",
      {
        access: everyone,
        summary: "Free",
        limit: { none: "cheaper than counting" },
        responses: answers,
      },
      () => ({ ok: true }),
    );
    const app = await start({ routes: [free], limit: "1/minute" });
    expect(await statuses(app, 3, "/free")).toEqual([200, 200, 200]);
    expect((await app.call({ path: "/free" })).headers["ratelimit-policy"]).toBeUndefined();
  });
});

describe("who shares a budget", () => {
  it("RL-09: two users on one address have their own, one user on two addresses has one", async () => {
    const app = await start({ routes: [mine] });
    const as = async (user: string, from: string) =>
      (await app.call({ path: "/mine", from, headers: { authorization: `Bearer ${user}` } }))
        .status;
    expect(await as("anna", "127.0.0.1")).toBe(200);
    expect(await as("anna", "127.0.0.2")).toBe(200);
    expect(await as("anna", "127.0.0.3")).toBe(200);
    expect(await as("anna", "127.0.0.4")).toBe(429);
    expect(await as("ben", "127.0.0.4")).toBe(200);
  });

  it("RL-09: callers on one address share its budget, another address has its own", async () => {
    const app = await start({ routes: [greet("2/minute")] });
    const from = async (address: string, user: string) =>
      (
        await app.call({
          path: "/greet",
          from: address,
          headers: { authorization: `Bearer ${user}` },
        })
      ).status;
    expect(await from("127.0.0.1", "anna")).toBe(200);
    expect(await from("127.0.0.1", "ben")).toBe(200);
    expect(await from("127.0.0.1", "carl")).toBe(429);
    expect(await from("127.0.0.2", "anna")).toBe(200);
  });

  it("P-076: agent, cookies, query, encoding and method HEAD give no fresh budget", async () => {
    const app = await start({ routes: [greet("1/hour")], limit: "1/hour" });
    expect(await statuses(app, 1)).toEqual([200]);
    const variants = [
      { path: "/greet", headers: { "user-agent": "another", cookie: "session=anna; a=b" } },
      { path: "/greet?fresh=1" },
      { path: "/gree%74" },
      { path: "/greet", method: "HEAD" },
      {
        path: "/greet",
        headers: { "x-forwarded-for": "203.0.113.9", forwarded: "for=203.0.113.9" },
      },
      { path: "/greet", headers: { "x-real-ip": "203.0.113.9", "true-client-ip": "203.0.113.9" } },
    ];
    for (const variant of variants) expect((await app.call(variant)).status).toBe(429);
    // Other spellings are other paths: unknown, and limited together.
    expect(await statuses(app, 1, "/greet/")).toEqual([404]);
    expect(await statuses(app, 1, "/GREET")).toEqual([429]);
  });

  it("RL-07, P-075: a declared proxy names the client, anybody else cannot", async () => {
    const app = await start({ routes: [greet("1/hour")], trustedProxies: ["127.0.0.9"] });
    const via = async (from: string, forwarded: string) =>
      (await app.call({ path: "/greet", from, headers: { "x-forwarded-for": forwarded } })).status;
    expect(await via("127.0.0.9", "198.51.100.1")).toBe(200);
    expect(await via("127.0.0.9", "198.51.100.2")).toBe(200);
    expect(await via("127.0.0.9", "6.6.6.6, 198.51.100.1")).toBe(429);
    expect(await via("127.0.0.9", "2001:db8:1:2:3::4")).toBe(200);
    expect(await via("127.0.0.9", "2001:0DB8:1:2:ffff::1")).toBe(429);
    expect(await via("127.0.0.9", "2001:db8:1:3::1")).toBe(200);
    expect(await via("127.0.0.9", "::ffff:198.51.100.2")).toBe(429);
    expect(await via("127.0.0.1", "198.51.100.77")).toBe(200);
    expect(await via("127.0.0.1", "198.51.100.78")).toBe(429);
  });
});

const signin = route.post(
  "/signin",
  {
    access: everyone,
    summary: "Signs in",
    limit: [
      { rule: "50/minute", by: "address" },
      { rule: "3/hour", by: "field:email", name: "signin-account" },
    ],
    body: strictObject({ email: Type.String() }),
    responses: answers,
  },
  () => ({ ok: true }),
);

describe("limits by account", () => {
  const from = (app: RealApp, address: string, body: unknown) =>
    app.call({ method: "POST", path: "/signin", from: address, body });

  it("RL-16: many addresses against one account are stopped by the account rule", async () => {
    const app = await start({ routes: [signin] });
    const seen: number[] = [];
    for (let index = 0; index < 50; index += 1) {
      seen.push((await from(app, `127.0.1.${index + 1}`, { email: "anna@example.org" })).status);
    }
    expect(seen.filter((status) => status === 200)).toHaveLength(3);
    expect((await from(app, "127.0.2.1", { email: "ben@example.org" })).status).toBe(200);
  });

  it("P-076: letter case, outer space and width of letters are the same account", async () => {
    const app = await start({ routes: [signin] });
    const spellings = ["anna@example.org", " ANNA@example.org ", "ａnna@example.org"];
    for (const email of spellings)
      expect((await from(app, "127.0.0.1", { email })).status).toBe(200);
    expect((await from(app, "127.0.0.1", { email: "Anna@Example.org" })).status).toBe(429);
  });

  it("a body that is not what was declared is refused by validation, not by a crash", async () => {
    const app = await start({ routes: [signin] });
    const bodies = [
      {},
      [],
      "text",
      5,
      null,
      { email: { a: 1 } },
      { email: ["x"] },
      { email: null },
    ];
    for (const body of bodies) expect((await from(app, "127.0.0.1", body)).status).toBe(400);
  });

  it("RL-12: the tightest of address and account is announced, under its own name", async () => {
    const app = await start({ routes: [signin] });
    const { headers } = await from(app, "127.0.0.1", { email: "anna@example.org" });
    expect(headers["ratelimit-policy"]).toBe(
      '"POST /signin";q=50;w=60, "signin-account";q=3;w=3600',
    );
    expect(headers["ratelimit"]).toBe('"signin-account";r=2;t=3600');
    const other = await from(app, "127.0.0.1", { email: 5 });
    expect(other.headers["ratelimit"]).toBe('"signin-account";r=2;t=3600');
  });

  it("RL-12: a refusal is announced even where an earlier rule has nothing left either", async () => {
    const scarce = route.post(
      "/signin",
      {
        access: everyone,
        summary: "Signs in",
        body: strictObject({ email: Type.String() }),
        responses: answers,
        limit: [
          { rule: "1/minute", by: "address" },
          { rule: "1/hour", by: "field:email", name: "account" },
        ],
      },
      () => ({ ok: true }),
    );
    const app = await start({ routes: [scarce] });
    await from(app, "127.0.0.1", { email: "anna@example.org" });
    const refused = await from(app, "127.0.0.2", { email: "anna@example.org" });
    expect(refused.status).toBe(429);
    expect(refused.headers["ratelimit"]).toBe('"account";r=0;t=3600');
    expect(refused.headers["retry-after"]).toBe("3600");
  });

  it("no e-mail address is kept in events, logs or statistics", async () => {
    const app = await start({ routes: [signin] });
    for (let call = 0; call < 5; call += 1) {
      await from(app, "127.0.0.1", { email: "anna@example.org" });
    }
    const kept = JSON.stringify([app.security, app.lines, app.throttle.stats()]);
    expect(app.security).toHaveLength(1);
    expect(kept).not.toContain("anna");
  });
});

describe("what operators see", () => {
  it("RL-13: a burst gives one event for each key and window, with rule, limit and identity", async () => {
    const app = await start({ routes: [greet("2/minute, 3/hour")] });
    await statuses(app, 10);
    expect(app.security).toHaveLength(1);
    expect(app.security[0]).toMatchObject({
      name: "limit.exceeded",
      severity: "warning",
      clientAddress: "127.0.0.1",
      data: {
        rule: "GET /greet",
        by: "address",
        identity: "127.0.0.1",
        limit: 2,
        windowSeconds: 60,
        retryAfterSeconds: 60,
        route: "/greet",
      },
    });
    app.clock.advance(60_000);
    await statuses(app, 10);
    expect(app.security.map(({ data }) => data?.["windowSeconds"])).toEqual([60, 3600]);
    await app.call({ path: "/greet", from: "127.0.0.2" });
    expect(app.security).toHaveLength(2);
  });

  it("RL-14: hits and blocks are counted by rule, and one identity can be given its budget back", async () => {
    const app = await start({ routes: [greet("2/minute"), signin] });
    await statuses(app, 5);
    expect(app.throttle.stats()).toContainEqual({
      rule: "GET /greet",
      by: "address",
      hits: 5,
      blocked: 3,
      wouldBlock: 0,
    });
    expect(app.metrics.render()).toContain(
      'rate_limit_decisions_total{rule="GET /greet",outcome="refused"} 3',
    );
    await app.throttle.clear({ name: "GET /greet", by: "address" }, "::ffff:127.0.0.1");
    expect(await statuses(app, 1)).toEqual([200]);
  });

  it("a limiter that answers later is awaited, rule after rule", async () => {
    const inner = createRateLimiter({ clock: createManualClock() });
    const later = {
      ...inner,
      check: async (...call: Parameters<typeof inner.check>) => inner.check(...call),
    };
    const two = route.get(
      "/greet",
      {
        access: everyone,
        summary: "Greets",
        limit: [{ rule: "9/minute" }, { rule: "2/hour", name: "scarce" }],
        responses: answers,
      },
      () => ({ ok: true }),
    );
    const app = await start({ routes: [two], limiter: later });
    expect(await statuses(app, 3)).toEqual([200, 200, 429]);
  });

  it("a limit name that would break the header stops the start", async () => {
    const named = (name: string) =>
      route.get(
        "/greet",
        {
          access: everyone,
          summary: "Greets",
          limit: { rule: "1/minute", name },
          responses: answers,
        },
        () => ({ ok: true }),
      );
    for (const name of ['a"b', "a\\b", "ü", "a\r\nb", ""]) {
      await expect(start({ routes: [named(name)] })).rejects.toThrow(RangeError);
    }
  });
});
