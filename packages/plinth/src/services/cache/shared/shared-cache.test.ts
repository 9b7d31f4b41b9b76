import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createLocalHub } from "../../broadcast/index.ts";
import {
  type CacheLink,
  cached,
  createCacheManager,
  createLocalSharedTier,
  type SharedTier,
} from "../index.ts";

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
};

/** Two nodes with one shared tier, which can be cut off from the first of them. */
const world = ({ hasLink = true } = {}) => {
  const clock = createManualClock(0);
  const hub = createLocalHub();
  const tier = createLocalSharedTier({ clock, leaseMs: 10_000 });
  const faults: unknown[] = [];
  const listeners = new Set<() => void>();
  let isCut = false;
  const cuttable =
    <G extends readonly unknown[], R>(work: (...given: G) => Promise<R>) =>
    (...given: G): Promise<R> =>
      isCut ? Promise.reject(new Error("cut off")) : work(...given);
  const cut: SharedTier = {
    read: cuttable(tier.read),
    fill: cuttable(tier.fill),
    write: cuttable(tier.write),
    drop: cuttable(tier.drop),
    dropTag: cuttable(tier.dropTag),
    dropPattern: cuttable(tier.dropPattern),
    dropAll: cuttable(tier.dropAll),
  };
  const link: CacheLink = {
    isUp: () => !isCut,
    onUp: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const near = hub.join();
  const node = (own: SharedTier, broadcast = hub.join()) =>
    createCacheManager({
      clock,
      startTimer: clock.startTimer,
      broadcast,
      sharedTier: () => own,
      ...(hasLink ? { link } : {}),
      onFault: (_name, fault) => faults.push(fault),
    });
  const first = node(cut, {
    ...near,
    publish: (channel, text) => {
      if (!isCut) near.publish(channel, text);
    },
  });
  return {
    clock,
    faults,
    first,
    second: node(tier),
    cut: () => {
      isCut = true;
    },
    heal: (isSaid = true) => {
      isCut = false;
      if (isSaid) for (const listener of listeners) listener();
    },
  };
};

const DECLARATION = { name: "shared", strategy: "cold", isShared: true } as const;

describe("a cache that nodes share", () => {
  it("CACHE-01: what one node computed, the other reads without computing", async () => {
    const { first, second } = world();
    const here = first.declare<{ readonly n: number }>(DECLARATION);
    const there = second.declare<{ readonly n: number }>(DECLARATION);
    expect(await here.wrap("key", () => ({ n: 1 }))).toEqual({ n: 1 });
    expect(await there.get("key")).toEqual({ n: 1 });
    const never = () => Promise.reject(new Error("computed twice"));
    expect(await there.wrap("key", never)).toEqual({ n: 1 });
    expect(there.peek("key")).toEqual({ n: 1 });
    expect(second.figures()).toMatchObject([{ sharedHits: 2, computed: 0 }]);
  });

  it("CACHE-02, P-095: the shared tier prolongs no life: gone at 61, 301 and 3601 s on all nodes", async () => {
    const seconds = { hot: 61, warm: 301, cold: 3_601 };
    for (const strategy of ["hot", "warm", "cold"] as const) {
      const { clock, first, second } = world();
      const declaration = { name: strategy, strategy, isShared: true };
      const [here, there] = [first, second].map((node) => node.declare<string>(declaration));
      await here?.set("key", "old");
      clock.advance((seconds[strategy] - 2) * 1_000);
      expect(await there?.wrap("key", () => "new")).toBe("old");
      clock.advance(2_000);
      expect(there?.peek("key")).toBeUndefined();
      expect(await here?.get("key")).toBeUndefined();
      expect(await there?.wrap("key", () => "new")).toBe("new");
    }
  });

  it("CACHE-01: cut off, a node goes on with its own memory", async () => {
    const { first, cut, faults } = world();
    const here = first.declare<number>(DECLARATION);
    await here.wrap("before", () => 1);
    cut();
    expect(await here.wrap("before", () => 2)).toBe(1);
    expect(await here.wrap("during", () => 3)).toBe(3);
    expect(await here.wrap("during", () => 4)).toBe(3);
    expect(faults).not.toEqual([]);
  });

  it("P-095: what is dropped while cut off is dropped everywhere once the way stands again", async () => {
    const { first, second, cut, heal } = world();
    const here = first.declare<number>(DECLARATION);
    const there = second.declare<number>(DECLARATION);
    await here.wrap("a", () => 1);
    await there.wrap("a", () => 1);
    cut();
    await here.invalidate("a");
    expect(here.peek("a")).toBeUndefined();
    expect(there.peek("a")).toBe(1);
    heal();
    // The shared tier still has the old value at this moment, and is not asked for it.
    expect(await here.wrap("a", () => 2)).toBe(2);
    await settle();
    expect(there.peek("a")).toBeUndefined();
    expect(await there.wrap("a", () => 2)).toBe(2);
  });

  it("P-095: a set while cut off reaches the others too, and so does more than is remembered", async () => {
    const { first, second, cut, heal } = world();
    const here = first.declare<number>(DECLARATION);
    const there = second.declare<number>(DECLARATION);
    for (const key of ["a", "b"]) await there.wrap(key, () => 1);
    cut();
    await here.set("a", 2);
    for (let index = 0; index < 1_500; index += 1) await here.invalidate(`key ${index}`);
    heal();
    await settle();
    expect([there.peek("a"), there.peek("b")]).toEqual([undefined, undefined]);
  });

  it.each([
    ["of a manager that hears of outages", true],
    ["of one that does not", false],
  ])(
    "P-095: a change %s that alone was too slow is made up for within a second",
    async (_who, hasLink) => {
      const { clock, first, second, cut, heal } = world({ hasLink });
      const here = first.declare<number>(DECLARATION);
      const there = second.declare<number>(DECLARATION);
      await there.wrap("a", () => 1);
      cut();
      await here.invalidate("a");
      heal(false);
      clock.advance(1_000);
      await settle();
      expect(there.peek("a")).toBeUndefined();
      expect(await here.wrap("a", () => 2)).toBe(2);
      expect(await there.wrap("a", () => 3)).toBe(2);
    },
  );
});

describe("cached", () => {
  it("CACHE-04: keeps results by key, for everyone or by owner; tags drop them", async () => {
    const { first } = world();
    let runs = 0;
    const recipes = first.declare<string>({ name: "recipes", strategy: "hot" });
    const recipe = cached(
      recipes,
      (id: string) => {
        runs += 1;
        return `recipe ${id}`;
      },
      { key: (id) => id, tags: (id) => [`recipe:${id}`] },
    );
    expect(await Promise.all([recipe("1"), recipe("1"), recipe("2")])).toEqual([
      "recipe 1",
      "recipe 1",
      "recipe 2",
    ]);
    await recipes.invalidateTag("recipe:1");
    await Promise.all([recipe("1"), recipe("2")]);
    expect(runs).toBe(3);

    const lists = first.declarePersonal<string>({ name: "lists", strategy: "hot" });
    const groceries = cached(
      (owner: string, _plan: string) => lists.of(owner),
      (owner, plan) => `${owner} buys ${plan}`,
      { key: (_owner, plan) => plan },
    );
    expect([await groceries("ada", "p"), await groceries("bob", "p")]).toEqual([
      "ada buys p",
      "bob buys p",
    ]);
  });
});
