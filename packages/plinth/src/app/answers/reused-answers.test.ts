import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { platformErrors } from "#core";
import { reply, route } from "#http";
import { defineModule } from "#modules/contract";
import { strictObject, Type } from "#policy";
import { startTestApplication, type TestApplication } from "../../testing/test-application.ts";
import { believedCallers } from "./answers.test-support.ts";

const everyone = { public: true, because: "anyone may call it" } as const;
const unlimited = { none: "a test asks often" } as const;
const Numbered = Type.Object({ run: Type.Integer(), text: Type.String() });
const kept = { limit: unlimited, reuse: { for: "1m" }, summary: "Kept" } as const;

/** Counts the runs of each route's code. */
const createShop = () => {
  let runs = 0;
  const run = (text = "") => {
    runs += 1;
    return { run: runs, text };
  };
  const shop = defineModule({
    name: "shop",
    setup: ({ answers }) => answers,
    routes: () => [
      route.get(
        "/list",
        { ...kept, access: everyone, cache: { public: "1m" }, responses: { 200: Numbered } },
        () => run(),
      ),
      route.get(
        "/page",
        {
          ...kept,
          access: everyone,
          cache: "no-cache",
          query: strictObject({ a: Type.Optional(Type.String()), b: Type.Optional(Type.String()) }),
          reuse: { for: "1m", vary: ["accept-language"], tags: ({ query }) => [`a:${query.a}`] },
          responses: { 200: Numbered },
        },
        (request) =>
          run(`${request.query.a}/${request.query.b}/${request.header("accept-language")}`),
      ),
      route.get(
        "/mine",
        { ...kept, access: "user", cache: { private: "1m" }, responses: { 200: Numbered } },
        ({ principal }) => run(principal.userId),
      ),
      route.get(
        "/cookie",
        { ...kept, access: everyone, cache: { public: "1m" }, responses: { 200: Numbered } },
        () => reply(200, run(), ["Set-Cookie", "a=b"]),
      ),
      route.get(
        "/added",
        { ...kept, access: everyone, responses: { 200: Numbered } },
        (request) => {
          request.addHeader("X-Made", "once");
          return run();
        },
      ),
      route.get(
        "/fault",
        { ...kept, access: everyone, responses: { 200: Numbered }, errors: ["NOT_FOUND"] },
        () => {
          run();
          throw platformErrors.make.NOT_FOUND();
        },
      ),
      route.get(
        "/curious",
        { ...kept, access: everyone, responses: { 200: Numbered } },
        (request) => run(request.clientAddress),
      ),
      route.get(
        "/limited",
        {
          ...kept,
          access: everyone,
          cache: "no-cache",
          limit: "3/day",
          responses: { 200: Numbered },
        },
        () => run(),
      ),
    ],
  });
  return { shop, runs: () => runs };
};

describe("answers that are kept, over HTTP", () => {
  const { shop, runs } = createShop();
  let app: TestApplication;
  beforeAll(async () => {
    app = await startTestApplication({ modules: [believedCallers, shop] });
  });
  afterAll(() => app.stop());

  const ask = async (path: string, headers: Record<string, string> = {}, method = "GET") => {
    const response = await app.fetch(path, { headers, method });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      run: response.status === 200 && text !== "" ? (JSON.parse(text) as { run: number }).run : 0,
    };
  };

  it("CACHE-04: the code runs once for all who ask the same at once, and after", async () => {
    const before = runs();
    const all = await Promise.all(Array.from({ length: 20 }, () => ask("/list")));
    expect(new Set(all.map(({ text }) => text)).size).toBe(1);
    await ask("/list");
    expect(runs()).toBe(before + 1);
  });

  it("PERF-05: HEAD tells what GET tells, and 304 answers whoever has it", async () => {
    const get = await ask("/list");
    const head = await ask("/list", {}, "HEAD");
    const tag = get.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"[\w-]+"$/);
    for (const name of ["etag", "cache-control", "content-length", "content-type"]) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
    expect(head.text).toBe("");
    for (const method of ["GET", "HEAD"]) {
      const known = await ask("/list", { "If-None-Match": `"x", W/${tag}` }, method);
      expect(known.status).toBe(304);
      expect(known.text).toBe("");
      expect(known.headers.get("etag")).toBe(tag);
      expect(known.headers.get("cache-control")).toBe("public, max-age=60");
      expect(known.headers.get("content-type")).toBeNull();
    }
    expect((await ask("/list", { "If-None-Match": '"x"' })).status).toBe(200);
  });

  it("CACHE-04: found again by query in any order and by the named field, and by nothing else", async () => {
    const german = { "accept-language": "de" };
    const one = await ask("/page?a=1&b=2", german);
    expect((await ask("/page?b=2&a=1", german)).run).toBe(one.run);
    expect((await ask("/page?a=1&b=2", { ...german, "x-forwarded-host": "evil" })).run).toBe(
      one.run,
    );
    expect((await ask("/page?a=1&b=2", { "accept-language": "en" })).run).not.toBe(one.run);
    expect((await ask("/page?a=2&b=2", german)).run).not.toBe(one.run);
    expect(one.headers.get("vary")).toContain("accept-language");
  });

  it("CACHE-03: what a tag names is made anew, and the rest stays", async () => {
    const [one, two] = [await ask("/page?a=1"), await ask("/page?a=2")];
    const answers = app.modules.service("shop") as {
      invalidateTag: (tag: string) => Promise<void>;
    };
    await answers.invalidateTag("a:1");
    expect((await ask("/page?a=1")).run).not.toBe(one.run);
    expect((await ask("/page?a=2")).run).toBe(two.run);
  });

  it("CACHE-04, P-094: a caller is a part of the key: account, session and tier", async () => {
    const as = (token: string) => ask("/mine", { authorization: `Bearer ${token}` });
    const first = await as("ann.1.free");
    expect((await as("ann.1.free")).run).toBe(first.run);
    for (const other of ["bob.1.free", "ann.2.free", "ann.1.premium"]) {
      expect((await as(other)).run).not.toBe(first.run);
    }
    expect(first.headers.get("cache-control")).toBe("private, max-age=60");
    expect(first.headers.get("vary")).toContain("Cookie, Authorization");
    expect((await ask("/mine")).status).toBe(401);
  });

  it("CACHE-04: an answer with a cookie is kept by nobody, here or on the way", async () => {
    const [one, two] = await Promise.all([ask("/cookie"), ask("/cookie")]);
    expect(one.run).not.toBe(two.run);
    expect(one.headers.get("cache-control")).toBe("no-store");
  });

  it("CACHE-04: headers that the code added are kept with its answer", async () => {
    const [one, two] = [await ask("/added"), await ask("/added")];
    expect(two.run).toBe(one.run);
    expect(two.headers.get("x-made")).toBe("once");
    expect(one.headers.get("etag")).toBeNull();
  });

  it("CACHE-04: a fault is not kept, and nobody gets another's", async () => {
    const before = runs();
    const all = await Promise.all([ask("/fault"), ask("/fault"), ask("/fault")]);
    expect(all.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(all[0]?.headers.get("cache-control")).toBe("no-store");
    expect(runs()).toBe(before + 3);
  });

  it("P-094: code whose answer is kept for others cannot look at who asks", async () => {
    expect((await ask("/curious")).status).toBe(500);
  });

  it("RL-01: calls are counted by limits although nothing runs, 304 too", async () => {
    const tag = (await ask("/limited")).headers.get("etag") ?? "";
    expect((await ask("/limited", { "If-None-Match": tag })).status).toBe(304);
    expect((await ask("/limited")).status).toBe(200);
    expect((await ask("/limited", { "If-None-Match": tag })).status).toBe(429);
  });
});
