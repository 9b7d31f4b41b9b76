import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePolicies, type DeclaredRoute } from "./compile.ts";
import type { PolicyDeclaration } from "./declaration.ts";
import { declareLimit, windowsFor } from "./limits.ts";
import { compileOverridden } from "./overrides.ts";
import { numericFields } from "./publish/numbers.ts";
import { createOpenApi } from "./publish/openapi.ts";
import { policyCoverage, policyRow, policyTableText } from "./publish/table.ts";
import { strictObject, Type } from "./schemas.ts";

const defaults = { limit: "100/minute, 1000/hour" };

const good: PolicyDeclaration = {
  access: "user",
  summary: "Does something",
  responses: { 200: strictObject({ ok: Type.Boolean() }) },
};

const declared = (
  declaration: object,
  method: DeclaredRoute["method"] = "GET",
  path = "/thing",
): DeclaredRoute => ({
  method,
  path,
  module: "test",
  declaration: { ...good, ...declaration } as PolicyDeclaration,
});

const problemsOf = (...routes: DeclaredRoute[]): string[] => {
  const problems: string[] = [];
  compilePolicies(routes, defaults, problems);
  return problems;
};

const compileOne = (declaration: object, method: DeclaredRoute["method"] = "GET") => {
  const problems: string[] = [];
  const [policy] = compilePolicies([declared(declaration, method)], defaults, problems);
  expect(problems).toEqual([]);
  if (policy === undefined) throw new Error("nothing compiled");
  return policy;
};

describe("POL-03: a malformed policy is refused, with route and field named", () => {
  const cases: readonly [string, object, RegExp][] = [
    ["an unknown field", { speed: "fast" }, /unknown policy field speed/],
    ["no access", { access: undefined }, /access: missing/],
    ["an unknown kind of access", { access: { anyone: true } }, /access: .*anyone/],
    ["two kinds of access", { access: { role: "admin", permission: "a:b" } }, /exactly one/],
    ["a public route without a reason", { access: { public: true } }, /because/],
    ["a reason too short to be one", { access: { public: true, because: "ok" } }, /because/],
    ["a role that is no name", { access: { role: "Admin!" } }, /role/],
    ["a permission without an action", { access: { permission: "plans" } }, /resource:action/],
    ["a limit that is none", { limit: "often" }, /not a limit/],
    ["a window named twice", { limit: "5/minute, 6/minute" }, /same window twice/],
    ["an unknown key of a limit", { limit: { rule: "5/minute", by: "moon" } }, /`by` is/],
    ["an unknown field of a limit", { limit: { rule: "5/minute", per: "user" } }, /per/],
    ["a dry run that is no choice", { limit: { rule: "5/minute", dryRun: "yes" } }, /dryRun/],
    ["a limit name that breaks headers", { limit: { rule: "1/day", name: 'a"b' } }, /plain ASCII/],
    ["a limit without a name", { limit: { rule: "1/day", name: "" } }, /plain ASCII/],
    ["no limit without a reason", { limit: { none: "" } }, /says why/],
    ["a lease of one call", { limit: { rule: "99/minute", lease: 1 } }, /`lease` is a whole/],
    ["a lease that is no number", { limit: { rule: "99/minute", lease: "10" } }, /`lease` is a/],
    ["a lease of a small limit", { limit: { rule: "99/minute", lease: 10 } }, /tenth of a limit/],
    [
      "a lease of a tier's small limit",
      { limit: { rule: "100/minute", lease: 10, tiers: { free: "99/minute" } } },
      /tenth of a limit/,
    ],
    ["no tolerance", { limit: { rule: "99/minute", tolerance: 0 } }, /`tolerance` is a share/],
    ["half as a tolerance", { limit: { rule: "99/minute", tolerance: 0.5 } }, /from 0.01 to 0.1/],
    ["a tolerance in words", { limit: { rule: "99/minute", tolerance: "5%" } }, /`tolerance` is/],
    ["an empty list of limits", { limit: [] }, /empty list/],
    ["tiers that are no list", { limit: { rule: "5/minute", tiers: "6/minute" } }, /by name/],
    [
      "a tier without a limit",
      { limit: { rule: "5/minute", tiers: { a: "often" } } },
      /tiers: "of/,
    ],
    ["a tier that is no name", { limit: { rule: "5/minute", tiers: { "A!": "5/day" } } }, /lower/],
    [
      "tiers where nobody is known",
      { limit: { rule: "5/minute", by: "address", tiers: { premium: "9/minute" } } },
      /count by user or key/,
    ],
    [
      "a role that may not call",
      { access: { role: "editor" }, limit: { rule: "5/minute", roles: { user: "9/minute" } } },
      /user may not call/,
    ],
    [
      "a rule that nobody could meet",
      { access: { role: "editor" }, limit: { rule: "5/minute", roles: { editor: "9/minute" } } },
      /every role that may call/,
    ],
    ["a body on GET", { body: strictObject({}) }, /GET has none/],
    ["a body limit without a body", { bodyLimit: "1kb" }, /declares no body/],
    ["a body limit that is none", { bodyLimit: "big" }, /bodyLimit/],
    ["a time-out that is none", { timeout: "soon" }, /timeout/],
    ["an answer for one cached for all", { cache: { public: "1h" } }, /one caller/],
    ["a CSRF exemption on a safe method", { csrf: { exempt: "not needed here" } }, /csrf/],
    ["an error status among the answers", { responses: { 404: null } }, /responses/],
    ["no answers at all", { responses: {} }, /responses/],
    [
      "a parameter schema that fits no path",
      { params: strictObject({ id: Type.String() }) },
      /params/,
    ],
    ["no summary", { summary: "" }, /summary/],
  ];
  it.each(cases)("%s", (_, declaration, expected) => {
    const problems = problemsOf(declared(declaration));
    expect(problems.join("\n")).toMatch(expected);
    expect(problems.every((problem) => problem.startsWith("GET /thing: "))).toBe(true);
  });

  it("refuses a limit by user where nobody is signed in", () => {
    const access = { public: true, because: "everyone may look" };
    const limit = { rule: "5/minute", by: "user" };
    expect(problemsOf(declared({ access, limit })).join()).toMatch(/no user to count by/);
  });

  it("refuses allow on authentication routes when the limiter's store is down (RL-11)", () => {
    const route = declared({ onStoreDown: "allow" }, "GET", "/api/v1/auth/me");
    expect(problemsOf(route).join()).toMatch(/RL-11/);
  });

  it("documents the 503 of routes that are closed while calls cannot be counted (RL-11)", () => {
    const errorsOf = (onStoreDown: "deny" | "local") =>
      compilePolicies([declared({ onStoreDown })], defaults, [])[0]?.errors;
    expect(errorsOf("deny")).toContain("SERVICE_UNAVAILABLE");
    expect(errorsOf("local")).not.toContain("SERVICE_UNAVAILABLE");
  });

  it("refuses one path twice, and one limit name with two sizes", () => {
    expect(problemsOf(declared({}), declared({})).join()).toMatch(/declared twice/);
    const limit = (rule: string) => ({ limit: { rule, by: "user", name: "shared" } });
    const problems = problemsOf(
      declared(limit("5/minute"), "GET", "/a"),
      declared(limit("6/minute"), "GET", "/b"),
    );
    expect(problems.join()).toMatch(/other windows/);
  });

  it("names all faults of all routes together", () => {
    const problems = problemsOf(
      declared({ speed: 1, timeout: "x" }, "GET", "/a"),
      declared({ access: undefined }, "GET", "/b"),
    );
    expect(problems).toHaveLength(3);
  });
});

describe("P-066: no misspelt field ever compiles silently", () => {
  it("any field outside the model is named", () => {
    const names = fc.stringMatching(/^[a-z]{3,12}$/).filter((name) => !(name in good));
    const known = new Set(
      "access summary limit params query body responses produces bodyLimit csrf cors cache timeout audit dataClass onStoreDown errors example".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(names, fc.anything(), (name, value) => {
        fc.pre(!known.has(name));
        expect(problemsOf(declared({ [name]: value })).join()).toContain(name);
      }),
    );
  });
});

describe("POL-04, RL-05: what holds where a route says nothing", () => {
  it("denies by default, limits by the default, stores nothing in caches", () => {
    const policy = compileOne({});
    expect(policy.access).toEqual({ kind: "user" });
    expect(policy.limits).toEqual([
      {
        name: "default",
        by: "user",
        windows: [
          { limit: 100, seconds: 60 },
          { limit: 1000, seconds: 3600 },
        ],
        dryRun: false,
      },
    ]);
    expect(policy.cacheControl).toBe("no-store");
    expect(policy.timeoutMs).toBe(10_000);
  });

  it("counts by address where nobody is signed in", () => {
    const policy = compileOne({ access: { public: true, because: "everyone may look" } });
    expect(policy.limits[0]?.by).toBe("address");
  });

  it("asks for a token on every state change", () => {
    expect(compileOne({}, "DELETE").csrf).toEqual({ kind: "cookie" });
    expect(compileOne({}).csrf).toEqual({ kind: "safe-method" });
  });
});

describe("RL-06: limits by tier and role", () => {
  const limit = { rule: "5/minute", tiers: { premium: "50/minute" }, roles: { admin: "99/hour" } };

  it("RL-01, RL-06: stand in the policy as data, and in table and numbers as words", () => {
    const policy = compileOne({ limit });
    expect(JSON.parse(JSON.stringify(policy)).limits).toEqual([
      {
        name: "GET /thing",
        by: "user",
        windows: [{ limit: 5, seconds: 60 }],
        dryRun: false,
        tiers: { premium: [{ limit: 50, seconds: 60 }] },
        roles: { admin: [{ limit: 99, seconds: 3600 }] },
      },
    ]);
    expect(policyRow(policy).limits).toBe(
      "5/minute by user (role admin: 99/hour; tier premium: 50/minute)",
    );
    expect(
      numericFields([policy]).flatMap(({ value, limit: of }) =>
        of === undefined ? [] : [[value, of.role, of.tier]],
      ),
    ).toEqual([
      [5, undefined, undefined],
      [99, "admin", undefined],
      [50, undefined, "premium"],
    ]);
  });

  it("RL-06: a role goes before a tier, and whoever has neither keeps the rule's own", () => {
    const [rule] = compileOne({ limit }).limits;
    if (rule === undefined) throw new Error("no rule");
    const first = (role: string, tier: string) => windowsFor(rule, { role, tier })[0]?.limit;
    expect(first("admin", "premium")).toBe(99);
    expect(first("user", "premium")).toBe(50);
    expect(first("user", "free")).toBe(5);
    expect(first("constructor", "__proto__")).toBe(5);
  });

  it("RL-06: the table of tiers applies to the default limit of signed-in callers", () => {
    const problems: string[] = [];
    const tiers = { free: "100/hour", premium: "1000/hour" };
    const everyone = { access: { public: true, because: "anyone may call it" } };
    const [mine, open] = compilePolicies(
      [declared({}, "GET", "/mine"), declared(everyone, "GET", "/open")],
      { ...defaults, tiers },
      problems,
    );
    expect(problems).toEqual([]);
    expect(mine?.limits[0]?.tiers?.["premium"]).toEqual([{ limit: 1000, seconds: 3600 }]);
    expect(open?.limits[0]).not.toHaveProperty("tiers");
  });

  it("POL-12: an override may change what a tier has, in the words of a declaration", () => {
    const problems: string[] = [];
    const overrides = {
      "GET /thing": { limits: [{ ...limit, by: "user", tiers: { premium: "70/minute" } }] },
    } as const;
    const [live] = compileOverridden([declared({ limit })], defaults, overrides, problems);
    expect(problems).toEqual([]);
    expect(live?.limits[0]?.tiers?.["premium"]?.[0]?.limit).toBe(70);
    const again = live?.limits.map(declareLimit);
    expect(compileOne({ limit: again }).limits).toEqual(live?.limits);
  });
});

describe("RL-10: limits in leases", () => {
  it("says it in the table, and reads back what it says", () => {
    const policy = compileOne({ limit: { rule: "100/minute", lease: 10 } });
    expect(policy.limits[0]?.lease).toBe(10);
    const text = "100/minute by user, in leases of 10 (each node may admit 9 more)";
    expect(policyRow(policy).limits).toBe(text);
    expect(compileOne({ limit: policy.limits.map(declareLimit) }).limits).toEqual(policy.limits);
  });

  it("RL-02: nothing that guards an account is leased", () => {
    const limit = { rule: "100/minute", lease: 10 };
    const access = { public: true, because: "anyone may call it" };
    expect(problemsOf(declared({ access, limit }, "GET", "/api/v1/auth/x")).join()).toContain(
      "authentication routes are counted exactly",
    );
    const body = strictObject({ email: Type.String() });
    const byField = { ...limit, by: "field:email" };
    expect(problemsOf(declared({ limit: byField, body }, "POST")).join()).toContain("is exact");
  });
});

describe("RL-17: limits within a tolerance", () => {
  const limit = { rule: "100/minute", tolerance: 0.05 };

  it("RL-17: say it in the table, and read back what they say", () => {
    const policy = compileOne({ limit });
    expect(policy.limits[0]?.tolerance).toBe(0.05);
    const text = "100/minute by user, within 5 % (up to so much more may pass)";
    expect(policyRow(policy).limits).toBe(text);
    expect(compileOne({ limit: policy.limits.map(declareLimit) }).limits).toEqual(policy.limits);
  });

  it("RL-02: nothing that guards an account has one", () => {
    const access = { public: true, because: "anyone may call it" };
    expect(problemsOf(declared({ access, limit }, "GET", "/api/v1/auth/x")).join()).toContain(
      "leave out `lease` and `tolerance`",
    );
    const body = strictObject({ email: Type.String() });
    const byField = { ...limit, by: "field:email" };
    expect(problemsOf(declared({ limit: byField, body }, "POST")).join()).toContain(
      "`tolerance` does not go with field:",
    );
  });
});

describe("RL-01: limits by API key", () => {
  const limit = { rule: "10/minute", by: "key" };

  it("count where a scope lets keys in", () => {
    const policy = compileOne({ scope: "things:read", limit });
    expect(policy.limits).toMatchObject([{ by: "key" }]);
  });

  it("stop the start where no key may call: they would count nothing", () => {
    expect(problemsOf(declared({ limit })).join()).toContain("no API key may call");
  });
});

describe("POL-01: the policy table", () => {
  const policies = [
    compileOne({}),
    compileOne({ limit: "5/minute, 20/hour", audit: "thing.done" }, "POST"),
  ];

  it("has no empty column", () => {
    for (const policy of policies) {
      for (const [column, value] of Object.entries(policyRow(policy))) {
        expect(value, column).not.toBe("");
      }
    }
  });

  it("POL-06: changes when a limit changes, and only there", () => {
    const before = policyTableText(policies).split("\n");
    const changed = compileOne({ limit: "6/minute, 20/hour", audit: "thing.done" }, "POST");
    const after = policyTableText([compileOne({}), changed]).split("\n");
    const differing = after.filter((line, index) => line !== before[index]);
    expect(differing).toEqual(["  limits: 6/minute, 20/hour by user"]);
  });

  it("POL-11: counts a state change on personal data without an audit event", () => {
    const column = policyCoverage([compileOne({}, "POST")]).find((c) => c.column === "audit event");
    expect(column?.missing).toEqual(["POST /thing"]);
  });

  it("POL-11: counts each column over the routes that it is about", () => {
    const read = compileOne({});
    const write = compileOne({ body: strictObject({}), audit: "thing.made" }, "PUT");
    const counts = policyCoverage([read, write]).map(
      ({ column, covered, total }) => `${column} ${covered}/${total}`,
    );
    expect(counts).toEqual([
      "authorization 2/2",
      "limit 2/2",
      "input schema 1/1",
      "response schema 2/2",
      "error envelope 2/2",
      "cache 1/1",
      "audit event 1/1",
    ]);
  });

  it("POL-11: sees what the compiler would have to leave out", () => {
    const policy = compileOne({ body: strictObject({}) }, "POST");
    const spoilt = [
      { ...policy, access: { kind: "public" as const, because: "", identify: false } },
      { ...policy, limits: [] },
      { ...policy, method: "PUT" as const, body: null },
      { ...policy, responses: { 200: null } },
      { ...policy, errors: [] },
      { ...policy, method: "GET" as const, cacheControl: "" },
      { ...policy, audit: null },
    ];
    const missing = spoilt.map((one) =>
      policyCoverage([one])
        .filter((column) => column.missing.length > 0)
        .map(({ column }) => column),
    );
    expect(missing.map((columns) => columns[0])).toEqual([
      "authorization",
      "limit",
      "input schema",
      "response schema",
      "error envelope",
      "cache",
      "audit event",
    ]);
  });

  it("POL-11, POL-12: a route whose every limit runs dry counts as one without", () => {
    const dry = compileOne({ limit: { rule: "5/minute", dryRun: true } });
    const column = policyCoverage([dry]).find((c) => c.column === "limit");
    expect(column?.missing).toEqual(["GET /thing"]);
    expect(policyRow(dry).limits).toBe("5/minute by user, dry run");
    expect(dry.errors).not.toContain("RATE_LIMIT_EXCEEDED");
  });
});

describe("POL-05: OpenAPI 3.1 says what the policy says", () => {
  const catalogue = { RATE_LIMIT_EXCEEDED: { status: 429, title: "x", explanation: "y" } };
  const info = { title: "T", version: "1", description: "d", sessionCookie: "c" };

  it("carries limits, access, parameters and the errors that follow", () => {
    const problems: string[] = [];
    const policies = compilePolicies(
      [
        declared(
          { limit: "7/minute", params: strictObject({ id: Type.String() }) },
          "GET",
          "/thing/:id",
        ),
      ],
      defaults,
      problems,
    );
    const operation = createOpenApi(policies, catalogue, info).paths["/thing/{id}"]?.["get"];
    expect(operation?.["x-plinth-policy"].limits[0]?.windows).toEqual([{ limit: 7, seconds: 60 }]);
    expect(operation?.["description"]).toContain("7/minute by user");
    expect(operation?.["responses"]).toHaveProperty("429");
    expect(operation?.["parameters"]).toEqual([
      { name: "id", in: "path", required: true, schema: { type: "string" } },
    ]);
  });

  it("names the media type that an answer names of itself", () => {
    const paper = Type.String({ contentMediaType: "application/pdf" });
    const routes = [
      declared({ produces: "text", responses: { 200: paper } }, "GET", "/paper"),
      declared({ produces: "text", responses: { 200: Type.String() } }, "GET", "/words"),
    ];
    const { paths } = createOpenApi(compilePolicies(routes, defaults, []), catalogue, info);
    const typesOf = (path: string) => {
      const answers = paths[path]?.["get"]?.["responses"] as Record<string, { content: object }>;
      return Object.keys(answers["200"]?.content ?? {});
    };
    expect([typesOf("/paper"), typesOf("/words")]).toEqual([["application/pdf"], ["text/plain"]]);
  });
});
