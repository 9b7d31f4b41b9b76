import { afterEach, describe, expect, it } from "vitest";
import { route } from "#http";
import { type LimitDeclaration, type LimitRule, parseWindows, strictObject, Type } from "#policy";
import { type RealApp, startRealApp } from "../real-app.test-support.ts";

let app: RealApp;
afterEach(() => app.stop());

const get = (path: string, limit: LimitDeclaration | readonly LimitDeclaration[]) =>
  route.get(
    path,
    {
      access: { public: true, because: "anyone may call it" },
      summary: "Greets",
      limit,
      responses: { 200: strictObject({ ok: Type.Boolean() }) },
    },
    () => ({ ok: true }),
  );
const start = async (...routes: ReturnType<typeof get>[]): Promise<void> => {
  app = await startRealApp({ routes });
};

const statuses = async (calls: number, path = "/greet"): Promise<number[]> => {
  const seen: number[] = [];
  for (let call = 0; call < calls; call += 1) seen.push((await app.call({ path })).status);
  return seen;
};

/** What the rules of the routes did; the default stands for unknown paths. */
const ours = () => app.throttle.stats().filter(({ rule }) => rule !== "default");

const ruleOf = (path: string, windows: string, dryRun = false): LimitRule => ({
  name: `GET ${path}`,
  by: "address",
  windows: parseWindows(windows),
  dryRun,
});
const replace = (path: string, ...rules: LimitRule[]): void =>
  app.throttle.replace({ method: "GET", path, limits: rules });

describe("POL-12: a rule that runs dry", () => {
  it("POL-12: passes all 6 calls of 5/minute, and counts one that it would have refused", async () => {
    await start(get("/greet", { rule: "5/minute", dryRun: true }));
    expect(await statuses(6)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(ours()).toEqual([
      { rule: "GET /greet", by: "address", hits: 6, blocked: 0, wouldBlock: 1 },
    ]);
    const metrics = app.metrics.render();
    expect(metrics).toContain(
      'rate_limit_decisions_total{rule="GET /greet",outcome="would_refuse"} 1',
    );
    expect(metrics).toContain('rate_limit_decisions_total{rule="GET /greet",outcome="admitted"} 5');
    expect(app.security).toHaveLength(1);
    expect(app.security[0]).toMatchObject({ name: "limit.exceeded", data: { dryRun: true } });
  });

  it("POL-12: is not announced, because nobody is refused by it", async () => {
    await start(get("/greet", { rule: "1/minute", dryRun: true }));
    await statuses(1);
    const { headers } = await app.call({ path: "/greet" });
    expect(headers).not.toHaveProperty("ratelimit");
    expect(headers).not.toHaveProperty("ratelimit-policy");
  });

  it("POL-12: runs dry on its own; the other rules of the route refuse and are announced", async () => {
    await start(
      get("/greet", [{ rule: "1/minute", name: "trial", dryRun: true }, { rule: "3/minute" }]),
    );
    const told = await app.call({ path: "/greet" });
    expect(told.headers["ratelimit-policy"]).toBe('"GET /greet";q=3;w=60');
    expect(told.headers["ratelimit"]).toBe('"GET /greet";r=2;t=60');
    expect(await statuses(3)).toEqual([200, 200, 429]);
    expect(ours()).toEqual([
      { rule: "trial", by: "address", hits: 4, blocked: 0, wouldBlock: 3 },
      { rule: "GET /greet", by: "address", hits: 4, blocked: 1, wouldBlock: 0 },
    ]);
  });

  it("POL-12: reports again when it begins to refuse", async () => {
    await start(get("/greet", { rule: "1/minute", dryRun: true }));
    await statuses(3);
    replace("/greet", ruleOf("/greet", "1/minute"));
    expect(await statuses(1)).toEqual([429]);
    expect(app.security.map(({ data }) => data?.["dryRun"])).toEqual([true, false]);
  });
});

describe("POL-12: a limit that is replaced while it is used", () => {
  it("POL-12: only that route changes; what others used still counts", async () => {
    await start(get("/greet", "5/minute"), get("/other", "3/minute"));
    await statuses(2, "/other");
    await statuses(5);
    expect(await statuses(1)).toEqual([429]);
    replace("/greet", ruleOf("/greet", "7/minute"));
    const told = await app.call({ path: "/greet" });
    expect(told.headers["ratelimit-policy"]).toBe('"GET /greet";q=7;w=60');
    expect(await statuses(2)).toEqual([200, 429]);
    expect(await statuses(2, "/other")).toEqual([200, 429]);
  });

  it("POL-12: a smaller limit counts what was used before", async () => {
    await start(get("/greet", "5/minute"));
    await statuses(4);
    replace("/greet", ruleOf("/greet", "3/minute"));
    expect(await statuses(1)).toEqual([429]);
  });

  it("POL-12: the same limits again change nothing", async () => {
    await start(get("/greet", "2/minute"));
    await statuses(2);
    replace("/greet", ruleOf("/greet", "2/minute"));
    expect(await statuses(1)).toEqual([429]);
    expect(app.throttle.stats()[0]).toMatchObject({ hits: 3, blocked: 1 });
  });

  it("POL-12: a route without a limit can be given one", async () => {
    const free = route.get(
      "/free",
      {
        access: { public: true, because: "anyone may call it" },
        summary: "Free",
        limit: { none: "cheaper than counting" },
        responses: { 200: strictObject({ ok: Type.Boolean() }) },
      },
      () => ({ ok: true }),
    );
    await start(free);
    expect(await statuses(2, "/free")).toEqual([200, 200]);
    replace("/free", ruleOf("/free", "1/minute"));
    expect(await statuses(2, "/free")).toEqual([200, 429]);
  });
});
