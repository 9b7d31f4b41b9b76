import type { Ingredient } from "../model/recipe.ts";

/** data/micronutrients.json: values per 100 g by food, in the order of `nutrients`. */
export type MicronutrientTable = {
  readonly nutrients: readonly string[];
  readonly foods: Readonly<Record<string, readonly (number | null)[]>>;
};

/** One sum; `atLeast` = some ingredient has no measured value, so it is a lower bound. */
export type MicronutrientSum = {
  readonly nutrient: string;
  readonly amount: number;
  readonly atLeast: boolean;
};

/** Loads the table as a file of its own, so that a browser fetches it only when it is shown. */
export async function loadMicronutrients(): Promise<MicronutrientTable> {
  const module = await import("../../data/micronutrients.json", { with: { type: "json" } });
  return module.default as unknown as MicronutrientTable;
}

/** Sums of every micronutrient over ingredients. Units are in the names. Throws on unknown foods. */
export function sumMicronutrients(
  ingredients: readonly Ingredient[],
  table: MicronutrientTable,
): readonly MicronutrientSum[] {
  return table.nutrients.map((nutrient, column) => {
    let amount = 0;
    let atLeast = false;
    for (const { food, grams } of ingredients) {
      const row = table.foods[food];
      if (!row) throw new Error(`no micronutrients of ${food}`);
      const value = row[column] ?? null;
      if (value === null) atLeast = true;
      else amount += (value * grams) / 100;
    }
    return { nutrient, amount: Math.round(amount * 1000) / 1000, atLeast };
  });
}
