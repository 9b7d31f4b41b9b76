import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { access } from "#modules/access";
import { CSP_REPORT_PATH, cspReports } from "#modules/csp-reports";
import { status } from "#modules/status";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { type LimitsService, limits } from "./index.ts";

type Json = Record<string, unknown>;
const MODULES = [access, cspReports, limits, status];
const ENV = {
  TRUSTED_PROXIES: '["127.0.0.1"]',
  RATE_LIMIT_TIERS: '{"free": "5/hour", "premium": "20/hour"}',
  ALLOW_ADDRESSES: '["198.51.100.0/24"]',
};
const STATS = "/api/v1/admin/rate-limit-stats";
const BLOCKS = "/api/v1/admin/blocks";
const CLEAR = "/api/v1/admin/rate-limits/clear";
const NOWHERE = "/nothing/is/here";

const addPerson = async (identity: Identity, role = "user", tier = "free") => {
  const account = await identity.addAccount({ role, tier });
  const session = await identity.addSession(account);
  const authorization = `Bearer ${session.tokens.accessToken}`;
  const ask = async (method: string, path: string, body?: unknown, from = "203.0.113.1") => {
    const headers = { authorization, "x-forwarded-for": from };
    const response = await identity.send(method, path, body, headers);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text.startsWith("{") ? JSON.parse(text) : {}) as Json,
    };
  };
  return { account, ask };
};

const statusFrom = async (identity: Identity, from: string, path = NOWHERE) =>
  (await identity.send("GET", path, undefined, { "x-forwarded-for": from })).status;

/** Looks for what is not there until the address is blocked. */
const provoke = async (identity: Identity, from: string): Promise<Response> => {
  for (let call = 0; call < 120; call += 1) {
    const headers = { "x-forwarded-for": from };
    const response = await identity.send("GET", NOWHERE, undefined, headers);
    if (response.status !== 404) return response;
  }
  throw new Error("120 searches and no block");
};

const entriesOf = ({ body }: { readonly body: Json }) => body["entries"] as Json[];

describe("limits in the hands of administrators", () => {
  let identity: Identity;
  let admin: Awaited<ReturnType<typeof addPerson>>;
  beforeAll(async () => {
    identity = await startIdentity({ modules: MODULES, env: ENV });
  });
  afterAll(() => identity.app.stop());
  // A day later every limit has room again.
  beforeEach(async () => {
    identity.clock.advance(86_400_000);
    admin = await addPerson(identity, "admin", "premium");
  });

  it("RL-14, AZ-02: strangers and users are refused on every route, and tell nothing", async () => {
    const user = await addPerson(identity);
    const own = identity.app.policies.filter(({ module }) => module === "limits");
    expect(own).toHaveLength(6);
    for (const { method, path } of own) {
      const url = path.replace(":id", user.account.id);
      const body = method === "POST" || method === "PUT" ? {} : undefined;
      expect((await identity.send(method, url, body)).status).toBe(401);
      const known = await user.ask(method, url, body);
      expect([known.status, known.body["reason"]]).toEqual([403, "permission"]);
    }
  });

  it("RL-14: hits, blocks and top offenders are those that were", async () => {
    const path = "/api/v1/auth/signup";
    for (let call = 0; call < 5; call += 1) {
      await identity.send("POST", path, {}, { "x-forwarded-for": "192.0.2.44" });
    }
    const { status: code, body } = await admin.ask("GET", STATS);
    expect(code).toBe(200);
    const rule = { rule: `POST ${path}`, by: "address" };
    expect(body["rules"]).toContainEqual({ ...rule, hits: 5, blocked: 2, wouldBlock: 0 });
    expect(body["offenders"]).toContainEqual({
      ...rule,
      identity: "192.0.2.44",
      address: "192.0.2.44",
      calls: 2,
      lastAt: new Date(identity.clock.now()).toISOString(),
    });
  });

  it("RL-14: one identity gets its budget back, and no other", async () => {
    const path = "/api/v1/auth/signup";
    const codes = async (from: string) => {
      const seen: number[] = [];
      for (let call = 0; call < 4; call += 1) {
        seen.push((await identity.send("POST", path, {}, { "x-forwarded-for": from })).status);
      }
      return seen;
    };
    expect(await codes("192.0.2.1")).toEqual([400, 400, 400, 429]);
    expect(await codes("192.0.2.2")).toEqual([400, 400, 400, 429]);
    const cleared = await admin.ask("POST", CLEAR, {
      rule: `POST ${path}`,
      identity: "::ffff:192.0.2.1",
    });
    expect(cleared.status).toBe(204);
    expect(await codes("192.0.2.1")).toEqual([400, 400, 400, 429]);
    expect(await codes("192.0.2.2")).toEqual([429, 429, 429, 429]);
    expect((await admin.ask("POST", CLEAR, { rule: "no rule", identity: "x" })).status).toBe(404);
    expect(identity.events.map(({ name }) => name)).toContain("limit.cleared");
  });

  it("RL-13: a block is announced with its end, is seen, and can be lifted", async () => {
    const refused = await provoke(identity, "192.0.2.7");
    const problem = (await refused.json()) as Json;
    const until = new Date(identity.clock.now() + 300_000).toISOString();
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("300");
    expect(refused.headers.get("ratelimit")).toBe('"address";r=0;t=300');
    expect(problem).toMatchObject({
      code: "ADDRESS_BLOCKED",
      retryAfter: 300,
      blockedUntil: until,
    });
    // Whatever is asked: pages, health, sign-in.
    expect(await statusFrom(identity, "192.0.2.7", "/health")).toBe(429);
    expect(await statusFrom(identity, "192.0.2.8")).toBe(404);
    const [entry] = entriesOf(await admin.ask("GET", STATS));
    expect(entry).toMatchObject({
      address: "192.0.2.7",
      origin: "automatic",
      reason: "path.unknown",
      level: 1,
      until,
    });
    expect((await admin.ask("DELETE", `${BLOCKS}/${String(entry?.["id"])}`)).status).toBe(204);
    expect(await statusFrom(identity, "192.0.2.7")).toBe(404);
    expect((await admin.ask("DELETE", `${BLOCKS}/${String(entry?.["id"])}`)).status).toBe(404);
  });

  it("RL-13, P-037: a blocked browser gets a page with the same headers", async () => {
    await provoke(identity, "192.0.2.17");
    const page = await identity.send("GET", "/", undefined, {
      "x-forwarded-for": "192.0.2.17",
      accept: "text/html",
    });
    expect([page.status, page.headers.get("retry-after")]).toEqual([429, "300"]);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(await page.text()).toContain("Your address is blocked for a while");
  });

  it("RL-13: a page elsewhere cannot have the address of its reader blocked", async () => {
    const from = { "x-forwarded-for": "203.0.113.60" };
    const elsewhere = { ...from, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
    const asked = async (headers: Readonly<Record<string, string>>, method = "GET") => {
      const body = method === "GET" ? undefined : {};
      const path = method === "GET" ? NOWHERE : "/api/v1/auth/signin";
      return (await identity.send(method, path, body, headers)).status;
    };
    // Pictures and forged forms: two points each.
    for (let call = 0; call < 48; call += 1) expect(await asked(elsewhere)).toBe(404);
    for (let call = 0; call < 3; call += 1) expect(await asked(elsewhere, "POST")).toBe(403);
    expect([await asked(elsewhere), await asked(elsewhere, "POST")]).toEqual([429, 429]);
    expect(await asked(from)).toBe(404);
    expect(await asked({ ...from, "sec-fetch-site": "none", "sec-fetch-user": "?1" })).toBe(404);
  });

  it("RL-13: no page has an address blocked by what its browser reports", async () => {
    const headers = {
      "x-forwarded-for": "203.0.113.61",
      "content-type": "application/csp-report",
    };
    const report = { "csp-report": { "document-uri": "https://elsewhere.example/" } };
    const answers: number[] = [];
    for (let call = 0; call < 190; call += 1) {
      answers.push((await identity.send("POST", CSP_REPORT_PATH, report, headers)).status);
    }
    expect([answers.filter((code) => code === 204).length, answers.at(-1)]).toEqual([60, 429]);
    expect(await statusFrom(identity, "203.0.113.61")).toBe(404);
  });

  it("RL-13: people block and allow addresses and ranges, for a while or until they say so", async () => {
    const block = { address: "192.0.2.32/28", reason: "a test", minutes: 10 };
    const made = await admin.ask("POST", BLOCKS, block);
    expect(made).toMatchObject({ status: 201, body: { entry: { address: "192.0.2.32/28" } } });
    expect(await statusFrom(identity, "192.0.2.33")).toBe(429);
    const allow = { address: "192.0.2.34", kind: "allow", reason: "a test" };
    expect((await admin.ask("POST", BLOCKS, allow)).status).toBe(201);
    expect(await statusFrom(identity, "192.0.2.34")).toBe(404);
    identity.clock.advance(600_000);
    expect(await statusFrom(identity, "192.0.2.33")).toBe(404);
    const later = await addPerson(identity, "admin", "premium");
    const forever = await later.ask("POST", BLOCKS, { address: "2001:db8::1", reason: "a test" });
    expect(forever.body).toMatchObject({ entry: { address: "2001:db8::/64", until: null } });
    expect(await statusFrom(identity, "2001:db8::77")).toBe(403);
  });

  it("RL-13: nobody blocks themselves, this machine, a proxy, or what the settings allow", async () => {
    const codeOf = async (address: string) => {
      const { status: code, body } = await admin.ask("POST", BLOCKS, { address, reason: "a test" });
      return [code, body["code"]];
    };
    for (const address of ["127.0.0.1", "126.0.0.0/7", "::1", "198.51.100.7"]) {
      expect(await codeOf(address)).toEqual([409, "ADDRESS_EXEMPT"]);
    }
    expect(await codeOf("203.0.113.0/24")).toEqual([409, "OWN_ADDRESS"]);
    for (const address of ["", "everyone", "0.0.0.0/0", "1.2.3.4/99"]) {
      expect(await codeOf(address)).toEqual([400, "VALIDATION_ERROR"]);
    }
  });

  it("ID-18: changes ask for a proof of the last half hour", () => {
    const own = identity.app.policies.filter(({ module }) => module === "limits");
    const asked = own.filter(({ method }) => method !== "GET");
    expect(asked).toHaveLength(5);
    expect(new Set(asked.map(({ assurance }) => assurance?.freshMs))).toEqual(new Set([1_800_000]));
  });

  it("RL-06, P-036: tiers have the limits of the table, and an upgrade acts on the next call", async () => {
    const { path: me = "" } =
      identity.app.policies.find(
        ({ method, access: of, limits: [rule], query, params }) =>
          method === "GET" &&
          of.kind === "user" &&
          rule?.tiers &&
          query === null &&
          params === null,
      ) ?? {};
    const user = await addPerson(identity);
    const codes = async (calls: number) => {
      const seen: number[] = [];
      for (let call = 0; call < calls; call += 1) seen.push((await user.ask("GET", me)).status);
      return seen;
    };
    expect(await codes(6)).toEqual([200, 200, 200, 200, 200, 429]);
    const upgraded = await admin.ask("PATCH", `/api/v1/admin/users/${user.account.id}`, {
      tier: "premium",
    });
    expect(upgraded.status).toBe(200);
    const next = await user.ask("GET", me);
    expect([next.status, next.headers.get("ratelimit-policy")]).toEqual([
      200,
      '"default";q=20;w=3600',
    ]);
    expect(await codes(15)).toEqual([...Array.from({ length: 14 }, () => 200), 429]);
  });

  it("RL-08: an undeclared proxy degrades the health, says why, and is in the statistics", async () => {
    for (let call = 0; call < 30; call += 1) {
      await statusFrom(identity, `198.51.100.${call}, 10.7.7.7`, "/ready");
    }
    const { body } = await admin.ask("GET", STATS);
    expect(body["alarm"]).toMatchObject({ fault: "undeclared-proxy", address: "10.7.7.7" });
    identity.clock.advance(2_000);
    const health = (await (await identity.send("GET", "/health")).json()) as Json;
    expect(health["status"]).toBe("degraded");
    const ready = await identity.send("GET", "/ready");
    expect(ready.status).toBe(200);
  });
});

describe("blocks over a restart", () => {
  it("RL-13: are still there, and an offender who comes back is blocked longer", async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), "plinth-limits-"));
    const clock = createManualClock();
    const start = () => startIdentity({ modules: MODULES, env: ENV, dataDirectory, clock });
    try {
      const first = await start();
      await provoke(first, "192.0.2.7");
      const service = first.app.modules.service("limits") as LimitsService;
      await service.settle();
      await first.app.stop();
      const second = await start();
      expect(await statusFrom(second, "192.0.2.7")).toBe(429);
      clock.advance(300_000);
      expect(await statusFrom(second, "192.0.2.7")).toBe(404);
      const again = await provoke(second, "192.0.2.7");
      expect(again.headers.get("retry-after")).toBe("1800");
      await second.app.stop();
    } finally {
      rmSync(dataDirectory, { recursive: true, force: true });
    }
  });
});
