/** Names of the ten diets (MEAL-02). */
export const DIET_IDS = [
  "standard",
  "high-protein",
  "low-carb",
  "keto",
  "paleo",
  "mediterranean",
  "vegetarian",
  "vegan",
  "pescatarian",
  "carnivore",
] as const;
export type DietId = (typeof DIET_IDS)[number];

/** Names of the seven meal patterns (MEAL-03). */
export const PATTERN_IDS = [
  "three-meals",
  "three-plus-two",
  "five-even",
  "two-meals",
  "one-meal",
  "16-8",
  "18-6",
] as const;
export type PatternId = (typeof PATTERN_IDS)[number];
