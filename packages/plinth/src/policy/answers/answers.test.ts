import { describe, expect, it } from "vitest";
import { compilePolicies, type DeclaredRoute, varyOf } from "../index.ts";
import { Type } from "../schemas.ts";

const everyone = { public: true, because: "anyone may call it" } as const;
const body = Type.Object({ ok: Type.Boolean() });

const compile = (declaration: object, method: DeclaredRoute["method"] = "GET") => {
  const problems: string[] = [];
  const declared = { access: everyone, summary: "T", responses: { 200: body }, ...declaration };
  const [policy] = compilePolicies(
    [{ method, path: "/t", module: "t", declaration: declared as DeclaredRoute["declaration"] }],
    { limit: "10/minute" },
    problems,
  );
  if (policy === undefined) throw new Error("nothing was compiled");
  return { policy, problems: problems.map((problem) => problem.replace(/^\w+ \/t: /, "")) };
};
const problemsOf = (declaration: object, method?: DeclaredRoute["method"]) =>
  compile(declaration, method).problems;

describe("what callers may keep", () => {
  it("PERF-05: nothing where the route says nothing, and 304 only where something is kept", () => {
    const { policy } = compile({});
    expect(policy.cacheControl).toBe("no-store");
    expect(policy.responses).not.toHaveProperty("304");
    expect(compile({ cache: { public: "5m" } }).policy.responses).toHaveProperty("304", null);
  });

  it("CACHE-04: an answer that may depend on its caller is for nobody else", () => {
    const identify = { access: { ...everyone, identify: true } };
    for (const access of [identify, { access: "user" }]) {
      expect(problemsOf({ ...access, cache: { public: "5m" } })).toEqual([
        "cache: an answer for one caller cannot be cached for everyone; use private",
      ]);
      const { policy } = compile({ ...access, cache: "no-cache" });
      expect(policy.cacheControl).toBe("private, no-cache");
      expect(varyOf(policy)).toEqual(["Cookie", "Authorization"]);
    }
    expect(varyOf(compile({ cache: "no-cache" }).policy)).toEqual([]);
    expect(varyOf(compile({ access: "user" }).policy)).toEqual([]);
  });

  it("POL-03: only what a GET answers is kept, and for a second or more", () => {
    expect(problemsOf({ cache: "no-cache" }, "POST")).toEqual([
      "cache: only what a GET answers is kept",
    ]);
    expect(problemsOf({ cache: { public: "100ms" } })[0]).toMatch(/less than a second/);
  });
});

describe("what the server keeps", () => {
  it("CACHE-04: says for whom, for how long, and by what", () => {
    const { policy, problems } = compile({
      cache: "no-cache",
      reuse: { for: "1m", vary: ["accept-language"], tags: () => [] },
    });
    expect(problems).toEqual([]);
    expect(policy.reuse).toEqual({
      seconds: 60,
      vary: ["accept-language"],
      tags: "computed",
      by: "everyone",
    });
    expect(varyOf(policy)).toEqual(["accept-language"]);
    expect(compile({ access: "user", reuse: { for: "1s" } }).policy.reuse?.by).toBe("caller");
  });

  it.each([
    [{ reuse: { for: "2d" } }, "reuse: a day is the longest"],
    [{ reuse: { for: "soon" } }, /reuse: .*soon/],
    [{ reuse: { for: "1m", until: 1 } }, "reuse: unknown field until"],
    [{ reuse: { for: "1m", vary: ["Accept"] } }, "reuse: `vary` lists fields in lower case"],
    [{ reuse: { for: "1m", vary: ["cookie"] } }, /leave cookie and authorization out/],
    [{ reuse: { for: "1m", tags: [""] } }, /`tags` are names/],
    [{ reuse: { for: "1m" }, audit: "it.read" }, /each call is to leave an audit event/],
    [
      { reuse: { for: "1m" }, quota: { meter: "m", on: "application" } },
      /each call is to be counted/,
    ],
    [{ reuse: { for: "1m" }, produces: "stream" }, /only answers that are text/],
    [{ reuse: true }, "reuse: { for, vary, tags }"],
  ])("POL-03: refuses %j", (declaration, wanted) => {
    expect(problemsOf(declaration).join("; ")).toMatch(wanted);
  });

  it("POL-03: only what a GET answers", () => {
    expect(problemsOf({ reuse: { for: "1m" } }, "POST")).toContain(
      "reuse: only what a GET answers is kept",
    );
  });
});

describe("keys of calls that are sent again", () => {
  it("P-090: a route with keys can be answered with what they mean", () => {
    const { policy, problems } = compile({ access: "user", idempotent: true }, "POST");
    expect(problems).toEqual([]);
    expect(policy.idempotent).toBe(true);
    expect(policy.errors).toEqual(
      expect.arrayContaining(["IDEMPOTENCY_KEY_REUSED", "IDEMPOTENCY_IN_PROGRESS"]),
    );
  });

  it.each([
    [{ access: "user", idempotent: true }, "GET", /GET changes nothing/],
    [{ idempotent: true }, "POST", /nobody whose key it could be/],
    [{ access: "user", idempotent: "yes" }, "POST", /only ever true/],
    [{ access: "user", idempotent: true, produces: "html" }, "POST", /only JSON answers/],
    [{ access: "user", idempotent: true, dataClass: "secret" }, "POST", /kept nowhere/],
  ] as const)("POL-03: refuses %j on %s", (declaration, method, wanted) => {
    expect(problemsOf(declaration, method).join("; ")).toMatch(wanted);
  });
});

describe("PERF-07, P-053: what may be compressed", () => {
  const compressionOf = (declaration: object) => compile(declaration).policy.compression;
  const withMember = (name: string, schema = Type.String()) =>
    compressionOf({
      responses: { 200: Type.Object({ list: Type.Array(Type.Object({ [name]: schema })) }) },
    });

  it("whatever leaves whole, where nothing says that a secret may be in it", () => {
    expect(compressionOf({})).toEqual({ kind: "negotiated" });
    expect(compressionOf({ produces: "html" })).toEqual({ kind: "negotiated" });
    for (const produces of ["stream", "events", "file"]) {
      expect(compressionOf({ produces })).toEqual({
        kind: "never",
        because: "it comes bit by bit",
      });
    }
    expect(compressionOf({ dataClass: "secret" }).kind).toBe("never");
  });

  it.each([
    "token",
    "accessToken",
    "csrfToken",
    "recoveryCodes",
    "signingSecret",
    "key",
    "apiKey",
    "password",
  ])("not an answer with a %s, however deep", (name) => {
    expect(withMember(name)).toEqual({ kind: "never", because: `the answer has a ${name}` });
    expect(withMember(name, Type.Array(Type.String()) as never).kind).toBe("never");
  });

  it.each(["passwordChangedAt", "secretary", "tokenized", "keyboard", "name"])(
    "but one with a %s",
    (name) => expect(withMember(name)).toEqual({ kind: "negotiated" }),
  );

  it("but one that only says whether there is a secret", () => {
    expect(withMember("hasPassword", Type.Boolean() as never)).toEqual({ kind: "negotiated" });
  });

  it("nothing with a secret in it is compressed by any declaration", () => {
    const secret = { responses: { 200: Type.Object({ token: Type.String() }) } };
    const none = { none: "reflects what it is asked" };
    expect(compressionOf({ compress: none })).toEqual({ kind: "never", because: none.none });
    expect(compressionOf({ ...secret, compress: none }).kind).toBe("never");
    const refusal = ["compress: answers are compressed anyway; { none } says why not"];
    for (const compress of [true, false, {}, { none: "no" }, { none: 1 }, "br", null]) {
      expect(problemsOf({ compress })).toEqual(refusal);
    }
  });
});
