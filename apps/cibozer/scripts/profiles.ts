import type { PlanRequestInput } from "../core/index.ts";

/** Nine people (MEAL-04): diets, patterns, energies and limits as different as they come. */
export const PROFILES: readonly Omit<PlanRequestInput, "startDate">[] = [
  { diet: "standard", kcal: 2000 },
  { diet: "high-protein", kcal: 2600, pattern: "three-plus-two" },
  { diet: "vegan", kcal: 1800 },
  { diet: "vegetarian", kcal: 2200, pattern: "five-even", excludeAllergens: ["nuts", "peanut"] },
  { diet: "keto", kcal: 1900, pattern: "16-8" },
  { diet: "mediterranean", kcal: 2100, excludeAllergens: ["gluten"] },
  { diet: "pescatarian", kcal: 1700, maxMinutes: 30 },
  { diet: "paleo", kcal: 2300, pattern: "two-meals" },
  { diet: "low-carb", kcal: 3000, excludeAllergens: ["milk"], dislikes: ["mushroom", "olives"] },
];
