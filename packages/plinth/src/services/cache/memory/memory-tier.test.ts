import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createMemoryTier, type MemoryTierOptions } from "./memory-tier.ts";

const SHELVES = [
  { name: "hot", idleMs: 60_000 },
  { name: "warm", idleMs: 300_000 },
  { name: "cold", idleMs: 3_600_000 },
] as const;

const set = (options: Partial<Pick<MemoryTierOptions, "maxBytes" | "shelves">> = {}) => {
  const clock = createManualClock(0);
  const tier = createMemoryTier({ maxBytes: 100_000, shelves: [...SHELVES], clock, ...options });
  return {
    clock,
    tier,
    write: (key: string, value: unknown = key, tags: readonly string[] = []) =>
      tier.write(key, { value, tags, freshMs: 3_600_000, staleMs: 0 }),
    read: (key: string) => tier.read(key, clock.now())?.value,
    shelves: () => tier.figures().shelves,
    pass: (milliseconds: number) => {
      clock.advance(milliseconds);
      tier.tidy();
    },
  };
};

describe("the memory of a cache", () => {
  it("CACHE-02: what is not read leaves hot at 60 s, warm at 300 s and cold at 3600 s", () => {
    const { write, shelves, pass, read, tier } = set();
    write("a");
    pass(59_999);
    expect(shelves()).toEqual({ hot: 1, warm: 0, cold: 0 });
    pass(1);
    expect(shelves()).toEqual({ hot: 0, warm: 1, cold: 0 });
    pass(239_999);
    expect(shelves()).toEqual({ hot: 0, warm: 1, cold: 0 });
    pass(1);
    expect(shelves()).toEqual({ hot: 0, warm: 0, cold: 1 });
    pass(3_299_999);
    expect(tier.figures()).toMatchObject({ entries: 1, demoted: 2, expired: 0 });
    pass(1);
    expect(read("a")).toBeUndefined();
    expect(tier.figures()).toMatchObject({ entries: 0, bytes: 0, expired: 1 });
  });

  it("CACHE-02: a read brings back to hot, and makes nothing younger", () => {
    const { write, shelves, pass, read, tier } = set();
    write("a");
    for (let minute = 0; minute < 58; minute += 2) {
      pass(120_000);
      expect(read("a")).toBe("a");
      expect(shelves()["hot"]).toBe(1);
    }
    expect(tier.figures()).toMatchObject({ promoted: 29, demoted: 29 });
    pass(120_000);
    expect(read("a")).toBeUndefined();
  });

  it("CACHE-02: what was read longest ago makes room", () => {
    const { write, read, tier, pass } = set({ maxBytes: 1_100 });
    for (const key of ["a", "b", "c", "d"]) write(key);
    pass(1);
    read("a");
    write("e");
    expect(["a", "b", "c", "d", "e"].filter((key) => read(key) !== undefined)).toEqual([
      "a",
      "c",
      "d",
      "e",
    ]);
    expect(tier.figures().evicted).toBe(1);
  });

  it("CACHE-05: ten times its size fills it once, evictions are counted, and it stays flat", () => {
    const { write, tier } = set({ maxBytes: 50_000 });
    const text = "x".repeat(400);
    for (let index = 0; index < 500; index += 1) {
      write(`key ${index}`, text);
      expect(tier.figures().bytes).toBeLessThanOrEqual(50_000);
    }
    const { entries, evicted } = tier.figures();
    expect(entries + evicted).toBe(500);
    expect(entries).toBeGreaterThan(40);
  });

  it("CACHE-05: what alone is larger than all there is, is not kept and moves nothing out", () => {
    const { write, read } = set({ maxBytes: 1_000 });
    write("a");
    expect(write("b", "x".repeat(1_000))).toBe(false);
    expect([read("a"), read("b")]).toEqual(["a", undefined]);
  });

  it("CACHE-05: expired entries go by themselves, also where nobody reads them", () => {
    const clock = createManualClock(0);
    const tier = createMemoryTier({
      maxBytes: 10_000_000,
      shelves: [{ name: "memory", idleMs: 3_600_000 }],
      clock,
    });
    for (let index = 0; index < 5_000; index += 1) {
      const freshMs = index % 2 === 0 ? 1_000 : 2_000_000;
      tier.write(`key ${index}`, { value: index, tags: [], freshMs, staleMs: 0 });
    }
    clock.advance(1_000);
    for (let step = 0; step < 4; step += 1) tier.tidy();
    expect(tier.figures()).toMatchObject({ entries: 2_500, expired: 2_500 });
  });

  it("CACHE-03: tags and tests drop what they mean, and nothing else", () => {
    const { write, read, tier } = set();
    write("a", 1, ["x", "y"]);
    write("b", 2, ["y"]);
    write("c", 3);
    expect(tier.removeTag("x")).toBe(1);
    expect(tier.removeTag("x")).toBe(0);
    expect(["a", "b", "c"].map(read)).toEqual([undefined, 2, 3]);
    expect(tier.removeWhere((key) => key === "c")).toBe(1);
    write("b", 4);
    expect(tier.removeTag("y")).toBe(0);
    expect(read("b")).toBe(4);
    tier.clear();
    expect(tier.figures()).toMatchObject({ entries: 0, bytes: 0 });
  });

  it("CACHE-04: a reader cannot change what other readers get; what is no value is refused", () => {
    const { write, read } = set();
    write("a", { list: [{ name: "first" }] });
    const value = read("a") as { list: { name: string }[] };
    expect(() => value.list.push({ name: "second" })).toThrow(TypeError);
    expect(() => {
      (value.list[0] as { name: string }).name = "changed";
    }).toThrow(TypeError);
    for (const wrong of [() => 1, Promise.resolve(1), { deep: [Symbol("x")] }]) {
      expect(() => write("b", wrong)).toThrow(RangeError);
    }
    const knot: Record<string, unknown> = { size: new Map([["k", new Uint8Array(9)]]) };
    knot["self"] = knot;
    expect(write("c", knot)).toBe(true);
  });
});
