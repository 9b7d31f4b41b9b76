import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createLocalHub } from "../broadcast/index.ts";
import { type Cache, type CacheDeclaration, createCacheManager } from "./index.ts";

const set = () => {
  const clock = createManualClock(0);
  const faults: unknown[] = [];
  const hub = createLocalHub();
  const join = () =>
    createCacheManager({
      clock,
      startTimer: clock.startTimer,
      broadcast: hub.join(),
      onFault: (_name, fault) => faults.push(fault),
    });
  return { clock, faults, join, manager: join() };
};

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe("cache", () => {
  it("CACHE-04: 500 parallel misses are one execution", async () => {
    const { manager } = set();
    const cache = manager.declare<number>({ name: "numbers", strategy: "hot" });
    let executions = 0;
    const compute = async (): Promise<number> => {
      executions += 1;
      await settle();
      return 7;
    };
    const values = await Promise.all(
      Array.from({ length: 500 }, () => cache.wrap("seven", compute)),
    );
    expect(new Set(values)).toEqual(new Set([7]));
    expect(executions).toBe(1);
    expect(manager.figures()).toMatchObject([{ name: "numbers", misses: 500, computed: 1 }]);
    await cache.wrap("seven", compute);
    expect(manager.figures()).toMatchObject([{ hits: 1, computed: 1 }]);
  });

  it("CACHE-02: hot, warm and cold values are gone after 60, 300 and 3600 s", async () => {
    const { clock, manager } = set();
    const times = { hot: 60_000, warm: 300_000, cold: 3_600_000 };
    for (const strategy of ["hot", "warm", "cold"] as const) {
      const cache = manager.declare<string>({ name: strategy, strategy });
      await cache.set("key", strategy);
      clock.advance(times[strategy] - 1);
      expect(cache.peek("key")).toBe(strategy);
      clock.advance(1);
      expect(await cache.get("key")).toBeUndefined();
    }
  });

  it("serves what is old while one computation makes it new, and also where that fails", async () => {
    const { clock, faults, manager } = set();
    const cache = manager.declare<string>({
      name: "news",
      strategy: { freshMs: 1_000, staleMs: 9_000 },
    });
    let value = "first";
    let isBroken = false;
    const read = () =>
      cache.wrap("key", async () => {
        if (isBroken) throw new Error("broken");
        return value;
      });
    expect(await read()).toBe("first");
    value = "second";
    clock.advance(1_000);
    expect(await read()).toBe("first");
    await settle();
    expect(await read()).toBe("second");
    isBroken = true;
    clock.advance(1_000);
    expect(await read()).toBe("second");
    await settle();
    expect([await read(), faults.length]).toEqual(["second", 1]);
    await settle();
    clock.advance(9_000);
    await expect(read()).rejects.toThrow("broken");
    expect(manager.figures()).toMatchObject([{ stale: 3, failed: 3, computed: 2 }]);
  });

  it("remembers for a while that there is nothing, where that is declared", async () => {
    const { clock, manager } = set();
    let asked = 0;
    const nothing = async (): Promise<string | undefined> => {
      asked += 1;
      return undefined;
    };
    const cache = manager.declare<string>({
      name: "remembers",
      strategy: { freshMs: 1_000, absentMs: 100 },
    });
    const forgetful = manager.declare<string>({ name: "forgets", strategy: { freshMs: 1_000 } });
    for (let index = 0; index < 3; index += 1) {
      expect(await cache.wrap("key", nothing)).toBeUndefined();
    }
    expect(asked).toBe(1);
    clock.advance(100);
    await cache.wrap("key", nothing);
    expect(asked).toBe(2);
    await forgetful.wrap("key", nothing);
    await forgetful.wrap("key", nothing);
    expect(asked).toBe(4);
  });

  it("RES-04: a computation that hangs is ended, for all who wait, and is not kept", async () => {
    const { clock, manager } = set();
    const cache = manager.declare<string>({ name: "slow", strategy: "hot", computeMs: 500 });
    let signal: AbortSignal | undefined;
    const read = () =>
      cache.wrap("key", (given) => {
        signal = given;
        return new Promise<string>(() => undefined);
      });
    const codes = [read(), read()].map((promise) => promise.catch((fault) => fault.code));
    await settle();
    clock.advance(500);
    expect(await Promise.all(codes)).toEqual(["DEPENDENCY_TIMEOUT", "DEPENDENCY_TIMEOUT"]);
    expect(signal?.aborted).toBe(true);
    expect(await cache.wrap("key", () => "quick")).toBe("quick");
  });

  it("CACHE-03: what one node drops, or sets, the others drop; what is unrelated stays", async () => {
    const { join, manager } = set();
    const declaration: CacheDeclaration = { name: "shared", strategy: "cold" };
    const here = manager.declare<number>(declaration);
    const there = join().declare<number>(declaration);
    const keys = ["user:1", "user:2", "plan:1", "plan:2", "k".repeat(2_000)];
    const fill = async (): Promise<void> => {
      for (const [index, key] of keys.entries()) {
        await there.wrap(key, () => index, { tags: index === 3 ? ["week"] : [] });
      }
    };
    const left = () => keys.map((key) => there.peek(key) !== undefined);
    await fill();
    await here.invalidate("user:1");
    expect(left()).toEqual([false, true, true, true, true]);
    await here.invalidateTag("week");
    expect(left()).toEqual([false, true, true, false, true]);
    await fill();
    await here.invalidatePattern("user:*");
    expect(left()).toEqual([false, false, true, true, true]);
    await here.set("plan:1", 9);
    expect(left()).toEqual([false, false, false, true, true]);
    // Too long for a hint: said as everything, never as nothing.
    await here.invalidate("k".repeat(2_000));
    expect(left()).toEqual(Array(5).fill(false));
  });

  it("refuses names, sizes and times that make no sense, and values of nobody", () => {
    const { manager } = set();
    manager.declare({ name: "one", strategy: "hot" });
    const wrong: CacheDeclaration[] = [
      { name: "one", strategy: "hot" },
      { name: "Not a name", strategy: "hot" },
      { name: "two", strategy: { freshMs: 0 } },
      { name: "two", strategy: "hot", maxBytes: 0 },
      { name: "two", strategy: "hot", computeMs: Number.NaN },
    ];
    for (const declaration of wrong) expect(() => manager.declare(declaration)).toThrow(RangeError);
    const personal = manager.declarePersonal({ name: "personal", strategy: "hot" });
    expect(() => personal.of("")).toThrow(RangeError);
    expect(() => personal.of("a\u0000b")).toThrow(RangeError);
  });

  it("CACHE-05: warms up what wants to be, and a failure of one is no hindrance", async () => {
    const { faults, manager } = set();
    const good: Cache<string> = manager.declare<string>({
      name: "good",
      strategy: "hot",
      warmUp: (): Promise<void> => good.set("key", "warm"),
    });
    manager.declare({
      name: "bad",
      strategy: "hot",
      warmUp: () => Promise.reject(new Error("cold")),
    });
    await manager.warmUp();
    expect([good.peek("key"), faults]).toEqual(["warm", [new Error("cold")]]);
    expect(await manager.invalidate("good")).toBe(true);
    expect(await manager.invalidate("unknown")).toBe(false);
    expect(good.peek("key")).toBeUndefined();
  });
});
