import { describe, expect, it } from "vitest";
import { Secret } from "#core";
import type { GateContext, GateRoute } from "./contract.ts";
import { GATES, runGates } from "./run.ts";

const EVERYTHING = { securityChecks: true, tests: true, backup: true };

const route: GateRoute = {
  method: "GET",
  path: "/api/v1/things",
  access: { kind: "public" },
  body: null,
  upload: null,
  responses: { 200: { type: "object" } },
  produces: "json",
  limits: [{ dryRun: false, windows: [{ limit: 3, seconds: 60 }] }],
  limitExempt: null,
  errors: ["NOT_FOUND"],
};
const taking: GateRoute = { ...route, method: "POST", body: { type: "object" } };

const key = (letter: string): Secret => new Secret(letter.repeat(12) + "k7Qz".repeat(8));
const config = {
  profile: "production",
  dataDirectory: "/data",
  server: { allowedOrigins: ["https://app.example.org"], isHttps: true },
  secrets: { secretKey: key("a"), jwtSecretKey: key("b") },
  redis: { url: undefined },
  database: { url: undefined, poolSize: 20, maxOverflow: 30, poolTimeoutSeconds: 30 },
  limits: { nodes: 1 },
} as unknown as GateContext["config"];

/** A candidate with which all is well; calls of the canary are counted. */
const sound = (): GateContext => {
  let calls = 0;
  const headers = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000",
  };
  return {
    config,
    routes: [route, taking],
    catalogue: { NOT_FOUND: { status: 404, title: "Nothing", explanation: "Look elsewhere." } },
    ask: async ({ path, method }) => {
      if (path.startsWith("/deploy-gate/")) return { status: 404, headers, body: "" };
      if (method === "POST") return { status: 400, headers, body: "" };
      calls += path === route.path ? 1 : 0;
      return { status: calls > 3 ? 429 : 200, headers, body: "" };
    },
    monotonic: () => 0,
    findings: () => [],
    cacheRoundTrip: async () => ({ read: ["one", "one"], computed: 1, dropped: undefined }),
    pingRedis: undefined,
    pingDatabase: async () => ({ kind: "embedded", pool: "2 connections" }),
    pendingMigrations: async () => [],
    logLine: async () => true,
    metricsText: async () => '# TYPE a counter\na_total{b="c"} 1\nd 2.5e3\n',
    secretFiles: () => [{ path: "/app/.env", mode: 0o600 }],
    commandLines: () => ["node main.js front"],
    testAlert: async () => [{ sink: "webhook", outcome: "arrived", detail: "" }],
    vulnerabilities: async () => '{"metadata":{"vulnerabilities":{"total":0}}}',
  };
};

const failing = async (): Promise<never> => {
  throw new Error("ECONNREFUSED");
};
const withConfig = (change: object): Partial<GateContext> => ({
  config: { ...config, ...change } as GateContext["config"],
});
const answering = (status: number, headers = {}): Partial<GateContext> => ({
  ask: async () => ({ status, headers, body: "" }),
});

/** Requirement, gate, what is broken, and what the refusal has to name. */
const BROKEN: readonly (readonly [string, string, Partial<GateContext>, string])[] = [
  [
    "DEP-06",
    "no-open-vulnerability",
    { vulnerabilities: async () => '{"metadata":{"vulnerabilities":{"high":2,"total":2}}}' },
    "2 open: 2 high",
  ],
  [
    "DEP-06",
    "schema-on-every-route",
    { routes: [{ ...route, responses: { 200: null } }] },
    "GET /api/v1/things",
  ],
  ["DEP-06", "limit-on-every-route", { routes: [{ ...route, limits: [] }] }, "GET /api/v1/things"],
  [
    "DEP-06",
    "limit-on-every-route",
    { routes: [{ ...route, limits: [{ dryRun: true, windows: [] }] }] },
    "no limit",
  ],
  [
    "DEP-06",
    "cache-round-trip",
    { cacheRoundTrip: async () => ({ read: ["one", undefined], computed: 1, dropped: undefined }) },
    "does not come back",
  ],
  [
    "DEP-06",
    "cache-round-trip",
    { cacheRoundTrip: async () => ({ read: ["one", "one"], computed: 1, dropped: "one" }) },
    "still comes back",
  ],
  ["DEP-06", "complete-error-catalogue", { catalogue: {} }, "NOT_FOUND"],
  [
    "DEP-06",
    "complete-error-catalogue",
    { catalogue: { NOT_FOUND: { status: 404, title: "Nothing", explanation: "" } } },
    "no explanation of NOT_FOUND",
  ],
  ["DEP-06", "configuration", { findings: () => ["bcrypt_cost is 4"] }, "bcrypt_cost"],
  [
    "DEP-07",
    "secret-files-private",
    { secretFiles: () => [{ path: "/app/.env", mode: 0o644 }] },
    "/app/.env (644)",
  ],
  [
    "DEP-07",
    "no-secret-in-arguments",
    { commandLines: () => [`node main.js --key ${key("a").reveal()}`] },
    "SECRET_KEY stands on a command line",
  ],
  ["DEP-07", "redis", { pingRedis: failing }, "ECONNREFUSED"],
  ["DEP-07", "database", { pingDatabase: failing }, "ECONNREFUSED"],
  ["DEP-07", "migrations-at-head", { pendingMigrations: async () => ["own-0002"] }, "own-0002"],
  ["DEP-07", "log-line-arrives", { logLine: async () => false }, "not written"],
  ["DEP-07", "metrics-parse", { metricsText: async () => "<html>" }, "<html>"],
  ["DEP-07", "metrics-parse", { metricsText: async () => "# nothing" }, "not one sample"],
  [
    "DEP-08",
    "jwt-key",
    withConfig({ secrets: { secretKey: key("a"), jwtSecretKey: undefined } }),
    "not set",
  ],
  [
    "DEP-08",
    "jwt-key",
    withConfig({ secrets: { secretKey: key("a"), jwtSecretKey: new Secret("short") } }),
    "5 characters",
  ],
  [
    "DEP-08",
    "jwt-key",
    withConfig({ secrets: { jwtSecretKey: new Secret("change-me-".repeat(5)) } }),
    "an example",
  ],
  [
    "DEP-08",
    "jwt-key",
    withConfig({ secrets: { secretKey: key("b"), jwtSecretKey: key("b") } }),
    "the same",
  ],
  [
    "DEP-08",
    "cors-origins",
    withConfig({ server: { allowedOrigins: ["http://localhost:5173"] } }),
    "http://localhost:5173",
  ],
  [
    "DEP-08",
    "cors-origins",
    withConfig({ server: { allowedOrigins: ["https://*.x.org"] } }),
    "not exact",
  ],
  ["DEP-08", "security-headers", answering(200), "x-content-type-options"],
  ["DEP-08", "canary-is-limited", answering(200), "took 4 calls, and allows 3"],
  ["DEP-08", "payload-is-refused", answering(200), "answers an injection with 200"],
  [
    "DEP-09",
    "pool",
    {
      ...withConfig({ database: { url: key("c"), poolTimeoutSeconds: 0 } }),
      pingDatabase: async () => ({ kind: "postgresql", pool: "20 connections" }),
    },
    "waits for ever",
  ],
  [
    "DEP-09",
    "cache-second-read",
    { cacheRoundTrip: async () => ({ read: ["one", "one"], computed: 2, dropped: undefined }) },
    "computed the value 2 times",
  ],
  [
    "DEP-09",
    "limits-are-shared",
    withConfig({ limits: { nodes: 3 }, database: { url: key("c") } }),
    "nobody shares",
  ],
  ["DEP-09", "limits-are-shared", { pingRedis: failing }, "each node counts for itself"],
  ["DEP-09", "error-path", answering(500), "500"],
  [
    "DEP-09",
    "error-path",
    {
      monotonic: (() => {
        let now = 0;
        return () => {
          now += 400;
          return now;
        };
      })(),
    },
    "p95 of errors is 400 ms",
  ],
  ["DEP-09", "alert-is-delivered", { testAlert: undefined }, "nobody is told"],
  [
    "DEP-09",
    "alert-is-delivered",
    { testAlert: async () => [{ sink: "webhook", outcome: "failed", detail: "404" }] },
    "webhook: 404",
  ],
];

describe("gates of a deploy", () => {
  it("DEP-06 to DEP-09: a sound release passes all of them", async () => {
    const results = await runGates(sound(), EVERYTHING);
    expect(results.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expect(results).toHaveLength(GATES.length);
  });

  it.each(BROKEN)("%s: %s refuses what is broken, and names it (%#)", async (...row) => {
    const [, gate, change, words] = row;
    const results = await runGates({ ...sound(), ...change }, EVERYTHING);
    const result = results.find((one) => one.gate === gate);
    expect(result).toMatchObject({ verdict: "fail" });
    expect(result?.measured).toContain(words);
  });

  it("DEP-06 to DEP-09: every gate is broken by one of these tests", () => {
    const broken = new Set(BROKEN.map(([, gate]) => gate));
    expect(GATES.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
  });

  it("DEP-02: groups that are switched off are shown as skipped, and what could not be made has not passed", async () => {
    const off = { securityChecks: false, tests: false, backup: false };
    const results = await runGates({ ...sound(), vulnerabilities: undefined }, off);
    const verdicts = new Map(results.map(({ gate, verdict }) => [gate, verdict]));
    expect(verdicts.get("no-open-vulnerability")).toBe("not-run");
    expect(verdicts.get("jwt-key")).toBe("skipped");
    expect(verdicts.get("error-path")).toBe("skipped");
    expect(verdicts.get("migrations-at-head")).toBe("pass");
  });
});
