import { describe, expect, test } from "vitest";
import { loadPlannerData } from "#core";
import { groupOf, platePartsOf } from "./food-groups.ts";
import { turnOf } from "./plate.tsx";

const { foods, recipes } = loadPlannerData();

describe("plates", () => {
  test("UX-07: every recipe has a plate with one to five slices that fill it", () => {
    for (const recipe of recipes.values()) {
      const parts = platePartsOf(recipe.ingredients, foods);
      expect(parts.length, recipe.id).toBeGreaterThanOrEqual(1);
      expect(parts.length, recipe.id).toBeLessThanOrEqual(5);
      const sum = parts.reduce((total, { share }) => total + share, 0);
      expect(sum, recipe.id).toBeCloseTo(1, 9);
      expect(new Set(parts.map(({ group }) => group)).size, recipe.id).toBe(parts.length);
    }
  });

  test("UX-07: no meat or fish is ever drawn as a plant, nor the other way round", () => {
    const animal = ["fish", "crustacean", "mollusc", "poultry", "beef", "pork", "lamb", "meat"];
    for (const food of foods.values()) {
      const group = groupOf(food);
      if (group !== "meat" && group !== "fish") continue;
      expect(
        food.kinds.some((kind) => animal.includes(kind)),
        food.id,
      ).toBe(true);
    }
  });

  test("UX-07: a recipe keeps its face", () => {
    expect(turnOf("berry-oats")).toBe(turnOf("berry-oats"));
    expect(turnOf("berry-oats")).not.toBe(turnOf("chia-pudding"));
  });
});
