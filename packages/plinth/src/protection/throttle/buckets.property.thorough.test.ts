import type { IncomingMessage } from "node:http";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { addressKey, createManualClock } from "#core";
import { createOriginResolver, type OriginResolver, route } from "#http";
import { strictObject, Type } from "#policy";
import { createRateLimiter, type RateLimiter } from "#services/ratelimit";
import { type RealAnswer, type RealApp, startRealApp } from "../real-app.test-support.ts";

const LIMIT = 3;
const everyone = { public: true, because: "anyone may call it" } as const;
const greet = route.get(
  "/greet",
  {
    access: everyone,
    summary: "Greets",
    limit: `${LIMIT}/hour`,
    responses: { 200: strictObject({ ok: Type.Boolean() }) },
  },
  () => ({ ok: true }),
);
const write = route.post(
  "/write",
  {
    access: everyone,
    summary: "Writes",
    limit: [
      { rule: `${LIMIT}/hour`, by: "address" },
      { rule: "2/day", by: "field:email" },
    ],
    body: strictObject({ email: Type.String() }),
    responses: { 200: strictObject({ ok: Type.Boolean() }) },
  },
  () => ({ ok: true }),
);

let app: RealApp | undefined;
afterEach(async () => {
  await app?.stop();
  app = undefined;
});

const words = fc.string({ unit: fc.constantFrom(..."abcXYZ019-./ "), maxLength: 12 });

/** Another spelling of /greet, with whatever else a caller may send along. */
const calls = fc.array(
  fc.record({
    path: fc
      .tuple(
        fc.constantFrom(
          "/greet",
          "/gree%74",
          "/%67reet",
          "/%67%72eet",
          "/greet?",
          "/GREET",
          "/greet/",
        ),
        fc.option(fc.webQueryParameters(), { nil: "" }),
      )
      .map(([path, query]) => (query === "" ? path : `${path.replace("?", "")}?${query}`)),
    headers: fc.record({
      "user-agent": words,
      cookie: words.map((text) => `session=${encodeURIComponent(text)}`),
      "x-forwarded-for": fc.ipV4(),
      "accept-language": words,
    }),
    method: fc.constantFrom("GET", "HEAD"),
  }),
  { minLength: 8, maxLength: 14 },
);

/** P-076: whatever is sent, one caller gets the limit once, and unknown paths their own once. */
const oneBucket = (wrap: (limiter: RateLimiter, url: () => string) => RateLimiter) =>
  fc.asyncProperty(calls, async (sent) => {
    let url = "";
    const limiter = wrap(createRateLimiter({ clock: createManualClock() }), () => url);
    app = await startRealApp({ routes: [greet], limit: "4/hour", limiter });
    const statuses: number[] = [];
    for (const call of sent) {
      url = call.path;
      statuses.push((await app.call(call)).status);
    }
    await app.stop();
    const count = (status: number) => statuses.filter((one) => one === status).length;
    const known = sent.filter(({ path }) => !/^\/(GREET|greet\/)/.test(path)).length;
    expect(count(200)).toBe(Math.min(known, LIMIT));
    expect(count(404)).toBe(Math.min(sent.length - known, 4));
    expect(count(429)).toBe(sent.length - count(200) - count(404));
  });

/** A limiter whose keys hold the address as it was written. */
const byRawUrl = (limiter: RateLimiter, url: () => string): RateLimiter => ({
  ...limiter,
  check: (key, windows, cost) => limiter.check(`${key} ${url()}`, windows, cost),
});

const request = (peer: string, forwarded: string | undefined): IncomingMessage =>
  ({
    socket: { remoteAddress: peer },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  }) as unknown as IncomingMessage;

const outside = fc.ipV4().filter((address) => !address.startsWith("10."));
const proxies = fc.array(
  fc.ipV4().map((address) => address.replace(/^\d+/, "10")),
  { minLength: 1, maxLength: 3 },
);

/** P-075: no header of a stranger changes the bucket; through proxies it is the true client's. */
const trueClient = (resolve: OriginResolver) =>
  fc.property(outside, fc.array(fc.ipV4()), proxies, (client, lies, hops) => {
    const bucket = (peer: string, forwarded?: string) =>
      addressKey(resolve(request(peer, forwarded)).address);
    expect(bucket(client, lies.join(", "))).toBe(bucket(client));
    const [peer = "", ...inner] = hops;
    const forwarded = [...lies, client, ...inner.toReversed()].join(", ");
    expect(bucket(peer, forwarded)).toBe(bucket(client));
  });

const firstEntry: OriginResolver = ({ socket, headers }) => {
  const [first = ""] = String(headers["x-forwarded-for"] ?? "").split(",");
  return { address: first.trim() || (socket.remoteAddress ?? ""), secure: false };
};

describe("who shares a budget, for any request", () => {
  const runs = { numRuns: 12 };
  it("P-076: agent, cookie, encoding, letter case, slash and query give no fresh budget", async () => {
    await fc.assert(
      oneBucket((limiter) => limiter),
      runs,
    );
  });

  it("P-076: a key made of the raw URL is found", async () => {
    expect((await fc.check(oneBucket(byRawUrl), runs)).failed).toBe(true);
  });

  it("P-075: the bucket is the true client's, and the first entry of X-Forwarded-For is found", () => {
    fc.assert(trueClient(createOriginResolver(["10.0.0.0/8"])));
    expect(fc.check(trueClient(firstEntry)).failed).toBe(true);
  });
});

const accepts = fc.constantFrom(
  "text/html",
  "application/json",
  "*/*",
  "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
  "application/json;q=0.5, text/html",
  "image/png",
  "",
);

const isPage = ({ headers, text }: RealAnswer): boolean =>
  (headers["content-type"] ?? "").startsWith("text/html") &&
  text.startsWith("<!doctype html") &&
  text.includes("</html>");

const isProblem = ({ headers, text }: RealAnswer, retryAfter: number): boolean => {
  if (!(headers["content-type"] ?? "").startsWith("application/problem+json")) return false;
  const problem = JSON.parse(text) as Record<string, unknown>;
  return (
    problem["code"] === "RATE_LIMIT_EXCEEDED" &&
    problem["status"] === 429 &&
    problem["retryAfter"] === retryAfter &&
    String(problem["detail"]).includes(String(retryAfter))
  );
};

/** P-037: a refusal has Retry-After, the RateLimit fields, and a body that says the same. */
const wellFormed = (leaves: (answer: RealAnswer) => RealAnswer) =>
  fc.asyncProperty(
    fc.constantFrom("address", "field", "unknown"),
    accepts,
    fc.integer({ min: 0, max: 3_000_000 }),
    async (kind, accept, pause) => {
      const started = await startRealApp({ routes: [greet, write], limit: "2/minute, 5/hour" });
      app = started;
      const call = () => {
        const headers = { accept };
        if (kind === "address") return started.call({ path: "/greet", headers });
        if (kind === "unknown") return started.call({ path: "/nowhere", headers });
        const body = { email: "anna@example.org" };
        return started.call({ method: "POST", path: "/write", headers, body });
      };
      let answer = await call();
      started.clock.advance(pause);
      for (let count = 0; count < 8 && answer.status !== 429; count += 1) answer = await call();
      await started.stop();
      const left = leaves(answer);
      expect(left.status).toBe(429);
      const wait = Number(left.headers["retry-after"]);
      expect(wait).toBeGreaterThanOrEqual(1);
      expect(left.headers["ratelimit"]).toMatch(new RegExp(`^"[^"]+";r=0;t=${wait}$`));
      expect(left.headers["ratelimit-policy"]).toMatch(/^"[^"]+";q=\d+;w=\d+/);
      expect(isPage(left) || isProblem(left, wait)).toBe(true);
    },
  );

const pageWithoutHeader = (answer: RealAnswer): RealAnswer => {
  if (!isPage(answer)) return answer;
  const { "retry-after": _, ...headers } = answer.headers;
  return { ...answer, headers };
};

describe("P-037: refusals on any route, in any content type", () => {
  const runs = { numRuns: 20 };
  it("P-020, P-037: have Retry-After, RateLimit fields and a page or problem that agree", async () => {
    await fc.assert(
      wellFormed((answer) => answer),
      runs,
    );
  });

  it("P-037: a page without the header is found", async () => {
    expect((await fc.check(wellFormed(pageWithoutHeader), runs)).failed).toBe(true);
  });
});
