import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BootError } from "#core";
import { loadGatewayFile } from "./load.ts";
import { parseGatewayFile } from "./parse.ts";

const policy = {
  access: { public: true, because: "only for this test" },
  summary: "A test",
  responses: { 200: { type: "string" } },
};
const route = { method: "POST", path: "/notes", policy };
const file = { name: "Notes", upstreams: ["http://127.0.0.1:9000"], routes: [route] };

const withPolicy = (changes: object): object => ({
  ...file,
  routes: [{ ...route, policy: { ...policy, ...changes } }],
});
const problemsOf = (value: unknown): readonly string[] => {
  try {
    parseGatewayFile(typeof value === "string" ? value : JSON.stringify(value));
    return [];
  } catch (fault) {
    if (fault instanceof BootError) return fault.problems;
    throw fault;
  }
};
const bodyOf = (body: unknown): object => withPolicy({ body });

describe("a policy file", () => {
  it("is read whole, with what holds where it says nothing", () => {
    expect(parseGatewayFile(JSON.stringify(file))).toEqual({
      name: "Notes",
      version: "1",
      description: "Behind the gateway",
      upstreams: ["http://127.0.0.1:9000"],
      connections: 1_024,
      healthCheck: undefined,
      forwardCredentials: false,
      idleTimeoutMs: 60_000,
      routes: [route],
    });
  });

  it("GW-02: says how upstreams are checked", () => {
    const check = { path: "/healthz", interval: "10s", unhealthyAfter: 1 };
    expect(parseGatewayFile(JSON.stringify({ ...file, healthCheck: check })).healthCheck).toEqual({
      path: "/healthz",
      intervalMs: 10_000,
      timeoutMs: 2_000,
      unhealthyAfter: 1,
      healthyAfter: 2,
    });
  });

  it.each([
    ["not JSON", "{", "the text is not valid JSON"],
    ["a key twice", '{"name":"a","name":"b"}', "an object names one key twice"],
    ["no object", [], "must be { name, upstreams, routes }"],
    ["a foreign field", { ...file, upstream: "x" }, "upstream is no field of a policy file"],
    ["no upstream", { ...file, upstreams: [] }, "upstreams must be a list"],
    ["an upstream with a path", { ...file, upstreams: ["http://a/b"] }, "upstreams must be"],
    ["an upstream with a password", { ...file, upstreams: ["http://u:p@a"] }, "upstreams must"],
    ["an upstream twice", { ...file, upstreams: ["http://a", "http://a/"] }, "upstreams must be"],
    ["another scheme", { ...file, upstreams: ["ftp://a"] }, "upstreams must be"],
    ["no routes", { ...file, routes: [] }, "routes must be a list of at least one route"],
    ["no name", { ...file, name: undefined }, "name is missing: a text"],
    ["a bad idle time", { ...file, idleTimeout: "soon" }, "idleTimeout must be a duration"],
    ["no connections", { ...file, connections: 0 }, "connections must be a whole number"],
    ["a check without a path", { ...file, healthCheck: {} }, "healthCheck.path is missing"],
    [
      "a check of another site",
      { ...file, healthCheck: { path: "http://a/" } },
      "healthCheck.path must be a path",
    ],
    [
      "a check at no interval",
      { ...file, healthCheck: { path: "/", interval: 5 } },
      "healthCheck.interval must be a duration",
    ],
    [
      "a foreign field of a check",
      { ...file, healthCheck: { path: "/", port: 1 } },
      "port is no field of a policy file",
    ],
    ["a word for a flag", { ...file, forwardCredentials: "yes" }, "forwardCredentials must be"],
  ])("GW-01: with %s is refused by field", (_, value, expected) => {
    expect(problemsOf(value).join("\n")).toContain(expected);
  });

  it.each([
    ["no policy", { method: "GET", path: "/x" }, "policy is missing: an object"],
    ["another method", { ...route, method: "TRACE" }, "method must be one of GET"],
    ["a foreign field", { ...route, limit: "5/minute" }, "limit is no field of a policy file"],
    ["a path without slash", { ...route, path: "x" }, "path must be a path"],
    ["a dot segment", { ...route, path: "/a/../b" }, "path must be a path"],
    ["an empty segment", { ...route, path: "/a//b" }, "path must be a path"],
    ["an encoded path", { ...route, path: "/a%2fb" }, "path must be a path"],
    ["a pattern of the router's own", { ...route, path: "/a/:id(\\d+)" }, "path must be a path"],
    ["a wildcard in the middle", { ...route, path: "/*/a" }, "path must be a path"],
  ])("POL-02: a route with %s is refused by number and field", (_, one, expected) => {
    const problems = problemsOf({ ...file, routes: [route, one] });
    expect(problems.join("\n")).toContain(expected);
    expect(problems.every((problem) => problem.startsWith("routes[1]"))).toBe(true);
  });

  it.each([
    ["no access", { access: undefined }, "policy.access is missing"],
    ["an unknown field", { acces: "user" }, "unknown policy field acces"],
    ["a public route without reason", { access: { public: true } }, "says why in `because`"],
    ["text for a flag", { cors: "false" }, "policy.cors must be true or false"],
    ["null for a limit", { limit: null }, "policy.limit must be a text"],
    ["a limit nobody can read", { limit: "5 per minute" }, "is not a limit"],
    ["a time nobody can read", { timeout: "10" }, "policy.timeout must be a duration"],
    ["a number for a cache", { cache: 5 }, "policy.cache must be"],
    ["an exemption without reason", { csrf: {} }, "policy.csrf must be { exempt: why }"],
    [
      "files",
      { upload: { a: { types: ["image/png"] } } },
      "the gateway passes JSON on and takes no",
    ],
    ["a WebSocket by POST", { webSocket: true }, "webSocket: is only ever true, and on GET"],
    ["another kind of answer", { produces: "xml" }, "policy.produces must be one of"],
    ["an error status", { responses: { 404: null } }, "responses: at least one status"],
    [
      "a parameter that the path lacks",
      { params: { type: "object", properties: { id: {} } } },
      "params: the schema names exactly",
    ],
    [
      "a query that is no object",
      { query: { type: "string" } },
      "policy.query must be of type object",
    ],
  ])("POL-03: a policy with %s is refused by route and field", (_, changes, expected) => {
    const problems = problemsOf(withPolicy(changes));
    expect(problems.join("\n")).toContain(expected);
    expect(problems.every((problem) => problem.includes("POST /notes"))).toBe(true);
  });

  it.each([
    [{ type: "strng" }, "policy.body.type"],
    [
      { type: "object", properties: { a: { typo: 1 } } },
      "policy.body.properties.a.typo is a keyword",
    ],
    [{ $ref: "#/x" }, "policy.body.$ref is a keyword that is not enforced"],
    [{ type: "string", format: "mail" }, "policy.body.format"],
    [{ type: "string", pattern: "(" }, "policy.body.pattern"],
    [{ anyOf: [{ minLength: -1 }] }, "policy.body.anyOf[0].minLength"],
    [{ anyOf: {} }, "policy.body.anyOf must be a list of schemas"],
    [{ properties: [] }, "policy.body.properties must be schemas by name"],
    [{ items: 5 }, "policy.body.items must be a JSON Schema"],
  ])(
    "VAL-01: the schema %j is refused, because it would not mean what it says",
    (body, expected) => {
      expect(problemsOf(bodyOf(body)).join("\n")).toContain(expected);
    },
  );

  it("takes every keyword that is enforced", () => {
    const body = {
      type: "object",
      properties: {
        mail: { type: "string", format: "email", maxLength: 254 },
        tags: { type: "array", items: { enum: ["a", "b"] }, maxItems: 3, uniqueItems: true },
        size: { anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }], default: null },
      },
      required: ["mail"],
      additionalProperties: false,
    };
    expect(problemsOf(bodyOf(body))).toEqual([]);
  });

  it("refuses two routes that differ only in letter case or names of parameters", () => {
    const two = (path: string, name: string) => ({
      ...route,
      path,
      policy: { ...policy, params: { type: "object", properties: { [name]: { type: "string" } } } },
    });
    const routes = [two("/a/:id", "id"), two("/A/:key", "key")];
    expect(problemsOf({ ...file, routes })).toEqual(["POST /A/:key: declared twice"]);
  });

  it("is named in every fault of it, and so is one that is not there", () => {
    const directory = mkdtempSync(join(tmpdir(), "plinth-policy-"));
    const path = join(directory, "policy.json");
    try {
      expect(() => loadGatewayFile(path, "policy.json")).toThrow(
        "policy.json: cannot be read (ENOENT)",
      );
      writeFileSync(path, JSON.stringify({ ...file, routes: [{ ...route, method: "GETS" }] }));
      expect(() => loadGatewayFile(path, "policy.json")).toThrow(
        "policy.json: routes[0] GETS /notes: method must be",
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
