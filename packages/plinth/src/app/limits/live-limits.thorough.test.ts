import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createManualClock, type EventMap } from "#core";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import { docs } from "#modules/docs";
import { strictObject, Type } from "#policy";
import { startTestApplication, type TestApplication } from "../../testing/test-application.ts";

const everyone = { public: true, because: "anyone may call it" } as const;
const responses = { 200: strictObject({ ok: Type.Boolean() }) } as const;
const yes = () => ({ ok: true });

const shop = defineModule({
  name: "shop",
  setup: () => ({}),
  routes: () => [
    route.get(
      "/greet",
      { access: everyone, summary: "Greets", limit: "5/minute, 20/hour", responses },
      yes,
    ),
    route.get("/other", { access: everyone, summary: "Other", limit: "3/minute", responses }, yes),
    route.get("/plain", { access: everyone, summary: "By the default", responses }, yes),
    route.get(
      "/leased",
      {
        access: everyone,
        summary: "Counted in batches by several nodes",
        limit: { rule: "100/minute", lease: 10 },
        responses,
      },
      yes,
    ),
    route.get(
      "/tolerant",
      {
        access: everyone,
        summary: "Counted in a few bytes for each of very many callers",
        limit: { rule: "40/minute", tolerance: 0.1 },
        responses,
      },
      yes,
    ),
    route.get(
      "/free",
      { access: everyone, summary: "Free", limit: { none: "costs nothing at all" }, responses },
      yes,
    ),
    route.post(
      "/signin",
      {
        access: everyone,
        summary: "Signs in",
        limit: ["9/minute", { rule: "4/hour", by: "field:email" }],
        body: strictObject({ email: Type.String() }),
        responses,
      },
      yes,
    ),
  ],
});

type Audit = EventMap["audit"];
const ACTOR = "control socket, user ada";
const clock = createManualClock();
let app: TestApplication;
let audits: Audit[];
let lines: string[];

const start = async (env: Record<string, string> = {}): Promise<void> => {
  lines = [];
  app = await startTestApplication({
    modules: [docs, shop],
    clock,
    env: { RATE_LIMIT_PER_MINUTE: "6", RATE_LIMIT_PER_HOUR: "60", ...env },
    onLogLine: (line) => lines.push(line),
  });
  audits = [];
  app.events.on("audit", (event) => audits.push(event));
};
beforeEach(() => start());
afterEach(() => app.stop());

const file = (): string => join(app.dataDirectory, "limits.json");
const write = (content: unknown): void =>
  writeFileSync(file(), typeof content === "string" ? content : JSON.stringify(content));
const admitted = async (path: string, most = 60): Promise<number> => {
  for (let call = 0; call < most; call += 1) {
    if ((await app.fetch(path)).status === 429) return call;
  }
  return most;
};
const policyHeader = async (path: string): Promise<string | null> =>
  (await app.fetch(path)).headers.get("ratelimit-policy");

describe("POL-12: limits are read again without a restart", () => {
  it("POL-12: under traffic only that route changes, and no other count is lost", async () => {
    await app.fetch("/other");
    await app.fetch("/other");
    expect(await admitted("/greet")).toBe(5);
    // Requests are on their way while the limits are replaced.
    const under = Array.from({ length: 4 }, () => app.fetch("/plain"));
    write({ "GET /greet": { limits: ["8/minute, 20/hour"] } });
    const changes = app.limits.reload(ACTOR);
    expect((await Promise.all(under)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(changes).toEqual([
      {
        route: "GET /greet",
        from: "5/minute, 20/hour by address",
        to: "8/minute, 20/hour by address",
      },
    ]);
    expect(await admitted("/greet")).toBe(3);
    expect(await admitted("/other")).toBe(1);
    expect(await admitted("/plain")).toBe(2);
  });

  it("RL-10: a lease is announced, and given up where an operator sets a limit too small for it", async () => {
    expect(await policyHeader("/leased")).toBe('"GET /leased";q=100;w=60;plinth-lease=10');
    const set = (windows: string) => app.limits.set({ route: "GET /leased", windows }, ACTOR);
    set("200/minute");
    expect(await policyHeader("/leased")).toBe('"GET /leased";q=200;w=60;plinth-lease=10');
    set("50/minute");
    expect(await policyHeader("/leased")).toBe('"GET /leased";q=50;w=60');
  });

  it("RL-17: a tolerance is announced, kept by what an operator sets, and what calls are counted by", async () => {
    expect(await policyHeader("/tolerant")).toBe('"GET /tolerant";q=40;w=60;plinth-tolerance=0.1');
    app.limits.set({ route: "GET /tolerant", windows: "50/minute" }, ACTOR);
    clock.advance(60_000);
    // Six calls share a slot and leave with its first, so that five may pass before their time.
    expect(await admitted("/tolerant", 1)).toBe(1);
    clock.advance(30_000);
    expect(await admitted("/tolerant")).toBe(49);
    clock.advance(30_000);
    expect(await admitted("/tolerant")).toBe(6);
    const header = '"GET /tolerant";q=50;w=60;plinth-tolerance=0.1';
    expect(await policyHeader("/tolerant")).toBe(header);
  });

  it("POL-12: an audit event names who, and what became what", async () => {
    write({ "GET /greet": { limits: ["8/minute"] }, "GET /other": { limits: ["9/minute"] } });
    app.limits.reload(ACTOR);
    expect(audits).toEqual([
      {
        name: "limits.reloaded",
        actor: ACTOR,
        outcome: "success",
        data: {
          "GET /greet": "5/minute, 20/hour by address -> 8/minute by address",
          "GET /other": "3/minute by address -> 9/minute by address",
        },
      },
    ]);
  });

  it("POL-12: one rule can be left to run dry, and one file entry lets all of a route", async () => {
    write({
      "GET /greet": { limits: ["5/minute"], dryRun: true },
      "POST /signin": { limits: ["9/minute", { rule: "1/hour", by: "field:email", dryRun: true }] },
    });
    app.limits.reload(ACTOR);
    expect(await admitted("/greet", 6)).toBe(6);
    expect(await policyHeader("/greet")).toBeNull();
    const [greet] = app.limits.list().filter(({ route: name }) => name === "GET /greet");
    expect(greet).toMatchObject({
      limits: "5/minute by address, dry run",
      declared: "5/minute, 20/hour by address",
      rules: [{ hits: 7, blocked: 0, wouldBlock: 2, dryRun: true }],
    });
    const signIn = { method: "POST", headers: { "content-type": "application/json" } };
    const body = JSON.stringify({ email: "ada@example.org" });
    const told = [];
    for (let call = 0; call < 10; call += 1) {
      told.push((await app.fetch("/signin", { ...signIn, body })).status);
    }
    expect(told.filter((status) => status === 429)).toHaveLength(1);
  });

  it("RL-14: whoever lets limits run dry is told in the log, and nobody else", async () => {
    const warnings = () => lines.filter((line) => line.includes("limits run dry"));
    app.limits.reload(ACTOR);
    expect(warnings()).toEqual([]);
    write({ "GET /greet": { limits: ["5/minute"], dryRun: true } });
    app.limits.reload(ACTOR);
    expect(warnings()).toHaveLength(1);
    expect(JSON.parse(warnings()[0] ?? "{}")).toMatchObject({
      level: "warn",
      count: 1,
      routes: ["GET /greet"],
    });
  });

  it("POL-12: without the file everything is as declared again", async () => {
    write({ "GET /greet": { limits: ["8/minute"] } });
    app.limits.reload(ACTOR);
    write({});
    expect(app.limits.reload(ACTOR)).toHaveLength(1);
    expect(await policyHeader("/greet")).toBe('"GET /greet";q=5;w=60, "GET /greet-2";q=20;w=3600');
    expect(app.limits.reload(ACTOR)).toEqual([]);
  });

  it("POL-12: what is read at the start holds from the start", async () => {
    const directory = app.dataDirectory;
    const elsewhere = join(directory, "elsewhere.json");
    writeFileSync(elsewhere, JSON.stringify({ "GET (unmatched)": { limits: ["2/minute"] } }));
    const other = await startTestApplication({
      modules: [shop],
      clock,
      env: { PLINTH_LIMITS: elsewhere },
    });
    const statuses = [];
    for (let call = 0; call < 3; call += 1) {
      statuses.push((await other.fetch("/nowhere")).status);
    }
    await other.stop();
    expect(statuses).toEqual([404, 404, 429]);
  });
});

describe("POL-12: what is not whole is refused as a whole", () => {
  const cases: readonly [string, unknown, RegExp][] = [
    ["no JSON", "{", /is not JSON/],
    ["no object", [], /one JSON object/],
    ["a route twice", '{"GET /greet":{"limits":["1/day"]},"GET /greet":{}}', /twice/],
    ["no such route", { "GET /great": { limits: ["8/minute"] } }, /no such route/],
    ["no limits", { "GET /greet": {} }, /GET \/greet: \{ "limits"/],
    ["an empty list", { "GET /greet": { limits: [] } }, /empty list/],
    ["no limit at all", { "GET /greet": { limits: [{ none: "we are brave" }] } }, /limit:/],
    ["a null", { "GET /greet": { limits: [null], dryRun: true } }, /limit:/],
    ["a word", { "GET /greet": { limits: ["often"] } }, /"often" is not a limit/],
    ["an unknown field", { "GET /greet": { limits: ["1/day"], speed: 1 } }, /unknown field speed/],
    ["a choice that is none", { "GET /greet": { limits: ["1/day"], dryRun: "no" } }, /dryRun/],
    ["no user to count by", { "GET /greet": { limits: [{ rule: "1/day", by: "user" }] } }, /user/],
    [
      "the count of other routes with other windows",
      { "GET /greet": { limits: [{ rule: "1/day", name: "default" }] } },
      /other windows/,
    ],
    ["a control taken away", { "POST /signin": { limits: ["9/minute"] } }, /field:email any more/],
  ];
  it.each(cases)("POL-12: %s", async (_, content, expected) => {
    const whole = { "GET /other": { limits: ["9/minute"] } };
    write(
      typeof content === "string" || Array.isArray(content)
        ? content
        : { ...whole, ...(content as object) },
    );
    expect(() => app.limits.reload(ACTOR)).toThrow(expected);
    expect(await policyHeader("/other")).toBe('"GET /other";q=3;w=60');
    expect(audits).toMatchObject([{ actor: ACTOR, outcome: "refused" }]);
    expect(String(audits[0]?.data?.["reason"])).toMatch(expected);
  });

  it("POL-12: what is no plain file is not waited for", () => {
    mkdirSync(file());
    expect(() => app.limits.reload(ACTOR)).toThrow(/not a plain file/);
  });

  it("POL-12: a start with such a file is refused, and so is a name without a file", async () => {
    write("{");
    const nothing = join(app.dataDirectory, "nothing.json");
    for (const path of [file(), nothing]) {
      const start = startTestApplication({ modules: [shop], env: { PLINTH_LIMITS: path } });
      await expect(start).rejects.toThrow(/is not JSON|is not there/);
    }
  });
});

describe("POL-12: one limit is set from the command line", () => {
  it("POL-12: the file keeps it, with everything else in it", async () => {
    write({ "GET /other": { limits: ["9/minute"] } });
    app.limits.set({ route: "GET /greet", windows: "8/minute" }, ACTOR);
    expect(await policyHeader("/greet")).toBe('"GET /greet";q=8;w=60');
    const kept = JSON.parse(readFileSync(file(), "utf8")) as Record<string, unknown>;
    expect(Object.keys(kept)).toEqual(["GET /other", "GET /greet"]);
    expect(app.limits.reset("GET /greet", ACTOR)).toHaveLength(1);
    expect(app.limits.list().filter(({ declared }) => declared !== null)).toHaveLength(1);
    expect(app.limits.reset(undefined, ACTOR)).toHaveLength(1);
    expect(JSON.parse(readFileSync(file(), "utf8"))).toEqual({});
    expect(() => app.limits.reset("GET /greet", ACTOR)).toThrow(/has its declared limits/);
  });

  it("POL-12: only the meant rule of a route changes", () => {
    const route = "POST /signin";
    expect(() => app.limits.set({ route, windows: "8/minute" }, ACTOR)).toThrow(/--by/);
    expect(() => app.limits.set({ route, windows: "8/day", by: "user" }, ACTOR)).toThrow(
      /no limit/,
    );
    const changed = app.limits.set({ route, windows: "2/hour", by: "field:email" }, ACTOR);
    expect(changed[0]?.to).toBe("9/minute by address; 2/hour by field:email");
  });

  it("POL-12: a route that shares its count with others gets one of its own", async () => {
    app.limits.set({ route: "GET /plain", windows: "2/minute" }, ACTOR);
    expect(await admitted("/plain")).toBe(2);
    expect(await policyHeader("/nowhere")).toBe('"default";q=6;w=60, "default-2";q=60;w=3600');
  });

  it("POL-12: a route without a limit can be given one", async () => {
    app.limits.set({ route: "GET /free", windows: "2/minute" }, ACTOR);
    expect(await admitted("/free")).toBe(2);
  });

  it("POL-12: what is no limit, or for no route, changes neither file nor limits", () => {
    const bad = { route: "GET /greet", windows: "often" };
    expect(() => app.limits.set(bad, ACTOR)).toThrow(/is not a limit/);
    expect(() => app.limits.set({ route: "GET /x", windows: "1/day" }, ACTOR)).toThrow(/no such/);
    expect(() => readFileSync(file())).toThrow(/ENOENT/);
  });
});
