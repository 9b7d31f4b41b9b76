import { createServer, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineModule } from "#modules/contract";
import { startTestGateway, startUpstream, type TestUpstream } from "../testing/gateway.ts";
import { listen } from "../testing/listening.ts";
import { startTestApplication, type TestApplication } from "../testing/test-application.ts";

const PATTERNS = [
  "/admin",
  "/admin/*",
  "/items/:id",
  "/items/:id/secret",
  "/files/*",
  "/guide",
  "/:page",
];

/** Seconds of caching tell the policies apart: whatever answers, its number says which one judged. */
const policyOf = (path: string, index: number) => ({
  access: { public: true, because: "only for this test" } as const,
  summary: "A test",
  limit: { none: "not the subject" },
  cache: { public: `${index + 1}m` } as const,
  responses: { 200: { type: "object" } },
  ...(path.includes(":")
    ? {
        params: {
          type: "object",
          properties: { [path.includes("page") ? "page" : "id"]: { type: "string" } },
        },
      }
    : {}),
});
const routes = PATTERNS.map((path, index) => ({
  method: "GET" as const,
  path,
  policy: policyOf(path, index),
}));

const library = defineModule({
  name: "same-policies",
  setup: () => undefined,
  routes: () =>
    routes.map(({ method, path, policy }) => ({
      method,
      path,
      declaration: policy as never,
      handler: () => ({}),
    })),
});

let upstream: TestUpstream;
let behind: TestApplication;
let inside: TestApplication;

beforeAll(async () => {
  upstream = await startUpstream();
  behind = await startTestGateway({ name: "Behind", upstreams: [upstream.origin], routes });
  inside = await startTestApplication({ modules: [library] });
});
afterAll(async () => {
  await Promise.all([behind.stop(), inside.stop(), upstream.kill()]);
});

/** Status and code, and the pattern whose policy judged. Written by hand: clients tidy targets up. */
const decide = async (port: number, method: string, target: string): Promise<string> => {
  const socket = connect(port, "127.0.0.1");
  socket.write(`${method} ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  const answer = await text(socket);
  const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? "none";
  const code = /"code":"([A-Z_]+)"/.exec(answer)?.[1] ?? "";
  const seconds = Number(/^cache-control: public, max-age=(\d+)/im.exec(answer)?.[1] ?? 0);
  return `${status} ${code} ${PATTERNS[seconds / 60 - 1] ?? ""}`.trim();
};

const PIECES = [
  "/",
  "//",
  "/admin",
  "/Admin",
  "/ADMIN/",
  "/%61dmin",
  "/items",
  "/items/5",
  "/Items/5",
  "/secret",
  "/files",
  "/guide",
  "/page",
  "%2F",
  "%2f",
  "%252F",
  "%2e",
  "%2E%2e",
  "/..",
  "/../",
  "/./",
  "..",
  ";",
  ";x=1",
  "\\",
  "%5c",
  "%00",
  "%25",
  "%",
  "#",
  "?a=/../admin",
  "*",
  "~",
  "x.html",
];
const aTarget = fc
  .tuple(
    fc.constantFrom("", "", "", "http://other.example", "HTTPS://other.example:1"),
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }),
  )
  .map(([authority, pieces]) => {
    const path = pieces.join("");
    return authority + (path.startsWith("/") ? path : `/${path}`);
  });
const aMethod = fc.constantFrom("GET", "GET", "GET", "HEAD", "POST", "OPTIONS");

const decodes = (path: string, times: number): string => {
  let decoded = path;
  for (let time = 0; time < times; time += 1) {
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      return decoded;
    }
  }
  return decoded;
};
const withoutDots = (path: string): string => {
  const kept: string[] = [];
  for (const segment of path.split("/").slice(1)) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  return `/${kept.join("/")}`;
};
const merged = (path: string): string => path.replaceAll(/\/{2,}/g, "/");
const plain = (path: string): string => path.replaceAll(/;[^/]*/g, "");
const trimmed = (path: string): string => path.replace(/(.)\/$/, "$1");

/** How programs behind a gateway read a path before they route it. */
const READERS: Readonly<Record<string, (path: string) => string>> = {
  "as it stands": (path) => decodes(path, 1),
  "letters small, no last slash (Express)": (path) => trimmed(decodes(path, 1).toLowerCase()),
  "decoded before routing (WSGI)": (path) => decodes(path, 1),
  "merged and resolved (nginx)": (path) => withoutDots(merged(decodes(path, 1))),
  "without parameters, then resolved (servlets)": (path) => withoutDots(decodes(plain(path), 1)),
  "backslashes and small letters (IIS)": (path) =>
    withoutDots(merged(decodes(path, 1).replaceAll("\\", "/").toLowerCase())),
  "decoded twice": (path) => withoutDots(decodes(path, 2)),
  "everything at once": (path) =>
    trimmed(withoutDots(merged(plain(decodes(path, 3).replaceAll("\\", "/"))))).toLowerCase(),
};

const RANK: Readonly<Record<string, number>> = { ":": 1, "*": 2 };
const rankOf = (pattern: string): string =>
  pattern
    .split("/")
    .map((segment) => RANK[segment.charAt(0)] ?? 0)
    .join("");
const SHAPES = PATTERNS.map((pattern) => ({
  pattern,
  rank: rankOf(pattern),
  shape: new RegExp(`^${pattern.replaceAll(/:[a-z]+/g, "[^/]+").replace("*", ".*")}$`, "s"),
}));
/** Where a path leads: letters before parameters before the rest, from left to right. */
const leadsTo = (path: string): string | undefined =>
  SHAPES.filter(({ shape }) => shape.test(path)).toSorted((a, b) => (a.rank < b.rank ? -1 : 1))[0]
    ?.pattern;

describe("P-108: any request gets the same decision in library and gateway mode", () => {
  const sameDecision = (port: () => number) =>
    fc.asyncProperty(aMethod, aTarget, async (method, target) => {
      const [library, gateway] = await Promise.all([
        decide(inside.address.port, method, target),
        decide(port(), method, target),
      ]);
      expect(gateway, `${method} ${target}`).toBe(library);
    });

  it("P-108: whatever its path is made of", async () => {
    await fc.assert(
      sameDecision(() => behind.address.port),
      { numRuns: 200 },
    );
  });

  it("P-108: and no upstream reads its path as one that another policy judges", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(aTarget, async (target) => {
        const before = upstream.received.length;
        const decision = await decide(behind.address.port, "GET", target);
        const received = upstream.received.slice(before);
        seen.add(decision);
        expect(received.length, decision).toBe(decision.startsWith("200") ? 1 : 0);
        for (const { target: arrived } of received) {
          const path = arrived.split("?")[0] ?? "";
          for (const [reader, read] of Object.entries(READERS)) {
            const pattern = leadsTo(read(path));
            const told = `${arrived}, ${reader}`;
            if (pattern !== undefined) expect(`200  ${pattern}`, told).toBe(decision);
          }
        }
      }),
      { numRuns: 400 },
    );
    // Otherwise nothing was looked at.
    expect(seen.size).toBeGreaterThan(5);
  });

  it("P-108 fails on: another normalisation of the path before the decision", async () => {
    // The broken twin: what many gateways do, resolving the path as browsers would.
    const twin = createServer((raw, response) => {
      const { method = "GET", url = "/" } = raw;
      if (!URL.canParse(url, "http://a")) return response.destroy();
      const { pathname, search } = new URL(url, "http://a");
      const onward = {
        host: "127.0.0.1",
        port: behind.address.port,
        method,
        path: pathname + search,
      };
      return httpRequest(onward, (answer) => {
        response.writeHead(answer.statusCode ?? 500, { ...answer.headers, connection: "close" });
        answer.pipe(response);
      }).end();
    });
    const { port, close } = await listen(twin);
    const verdict = await fc.check(
      sameDecision(() => port),
      { numRuns: 400, endOnFailure: true },
    );
    await close();
    expect(verdict.failed).toBe(true);
  });
});
