import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_KCAL, MIN_KCAL } from "../model/request.ts";
import { ACTIVITY_LEVELS, restingEnergy } from "./energy-need.ts";
import { dailyTarget, GOALS } from "./goal.ts";

const person = fc.record({
  sex: fc.constantFrom("female" as const, "male" as const),
  ageYears: fc.integer({ min: 19, max: 100 }),
  weightKg: fc.double({ min: 35, max: 250, noNaN: true }),
  heightCm: fc.double({ min: 130, max: 220, noNaN: true }),
  activity: fc.constantFrom(...ACTIVITY_LEVELS.map(({ factor }) => factor)),
});
const goal = fc.constantFrom(...GOALS.map(({ id }) => id));

test("MEAL-13, MEAL-14: a target is never under the floor or what a body spends at rest, and slow", () => {
  fc.assert(
    fc.property(person, goal, (who, wish) => {
      const { kcal, needKcal, held } = dailyTarget(who, wish);
      expect(kcal).toBeGreaterThanOrEqual(MIN_KCAL);
      expect(kcal).toBeLessThanOrEqual(MAX_KCAL);
      expect(kcal).toBeGreaterThanOrEqual(Math.min(needKcal, restingEnergy(who), MAX_KCAL));
      // Who needs more than may be planned at all is given the most there is.
      if (held !== "ceiling") expect(Math.abs(kcal - needKcal)).toBeLessThanOrEqual(510);
      if (wish === "keep" && held === "none") expect(kcal).toBe(needKcal);
      if (wish === "lose") expect(kcal).toBeLessThanOrEqual(needKcal);
      const bmi = who.weightKg / (who.heightCm / 100) ** 2;
      if (wish === "lose" && bmi < 18.5) expect([kcal, held]).toEqual([needKcal, "underweight"]);
    }),
  );
});

test("MEAL-13: the target of a known person, by hand", () => {
  // Mifflin-St Jeor: 10*70 + 6.25*175 - 5*35 + 5 = 1623.75; times 1.55 = 2516.8.
  const man = { sex: "male", ageYears: 35, weightKg: 70, heightCm: 175, activity: 1.55 } as const;
  expect(dailyTarget(man, "keep")).toEqual({ needKcal: 2520, kcal: 2520, held: "none" });
  expect(dailyTarget(man, "lose")).toEqual({ needKcal: 2520, kcal: 2140, held: "none" });
  expect(dailyTarget(man, "gain")).toEqual({ needKcal: 2520, kcal: 2770, held: "none" });
});
