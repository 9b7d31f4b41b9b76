import { describe, expect, it } from "vitest";
import type { Profile } from "./profile-api.ts";
import {
  allergensOf,
  portionFor,
  scaleOf,
  servingsFor,
  targetOf,
  unsafeFor,
  wishesOf,
} from "./targets.ts";

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
    expect(unsafeFor(ann.household ?? [], ["nuts", "egg"])).toEqual([
      { name: "Ben", allergens: ["milk"] },
    ]);
  });

  it("portions go by energy, in quarters; the list adds up what all eat", () => {
    expect(portionFor({ kcal: 2500 }, 2000, 1)).toBe(1.25);
    expect(portionFor({ kcal: 400 }, 6000, 0.5)).toBe(0.25);
    expect(scaleOf([{ kcal: 2500 }, { kcal: 1000 }], 2000)).toBe(2.75);
    expect(scaleOf([], 2000)).toBe(1);
    expect(servingsFor([{ kcal: 2500 }], 2000, [{ portion: 1 }, { portion: 0.5 }])).toBe(3.5);
  });
});
