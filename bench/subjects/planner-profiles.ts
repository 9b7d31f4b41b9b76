import type { PlanRequestInput } from "../../apps/cibozer/core/index.ts";

/** One kind of eater. MEAL-04 asks for nine and does not list them; these are ours. */
export interface Profile {
  readonly name: string;
  readonly request: Omit<PlanRequestInput, "startDate" | "days" | "seed">;
}

/** Eight of the ten diets, 1600 to 3200 kcal, four meal patterns, three allergies, a time limit. */
export const profiles: readonly Profile[] = [
  { name: "standard 2000", request: { kcal: 2000 } },
  {
    name: "high protein 2800, five meals",
    request: { kcal: 2800, diet: "high-protein", pattern: "five-even" },
  },
  { name: "low carb 1800, 16:8", request: { kcal: 1800, diet: "low-carb", pattern: "16-8" } },
  { name: "keto 2000", request: { kcal: 2000, diet: "keto" } },
  {
    name: "mediterranean 2200, 3+2",
    request: { kcal: 2200, diet: "mediterranean", pattern: "three-plus-two" },
  },
  {
    name: "vegetarian 1600, no nuts",
    request: { kcal: 1600, diet: "vegetarian", excludeAllergens: ["nuts", "peanut"] },
  },
  { name: "vegan 2400, 3+2", request: { kcal: 2400, diet: "vegan", pattern: "three-plus-two" } },
  {
    name: "pescatarian 2000, no gluten",
    request: { kcal: 2000, diet: "pescatarian", excludeAllergens: ["gluten"] },
  },
  {
    name: "standard 3200, no milk, 45 min",
    request: { kcal: 3200, excludeAllergens: ["milk"], maxMinutes: 45, pattern: "three-plus-two" },
  },
];
