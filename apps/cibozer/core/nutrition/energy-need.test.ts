import { expect, test } from "vitest";
import { ACTIVITY_LEVELS, energyNeed, restingEnergy } from "./energy-need.ts";

test("MEAL-13: energy need follows Mifflin-St Jeor times activity", () => {
  const table = [
    ["male", 80, 180, 30, 1.2, 1780, 2140],
    ["male", 80, 180, 30, 1.9, 1780, 3380],
    ["female", 65, 165, 40, 1.55, 1320.25, 2050],
    ["female", 58, 160, 25, 1.375, 1294, 1780],
    ["male", 100, 190, 60, 1.725, 1892.5, 3260],
  ] as const;
  for (const [sex, weightKg, heightCm, ageYears, activity, resting, need] of table) {
    const person = { sex, weightKg, heightCm, ageYears };
    expect(restingEnergy(person)).toBeCloseTo(resting, 6);
    expect(energyNeed({ ...person, activity })).toBe(need);
  }
  expect(ACTIVITY_LEVELS.map((l) => l.factor)).toEqual([1.2, 1.375, 1.55, 1.725, 1.9]);
});

test("MEAL-13: the suggestion never goes under the floor, and is for adults only", () => {
  const small = {
    sex: "female",
    weightKg: 35,
    heightCm: 140,
    ageYears: 90,
    activity: 1.2,
  } as const;
  expect(energyNeed(small)).toBe(1200);
  expect(() => energyNeed({ ...small, ageYears: 12 })).toThrow(RangeError);
  expect(() => energyNeed({ ...small, activity: 2.5 })).toThrow(RangeError);
  expect(() => energyNeed({ ...small, weightKg: Number.NaN })).toThrow(RangeError);
});
