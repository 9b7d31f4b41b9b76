import { describe, expect, it } from "vitest";
import type { Profile } from "./profile-api.ts";
import { allergensOf, cautionOf, missingTarget, targetOf, wishesOf } from "./targets.ts";

const ann: Profile = {
  sex: "female",
  birthYear: 1990,
  heightCm: 170,
  weightKg: 65,
  activity: "light",
  goal: "lose",
  allergens: ["nuts"],
  household: [
    { name: "Ben", kcal: 2500, allergens: ["milk"] },
    { name: "Cleo", kcal: 1000, allergens: ["nuts", "egg"] },
  ],
};

describe("MEAL-13, MEAL-14: what follows from a profile", () => {
  it("a target only of adults of whom everything is known", () => {
    expect(targetOf(ann, 2026)?.kcal).toBeGreaterThanOrEqual(1200);
    expect(targetOf({ ...ann, birthYear: 2010 }, 2026)).toBeUndefined();
    const { weightKg: _none, ...rest } = ann;
    expect(targetOf(rest, 2026)).toBeUndefined();
  });

  it("MEAL-06: a plan for all leaves out what anybody must not eat", () => {
    expect(allergensOf(ann)).toEqual(["egg", "milk", "nuts"]);
    expect(wishesOf({ household: ann.household ?? [] }, 2026)).toEqual({
      excludeAllergens: ["egg", "milk", "nuts"],
    });
  });
});

const CAUTIOUS = 2026;
const adult: Profile = {
  ...{ sex: "female", birthYear: 1990, heightCm: 170, weightKg: 65, activity: "light" },
};

it("MEAL-14: a minor, somebody who weighs little and less than a body spends at rest are cautioned", () => {
  expect(cautionOf(adult, CAUTIOUS, 1600)).toBeUndefined();
  // At rest: 10*65 + 6.25*170 - 5*36 - 161 = 1371.5.
  expect(cautionOf(adult, CAUTIOUS, 1371)).toBe("resting");
  expect(cautionOf({ ...adult, weightKg: 45 }, CAUTIOUS, 1500)).toBe("underweight");
  expect(cautionOf({ ...adult, weightKg: 45 }, CAUTIOUS, 2400)).toBeUndefined();
  expect(cautionOf({ birthYear: 2010 }, CAUTIOUS, 3000)).toBe("minor");
  expect(cautionOf({}, CAUTIOUS, 1200)).toBeUndefined();
  // Under the floor the field itself refuses it.
  expect(cautionOf(adult, CAUTIOUS, 120)).toBeUndefined();
});

it("MEAL-14: a profile without a target says why", () => {
  expect(missingTarget({ ...adult, birthYear: 2015 }, CAUTIOUS)).toBe("minor");
  expect(missingTarget({ ...adult, heightCm: 110 }, CAUTIOUS)).toBe("range");
  expect(missingTarget({ birthYear: 1990 }, CAUTIOUS)).toBe("unsaid");
});
