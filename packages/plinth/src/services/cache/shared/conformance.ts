import assert from "node:assert/strict";
import type { SharedItem, SharedTier } from "./contract.ts";

/** A tier under test, empty, and the hand on its time. */
export interface SharedTierHarness {
  /** Its leases outlive any case. */
  readonly tier: SharedTier;
  /** Another one like it, whose leases are good for 80 ms. */
  readonly brief: SharedTier;
  /** Lets so many milliseconds pass at least; small numbers only, the clock may be a server's. */
  readonly pass: (milliseconds: number) => void | Promise<void>;
}

/** One thing that every tier must do; `run` rejects when it does not. */
export interface SharedTierCase {
  readonly name: string;
  readonly run: (harness: SharedTierHarness) => Promise<void>;
}

const item = (text: string, tags: readonly string[] = [], freshMs = 60_000): SharedItem => ({
  text,
  tags,
  freshMs,
});

const textOf = async ({ tier }: SharedTierHarness, key: string): Promise<string | undefined> =>
  (await tier.read(key, [])).found?.text;

const lease = async (
  { tier }: SharedTierHarness,
  key: string,
  tags: readonly string[] = [],
): Promise<string> => {
  const read = await tier.read(key, tags);
  assert.equal(read.found, undefined);
  assert.ok(read.lease);
  return read.lease;
};

/** Keys as namespaces make them: the owner, a zero character, the key. */
const key = (name: string, owner = ""): string => `${owner}\u0000${name}`;

const leaseCases: readonly SharedTierCase[] = [
  {
    name: "CACHE-04: of all who find nothing, one is given the lease; what it fills, all read",
    run: async (harness) => {
      const { tier } = harness;
      const token = await lease(harness, key("a"));
      assert.deepEqual(await tier.read(key("a"), []), { found: undefined, lease: undefined });
      assert.equal(await tier.fill(key("a"), "somebody else's", item("wrong")), false);
      assert.equal(await tier.fill(key("a"), token, item("right ümläut \u0000 \u{1f511}")), true);
      const { found } = await tier.read(key("a"), []);
      assert.equal(found?.text, "right ümläut \u0000 \u{1f511}");
      assert.ok(found.freshMs > 0 && found.freshMs <= 60_000);
      assert.equal(await tier.fill(key("a"), token, item("again")), false);
    },
  },
  {
    name: "CACHE-01: an entry and a lease end with their time",
    run: async (harness) => {
      const { tier, brief, pass } = harness;
      // A busy machine may come back only after a short life: then a longer one is tried.
      for (const life of [30, 300, 3_000]) {
        await tier.write(key("a"), item("short", [], life));
        const text = await textOf(harness, key("a"));
        await pass(life + 20);
        assert.equal(await textOf(harness, key("a")), undefined);
        if (text === "short") break;
        assert.equal(text, undefined);
        assert.notEqual(life, 3_000, "no entry was read in its time");
      }
      const token = await lease({ ...harness, tier: brief }, key("b"));
      await pass(100);
      assert.equal(await brief.fill(key("b"), token, item("late")), false);
      await lease({ ...harness, tier: brief }, key("b"));
    },
  },
];

/** Each way to drop what has the key "a:1" and the tag "x", and not "b" without tags. */
const DROPS: Readonly<Record<string, (tier: SharedTier) => Promise<void>>> = {
  "its key": (tier) => tier.drop(key("a:1")),
  "its tag": (tier) => tier.dropTag("x"),
  "a pattern": (tier) => tier.dropPattern("a:*"),
  everything: (tier) => tier.dropAll(),
};

const dropCases: readonly SharedTierCase[] = Object.entries(DROPS).map(([what, drop]) => ({
  name: `CACHE-03, P-095: dropping ${what} drops the entry, and a slow reader does not put it back`,
  run: async (harness) => {
    const { tier } = harness;
    await tier.write(key("a:1"), item("old", ["x", "y"]));
    await tier.write(key("b"), item("unrelated"));
    await drop(tier);
    const slow = await lease(harness, key("a:1"), ["x", "y"]);
    await drop(tier);
    assert.equal(await tier.fill(key("a:1"), slow, item("old", ["x", "y"])), false);
    assert.equal(await textOf(harness, key("b")), what === "everything" ? undefined : "unrelated");
    // Whoever comes next is not held up by the lease that is worth nothing.
    const next = await lease(harness, key("a:1"), ["x", "y"]);
    assert.equal(await tier.fill(key("a:1"), next, item("new", ["x", "y"])), true);
    assert.equal(await textOf(harness, key("a:1")), "new");
  },
}));

const otherCases: readonly SharedTierCase[] = [
  {
    name: "P-095: a write ends the lease of whoever computes",
    run: async (harness) => {
      const { tier } = harness;
      const slow = await lease(harness, key("a"));
      await tier.write(key("a"), item("written"));
      assert.equal(await tier.fill(key("a"), slow, item("computed before")), false);
      assert.equal(await textOf(harness, key("a")), "written");
    },
  },
  {
    name: "P-094: owners and keys that read alike together are apart",
    run: async (harness) => {
      const { tier } = harness;
      await tier.write(key("b:c", "a"), item("one"));
      assert.equal(await textOf(harness, key("c", "a:b")), undefined);
      assert.equal(await textOf(harness, key("b:c", "")), undefined);
      assert.equal(await textOf(harness, key("b:c", "a")), "one");
    },
  },
  {
    name: "CACHE-03: a pattern means its own characters, keys of all owners and whole keys",
    run: async (harness) => {
      const { tier } = harness;
      const kept = ["a?b", "aXb", "[ab]", "a", "ab*c", "pre:a*b", "\\*"];
      const fill = async () => {
        for (const name of kept) await tier.write(key(name, "somebody"), item(name));
      };
      const left = async () => {
        const found = [];
        for (const name of kept) {
          if ((await textOf(harness, key(name, "somebody"))) !== undefined) found.push(name);
        }
        return found;
      };
      for (const [pattern, gone] of [
        ["a?b", ["a?b"]],
        ["[ab]", ["[ab]"]],
        ["a*", ["a?b", "aXb", "a", "ab*c"]],
        ["*b", ["a?b", "aXb", "pre:a*b"]],
        ["\\*", ["\\*"]],
        ["nothing", []],
        ["*a*b*", ["a?b", "aXb", "[ab]", "ab*c", "pre:a*b"]],
      ] as const) {
        await fill();
        await tier.dropPattern(pattern);
        const wanted = kept.filter((name) => !(gone as readonly string[]).includes(name));
        assert.deepEqual(await left(), wanted, pattern);
      }
    },
  },
];

/**
 * What every shared tier must do, free of any test runner:
 * `for (const { name, run } of sharedTierConformance) it(name, () => run(harness()))`.
 */
export const sharedTierConformance: readonly SharedTierCase[] = [
  ...leaseCases,
  ...dropCases,
  ...otherCases,
];
