import { existsSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { PASSWORD } from "../support/api.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { startWeakShop, WEAK_PASSWORD } from "./planted/weak-shop.ts";
import { type FfufResult, runFfuf } from "./support/ffuf.ts";
import { type Scanned, startScanned } from "./support/scanned.ts";
import { hasTools, sumCounts } from "./support/tools.ts";

const WORD_LIST = "/usr/share/dirb/wordlists/common.txt";
const canGuess = hasTools("ffuf");
const canWalk = hasTools("ffuf", "dirb") && existsSync(WORD_LIST);

const GUESSES = 300;

/** Guesses of the kind that people choose, with the right one in the middle. */
const guessesWith = (right: string): readonly string[] =>
  Array.from({ length: GUESSES }, (_, index) =>
    index === GUESSES / 2 ? right : `Summer-${2000 + index}-holiday!`,
  );

const countsOf = (results: readonly FfufResult[]) =>
  sumCounts(results.map(({ status }) => ({ [status]: 1 })));

const statusOf = (results: readonly FfufResult[], word: string): number | undefined =>
  results.find((result) => result.word === word)?.status;

const guess = (url: string, path: string, right: string, email: string, directory: string) =>
  runFfuf({
    url: url + path,
    words: guessesWith(right),
    body: JSON.stringify({ email, password: "FUZZ" }),
    directory,
    sideBySide: 4,
  });

/** The sign-in of an owner from an address of this machine; answers with status and cookies. */
const signInFrom = (
  url: string,
  address: string,
  cookie: string,
): Promise<{ readonly status: number; readonly cookie: string }> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(
      `${url}/api/v1/auth/signin`,
      {
        method: "POST",
        localAddress: address,
        headers: {
          "Content-Type": "application/json",
          ...(cookie === "" ? {} : { Cookie: cookie }),
        },
        timeout: 10_000,
      },
      (response) => {
        response.resume();
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            cookie: (response.headers["set-cookie"] ?? [])
              .map((line) => line.split(";")[0])
              .join("; "),
          }),
        );
      },
    );
    request.on("timeout", () => request.destroy(new Error("no answer in ten seconds")));
    request.on("error", reject);
    request.end(JSON.stringify({ email: "user@example.org", password: PASSWORD }));
  });

let scanned: Scanned | undefined;
afterEach(async () => {
  await scanned?.stop();
  scanned = undefined;
});

describe.skipIf(!canGuess)("300 guesses, the right one among them", () => {
  it("ID-10: where nothing counts, they find the password", async () => {
    const shop = await startWeakShop();
    const scratch = scratchDirectory();
    try {
      const email = "owner@example.org";
      const results = await guess(shop.url, "/signin", WEAK_PASSWORD, email, scratch.path);
      expect(statusOf(results, WEAK_PASSWORD)).toBe(200);
      expect(results.filter(({ status }) => status === 200)).toHaveLength(1);
    } finally {
      await shop.stop();
      scratch.remove();
    }
  });

  const WAYS = [
    ["limits by address", 429, { hasLimits: true, hasLocks: true }],
    // A locked account answers as a wrong password does: nobody learns that it was right.
    ["locks alone, every limit running dry", 401, { hasLimits: false, hasLocks: true }],
  ] as const;
  it.each(WAYS)(
    "ID-10, ID-12, P-081: never get in (%s), and the owner does",
    async (name, refusal, ways) => {
      scanned = await startScanned({ isInspected: true, ...ways });
      const { url, directory } = scanned;
      const owner = await signInFrom(url, "127.0.0.2", "");
      expect(owner.status).toBe(200);
      const email = "user@example.org";
      const results = await guess(url, "/api/v1/auth/signin", PASSWORD, email, directory);
      const counts = countsOf(results);
      process.stdout.write(`ffuf (${name}): ${JSON.stringify(counts)}\n`);
      expect(results.length).toBeGreaterThan(GUESSES - 10);
      expect(results.filter(({ status }) => status < 400)).toEqual([]);
      // The report may lack the one that counts: then it is asked for alone.
      const right = statusOf(results, PASSWORD) ?? (await signInFrom(url, "127.0.0.1", "")).status;
      expect(right).toBe(refusal);
      expect(counts[refusal]).toBeGreaterThan(GUESSES - 20);
      const again = await signInFrom(url, "127.0.0.3", owner.cookie);
      expect(again.status).toBe(200);
    },
  );
});

/** What attackers look for and dirb's list has not. */
const OWN_WORDS = [
  ".env",
  ".env.production",
  ".git/config",
  ".git/HEAD",
  ".ci/run",
  "limits.json",
  "plinth.db",
  "data/plinth.db",
  "secrets.json",
  "backups/",
  "package.json",
  "node_modules/.package-lock.json",
  "dist/index.js",
  "src/index.ts",
  "..%2f.env",
  "%2e%2e/package.json",
  "metrics",
  "ready",
  "server-status",
  "console/",
  "docs/json",
];

/** As a stranger sees it: this machine itself may read more. */
const STRANGER = { "X-Forwarded-For": "203.0.113.9" };

/** Everything that answers another status than 404; the report may lack some, so it is asked twice. */
const walk = async (url: string, directory: string): Promise<Readonly<Record<string, number>>> => {
  const found: Record<string, number> = {};
  let tried = 0;
  for (const words of [WORD_LIST, WORD_LIST, OWN_WORDS]) {
    const options = { words, headers: STRANGER, directory, sideBySide: 8 };
    const results = await runFfuf({ url: `${url}/FUZZ`, ...options });
    tried = Math.max(tried, results.length);
    for (const { word, status } of results) if (status !== 404) found[word] = status;
  }
  expect(tried).toBeGreaterThan(4_500);
  return found;
};

describe.skipIf(!canWalk)("dirb's list of names", () => {
  it("ERR-05: finds what lies about", async () => {
    const shop = await startWeakShop();
    const scratch = scratchDirectory();
    try {
      const found = await walk(shop.url, scratch.path);
      expect(found).toMatchObject({ ".env": 200, ".git/HEAD": 200, ".htpasswd": 200 });
    } finally {
      await shop.stop();
      scratch.remove();
    }
  });

  it("ERR-05, OBS-01: finds the public pages of Cibozer, and nothing else", async () => {
    scanned = await startScanned({ isInspected: true });
    expect(await walk(scanned.url, scanned.directory)).toEqual({
      "": 200,
      account: 200,
      docs: 200,
      feedback: 200,
      forgot: 200,
      health: 200,
      profile: 200,
      history: 200,
      recipes: 200,
      "robots.txt": 200,
      shared: 200,
      signin: 200,
      signup: 200,
      "console/": 200,
      "docs/json": 200,
      // For this machine, administrators and OPS_TOKEN.
      metrics: 403,
      ready: 200,
    });
  });
});
