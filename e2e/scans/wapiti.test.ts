import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenApiDocument } from "../../packages/plinth/src/policy/index.ts";
import { PASSWORD } from "../support/api.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { isTurnOf, isWhole, shareOfRun } from "../support/share.ts";
import { startWeakShop } from "./planted/weak-shop.ts";
import { acceptedFindings } from "./support/accepted.ts";
import { answersBetween, countedAnswers } from "./support/answers.ts";
import { type Scanned, startScanned } from "./support/scanned.ts";
import { hasTools, type StatusCounts, shareOf } from "./support/tools.ts";
import { runWapiti, type WapitiFinding } from "./support/wapiti.ts";

/** Every other run: it takes four minutes beside others, and slowhttptest has the runs between. */
const canScan = hasTools("wapiti") && isTurnOf(0, 2);
const TIMEOUT_MS = 620_000;
/** Of the addresses of the API, each time another part: each is attacked in some twenty ways. */
const SHARES = 3;

const told = ({ category, method, path, words }: WapitiFinding): string =>
  `${category} | ${method} ${path} | ${words}`;

describe.skipIf(!canScan)("wapiti finds what was planted", () => {
  it("WEB-02: missing headers, reflected input, a form without a token, redirects, backups", async () => {
    const shop = await startWeakShop();
    const scratch = scratchDirectory();
    try {
      const options = { url: shop.url, starts: [], headers: {}, directory: scratch.path };
      const { findings } = await runWapiti(options);
      expect(new Set(findings.map(({ category }) => category))).toEqual(
        new Set([
          "Backup file",
          "Content Security Policy Configuration",
          "Cross Site Request Forgery",
          "HTTP Secure Headers",
          "HttpOnly Flag cookie",
          "Open Redirect",
          "Secure Flag cookie",
          "Cross Site Scripting",
          "Internal Server Error",
        ]),
      );
    } finally {
      await shop.stop();
      scratch.remove();
    }
  }, 120_000);
});

interface Parameter {
  readonly name: string;
  readonly in: string;
}

/** Every address that can be read, with all its query fields. */
const readableAddresses = ({ paths }: OpenApiDocument): readonly string[] =>
  Object.entries(paths).flatMap(([path, item]) => {
    const operation = item["get"];
    if (operation === undefined) return [];
    const parameters = (operation["parameters"] ?? []) as readonly Parameter[];
    const query = parameters.filter((one) => one.in === "query").map(({ name }) => `${name}=1`);
    const address = path.replaceAll(/\{\w+\}/g, "00000000-0000-4000-8000-000000000000");
    return [query.length === 0 ? address : `${address}?${query.join("&")}`];
  });

/** The cookies of an administrator who signed in. */
const signedInCookies = async (url: string): Promise<string> => {
  const reply = await fetch(`${url}/api/v1/auth/signin`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email: "admin@example.org", password: PASSWORD }),
  });
  expect(reply.status).toBe(200);
  return reply.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
};

describe.skipIf(!canScan)("wapiti on Cibozer and its console, signed in", () => {
  let scanned: Scanned;
  let findings: readonly WapitiFinding[];
  let crawled: number;
  let counts: StatusCounts;
  let isSignedIn: boolean;

  beforeAll(async () => {
    scanned = await startScanned({ isInspected: false });
    const { url, document, directory } = scanned;
    const headers = { Cookie: await signedInCookies(url) };
    const before = await countedAnswers(url);
    const starts = shareOfRun(readableAddresses(document), SHARES);
    ({ findings, crawled } = await runWapiti({ url, starts, headers, directory }));
    counts = answersBetween(before, await countedAnswers(url));
    const me = await fetch(`${url}/api/v1/auth/me`, { headers });
    isSignedIn = me.status === 200;
  }, TIMEOUT_MS);
  afterAll(() => scanned?.stop());

  it("WEB-02, VAL-12: it says nothing that SECURITY.md does not explain", () => {
    const accepted = acceptedFindings("wapiti");
    const isAccepted = ({ category, words }: WapitiFinding): boolean =>
      accepted.some((row) => row.category === category && words.includes(row.says));
    expect(findings.filter((one) => !isAccepted(one)).map(told)).toEqual([]);
    // A row that explains nothing any more explains too much; a part of the addresses cannot tell.
    const stale = (isWhole() ? accepted : []).filter(
      (row) =>
        !findings.some((one) => row.category === one.category && one.words.includes(row.says)),
    );
    expect(stale).toEqual([]);
  });

  it("WEB-02: it saw the pages signed in, and limits did not answer in their place", () => {
    process.stdout.write(`wapiti: ${crawled} addresses, answers ${JSON.stringify(counts)}\n`);
    expect(crawled).toBeGreaterThan(20);
    expect(isSignedIn).toBe(true);
    expect(shareOf(counts, 429, 423)).toBeLessThan(0.01);
    expect(shareOf(counts, 401, 403)).toBeLessThan(0.2);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(400);
    expect(Object.keys(counts).filter((status) => status >= "500")).toEqual([]);
  });
});
