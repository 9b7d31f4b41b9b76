import assert from "node:assert/strict";
import { test } from "node:test";
import { compareRanks, correctForMany, smallestNoticed } from "./rank-test.ts";

/** Values between 0 and 1 that are the same at each run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const draw = (seed: number, count: number, shift = 0): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random() ** 3 + shift);
};

test("the rank test agrees with a worked example", () => {
  // By hand: three of 36 pairs the other way round, mean 18, spread sqrt(36 * 13 / 12) = 6.245,
  // so z = (15 - 0.5) / 6.245 = 2.322, whose two tails hold 0.0202.
  const { p, above } = compareRanks(
    [1.1, 2.2, 3.3, 4.4, 5.5, 6.6],
    [5.6, 7.7, 8.8, 9.9, 4.5, 10.1],
  );
  assert.equal(above, 33 / 36);
  assert.ok(Math.abs(p - 0.0202) < 0.0001, String(p));
});

test("equal values say nothing", () => {
  assert.deepEqual(compareRanks(Array(30).fill(5), Array(30).fill(5)), { p: 1, above: 0.5 });
});

test("one distribution is called two as seldom as promised", () => {
  let alarms = 0;
  for (let seed = 0; seed < 400; seed += 1) {
    if (compareRanks(draw(seed, 100), draw(seed + 10_000, 100)).p < 0.05) alarms += 1;
  }
  assert.ok(alarms > 5 && alarms < 36, `${alarms} of 400 at 0.05`);
});

test("a shift is noticed, and in which direction", () => {
  const { p, above } = compareRanks(draw(1, 1_000), draw(2, 1_000, 0.05));
  assert.ok(p < 0.001);
  assert.ok(above > 0.5);
});

test("the smallest difference noticed is one that is noticed", () => {
  const shift = smallestNoticed(draw(3, 1_000), 0.01);
  assert.ok(shift > 0 && shift < 0.1, String(shift));
  assert.ok(compareRanks(draw(4, 1_000), draw(5, 1_000, 3 * shift)).p < 0.01);
});

test("Holm's correction is the textbook's", () => {
  const rounded = correctForMany([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(4)));
  assert.deepEqual(rounded, [0.03, 0.06, 0.06, 0.02]);
});
