import fc from "fast-check";
import { expect, test } from "vitest";
import { quantile } from "./calling.ts";
import { chances } from "./chances.ts";
import { tally } from "./writing.ts";

const entries = fc.array(
  fc.record({
    parts: fc.constantFrom(1, 3),
    fate: fc.constantFrom("kept", "gone", "torn"),
  }),
  { minLength: 1, maxLength: 40 },
);

test("P-118: every acknowledged write that is gone or there by half is counted, and no other", () => {
  fc.assert(
    fc.property(entries, (list) => {
      const acknowledged = new Map(list.map(({ parts }, index) => [`w-${index}`, parts]));
      const found = new Map<string, number>();
      for (const [index, { parts, fate }] of list.entries()) {
        if (fate === "kept") found.set(`w-${index}`, parts);
        if (fate === "torn") found.set(`w-${index}`, 2);
      }
      const gone = list.filter(({ fate }) => fate === "gone").length;
      const torn = list.filter(({ fate }) => fate === "torn").length;
      const { lost, faults } = tally(acknowledged, found);
      expect(lost).toEqual({ what: "acknowledged writes", of: list.length, lost: gone + torn });
      expect(faults.length).toBe((gone > 0 ? 1 : 0) + (torn > 0 ? 1 : 0));
    }),
  );
});

test("P-118: a write that was never acknowledged may be there whole, but not by half", () => {
  const acknowledged = new Map([["a", 1]]);
  const whole = new Map([...acknowledged, ["b", 3]]);
  expect(tally(acknowledged, whole).faults).toEqual([]);
  const torn = new Map([...acknowledged, ["b", 2]]);
  expect(tally(acknowledged, torn).faults).toEqual(["1 writes are there by half: b"]);
});

test("P-118: a drill in which nothing was acknowledged proves nothing", () => {
  expect(tally(new Map(), new Map()).faults).toEqual(["no write was acknowledged at all"]);
});

test("EVID-04: a seed determines what is chosen by chance", () => {
  const draw = (seed: number): readonly number[] => {
    const next = chances(seed);
    return [next(), next(), next()];
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test("RL-11: of 100 values 95 do not pass the one that is judged", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 200 }), (values) => {
      const limit = quantile(values, 0.95);
      const within = values.filter((value) => value <= limit).length;
      expect(within / values.length).toBeGreaterThanOrEqual(0.95);
      expect(values).toContain(limit);
    }),
  );
  expect(quantile([], 0.95)).toBe(0);
});
