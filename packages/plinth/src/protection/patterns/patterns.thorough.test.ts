import { fileURLToPath } from "node:url";
import { check } from "recheck";
import { describe, expect, it } from "vitest";
import { collectPatterns, patternsOf, type SourcePattern } from "./collect.test-support.ts";

/** A run judges a third of them, drawn by PROPERTY_SEED; `SHARES=1` judges all. */
const SHARES = Number(process.env["SHARES"] ?? 3);
const TURN = Number(process.env["PROPERTY_SEED"] ?? 0) % SHARES;

/** How many are judged at once: as many as the checker has threads for. */
const AT_ONCE = 3;

/** A proof is found within milliseconds, or not at all; a busy machine is given time. */
const PROOF_MS = 30_000;
const GUESS_MS = 60_000;

/** How often a guess is asked for again before it counts. */
const GUESSES = 3;

/**
 * What the checker says. Its proof comes first: by itself it leaves counted repetitions to its fuzzer,
 * which draws texts at random, and calls what is linear polynomial in one run and safe in the next.
 * Only what is beyond the proof is left to guesses; they count where they come each time.
 */
const judge = async ({ source, flags }: SourcePattern): Promise<string> => {
  const proof = await check(source, flags, { checker: "automaton", timeout: PROOF_MS });
  if (proof.status !== "unknown") return proof.status;
  for (let turn = 1; ; turn += 1) {
    const { status, checker } = await check(source, flags, { timeout: GUESS_MS });
    if (status !== "vulnerable" || checker !== "fuzz" || turn === GUESSES) return status;
  }
};

/** Patterns that some text makes slow, or that the checker cannot judge in time. */
const unsafe = async (patterns: readonly SourcePattern[]): Promise<readonly string[]> => {
  const queue = [
    ...new Map(patterns.map((each) => [`${each.source}/${each.flags}`, each])).values(),
  ];
  const found: string[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const status = await judge(next);
      if (status !== "safe") found.push(`${next.place} ${status}: ${next.source}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found.toSorted();
};

/**
 * A reference to what a group matched is beyond the checker's proof, so that its fuzzer guesses, and
 * guesses wrong: read by hand. Each place where a match may begin costs a number of steps that its
 * repetitions bound. By how they begin; every other pattern has to be safe.
 */
const READ_BY_HAND: readonly string[] = [
  // telemetry/redaction: texts are cut to 8 KB before.
  "(\\\\{0,7}[\"']?)([A-Za-z0-9_.[\\]%-]{1,128}?)",
  // modules/errors: messages are cut to 2,000 characters before.
  "\\b[a-z][a-z0-9+.-]{1,15}:\\/\\/",
  "[\\w.+-]{1,64}@[\\w.-]{1,255}",
  "\\b(?=[\\w-]{0,63}\\d)[\\w-]{12,64}\\b",
];

describe("regular expressions of the product", () => {
  it("P-070: recheck calls them safe, but for those that were read by hand", {
    timeout: 600_000,
  }, async () => {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const patterns = collectPatterns(root);
    const isRead = ({ source }: SourcePattern): boolean =>
      READ_BY_HAND.some((head) => source.startsWith(head));
    expect(patterns.length).toBeGreaterThan(200);
    expect(new Set(patterns.filter(isRead).map(({ source }) => source)).size).toBe(
      READ_BY_HAND.length,
    );
    const share = patterns.filter((each) => !isRead(each)).filter((_, at) => at % SHARES === TURN);
    expect(await unsafe(share)).toEqual([]);
  });

  it("P-070 broken twin: a nested quantifier is caught, written in any of three ways", async () => {
    const planted = patternsOf(
      'const a = /^(a+)+$/; const b = new RegExp("^(b|b)*$", "i"); const c = { pattern: "^(c*)*d$" };',
      "planted.ts",
    );
    expect(planted.map(({ source }) => source)).toEqual(["^(a+)+$", "^(b|b)*$", "^(c*)*d$"]);
    expect(await unsafe(planted)).toHaveLength(3);
  });
});
