import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createLocalHub } from "../broadcast/index.ts";
import { createCacheManager, createLocalSharedTier, type SharedTier } from "./index.ts";

/** A tier whose every call is under way for a while before it does something, and after. */
const slowed = (tier: SharedTier, turns: () => number): SharedTier => {
  const wait = async (): Promise<void> => {
    for (let left = turns(); left > 0; left -= 1) await Promise.resolve();
  };
  const slow =
    <G extends readonly unknown[], R>(work: (...given: G) => Promise<R>) =>
    async (...given: G): Promise<R> => {
      await wait();
      const result = await work(...given);
      await wait();
      return result;
    };
  return {
    read: slow(tier.read),
    fill: slow(tier.fill),
    write: slow(tier.write),
    drop: slow(tier.drop),
    dropTag: slow(tier.dropTag),
    dropPattern: slow(tier.dropPattern),
    dropAll: slow(tier.dropAll),
  };
};

/** Nodes of one hub; with `turns` also of one shared tier, which takes so many turns for a call. */
const nodes = (count: number, turns?: () => number) => {
  const clock = createManualClock(0);
  const hub = createLocalHub();
  const tier = createLocalSharedTier({ clock, leaseMs: 10_000 });
  const managers = Array.from({ length: count }, () =>
    createCacheManager({
      clock,
      startTimer: clock.startTimer,
      broadcast: hub.join(),
      ...(turns === undefined ? {} : { sharedTier: () => slowed(tier, turns) }),
      onFault: (_name, fault) => {
        throw fault;
      },
    }),
  );
  return { clock, managers };
};

const name = fc.string({ unit: fc.constantFrom("a", "b", ":", "/"), minLength: 1, maxLength: 3 });

describe("cache", () => {
  it("P-094, CACHE-04: for any users and keys no value crosses identities", async () => {
    const action = fc.record({
      kind: fc.constantFrom("wrap" as const, "set" as const, "get" as const, "leave" as const),
      node: fc.nat(1),
      owner: name,
      key: name,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 60 }), async (actions) => {
        const { managers } = nodes(2, () => 0);
        const caches = managers.map((manager) =>
          manager.declarePersonal<string>({ name: "secrets", strategy: "hot", isShared: true }),
        );
        for (const { kind, owner, key, node } of actions) {
          const cache = caches[node];
          if (cache === undefined) throw new TypeError("no node");
          const mine = `${owner} has ${key}`;
          const view = cache.of(owner);
          if (kind === "set") await view.set(key, mine);
          else if (kind === "wrap") expect(await view.wrap(key, () => mine)).toBe(mine);
          else if (kind === "get") expect([mine, undefined]).toContain(await view.get(key));
          else {
            await cache.invalidateOwner(owner);
            expect(view.peek(key)).toBeUndefined();
          }
        }
      }),
    );
  });

  it("P-095, CACHE-03: whatever is read, written and computed slowly on two nodes, nobody reads what was before a change", async () => {
    type Step =
      | { readonly kind: "read"; readonly node: number; readonly key: number }
      | { readonly kind: "finish"; readonly which: number }
      | {
          readonly kind: "change";
          readonly node: number;
          readonly key: number;
          readonly how: "key" | "tag" | "pattern" | "all";
        };
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ kind: fc.constant("read" as const), node: fc.nat(1), key: fc.nat(1) }),
      fc.record({ kind: fc.constant("finish" as const), which: fc.nat(9) }),
      fc.record({
        kind: fc.constant("change" as const),
        node: fc.nat(1),
        key: fc.nat(1),
        how: fc.constantFrom("key" as const, "tag" as const, "pattern" as const, "all" as const),
      }),
    );
    const delays = fc.option(fc.infiniteStream(fc.nat(6)), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 60 }),
        delays,
        async (steps, stream) => {
          const { managers } = nodes(2, stream && (() => stream.next().value ?? 0));
          const caches = managers.map((manager) =>
            manager.declare<number>({ name: "truth", strategy: "tiered", isShared: true }),
          );
          /** The database: a number for each key, which rises; and what all nodes know to be over. */
          const truth = [0, 0];
          const heard = [0, 0];
          const slow: (() => void)[] = [];
          const reads: Promise<void>[] = [];
          const change = async ({ node, key, how }: Extract<Step, { kind: "change" }>) => {
            const cache = caches[node];
            if (cache === undefined) throw new TypeError("no node");
            const now = (truth[key] ?? 0) + 1;
            truth[key] = now;
            if (how === "key") await cache.invalidate(`k${key}`);
            else if (how === "tag") await cache.invalidateTag(`tag ${key}`);
            else if (how === "pattern") await cache.invalidatePattern(`*${key}`);
            else await cache.invalidateAll();
            heard[key] = Math.max(heard[key] ?? 0, now);
          };
          for (const current of steps) {
            if (current.kind === "finish") {
              slow.splice(current.which % Math.max(1, slow.length), 1)[0]?.();
              for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
              continue;
            }
            if (current.kind === "change") {
              reads.push(change(current));
              await Promise.resolve();
              continue;
            }
            const { node, key } = current;
            const cache = caches[node];
            if (cache === undefined) throw new TypeError("no node");
            const least = heard[key] ?? 0;
            const compute = async (): Promise<number> => {
              const seen = truth[key] ?? 0;
              await new Promise<void>((resolve) => slow.push(resolve));
              return seen;
            };
            const read = cache.wrap(`k${key}`, compute, { tags: [`tag ${key}`] });
            reads.push(read.then((value) => expect(value).toBeGreaterThanOrEqual(least)));
            await Promise.resolve();
          }
          let isOver = false;
          const over = Promise.all(reads).finally(() => {
            isOver = true;
          });
          while (!isOver) {
            slow.pop()?.();
            await new Promise((resolve) => setImmediate(resolve));
          }
          await over;
        },
      ),
    );
  });
});
