import type { DayTargets } from "../model/plan.ts";
import type { Diet } from "./diets.ts";

/** Atwater factors, kcal per g. */
const KCAL_PER_G = { protein: 4, fat: 9, carb: 4 } as const;

/**
 * Targets of a day and their tolerances (MEAL-04): energy within 3 % or 50 kcal, each macro within
 * 3 percentage points of the day's energy or 10 % of its grams, whichever is wider.
 */
export function dayTargets(diet: Diet, kcal: number): DayTargets {
  const grams = (share: number, factor: number) => (kcal * share) / factor;
  const width = (share: number, factor: number) =>
    Math.max((0.03 * kcal) / factor, 0.1 * grams(share, factor));
  return {
    energyKcal: kcal,
    proteinG: grams(diet.split.protein, KCAL_PER_G.protein),
    fatG: grams(diet.split.fat, KCAL_PER_G.fat),
    carbG: grams(diet.split.carb, KCAL_PER_G.carb),
    tolerance: {
      energyKcal: Math.max(0.03 * kcal, 50),
      proteinG: width(diet.split.protein, KCAL_PER_G.protein),
      fatG: width(diet.split.fat, KCAL_PER_G.fat),
      carbG: width(diet.split.carb, KCAL_PER_G.carb),
    },
    maxNetCarbG: diet.maxNetCarbG,
  };
}
