import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBoundedMap } from "./bounded-map.ts";

/** The same, said plainly and slowly: a list in order of adding. */
const plainMap = (limit: number) => {
  const entries: { readonly key: number; value: number }[] = [];
  return {
    set: (key: number, value: number): number | undefined => {
      const known = entries.find((entry) => entry.key === key);
      if (known !== undefined) {
        known.value = value;
        return undefined;
      }
      const evicted = entries.length >= limit ? entries.shift()?.value : undefined;
      entries.push({ key, value });
      return evicted;
    },
    delete: (key: number): void => {
      const at = entries.findIndex((entry) => entry.key === key);
      if (at !== -1) entries.splice(at, 1);
    },
    values: () => entries.map(({ value }) => value),
  };
};

const step = fc.record({
  key: fc.nat({ max: 12 }),
  value: fc.nat(),
  kind: fc.constantFrom("set", "set", "set", "delete"),
});

describe("a map with a limit", () => {
  test("SES-11: whatever is added and removed, the oldest leaves, and only then", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(step, { maxLength: 120 }),
        (limit, steps) => {
          const map = createBoundedMap<number, number>(limit);
          const plain = plainMap(limit);
          for (const { key, value, kind } of steps) {
            if (kind === "set") expect(map.set(key, value)).toBe(plain.set(key, value));
            else {
              map.delete(key);
              plain.delete(key);
            }
            expect([...map.values()]).toEqual(plain.values());
            expect(map.size()).toBe(plain.values().length);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("what left and was added again is the youngest", () => {
    const map = createBoundedMap<string, number>(2);
    for (const [at, key] of ["a", "b", "c"].entries()) map.set(key, at);
    map.delete("b");
    map.delete("c");
    map.set("a", 3);
    map.set("b", 4);
    expect(map.set("c", 5)).toBe(3);
    expect([...map.values()]).toEqual([4, 5]);
    expect(map.has("a")).toBe(false);
    expect(map.get("b")).toBe(4);
    expect(() => createBoundedMap(0)).toThrow(RangeError);
  });
});
