import {
  type Allergen,
  type Food,
  type FoodState,
  type HouseholdMeasure,
  type Kind,
  NUTRIENTS,
  type NutrientsPer100,
} from "../model/food.ts";

/** The generated table of data/foods.json. */
export type FoodFile = {
  readonly nutrients: readonly string[];
  readonly foods: readonly (readonly unknown[])[];
};
/** data/portions.json: food id to rows of [amount, unit, grams]. */
export type PortionFile = Readonly<Record<string, readonly (readonly (number | string)[])[]>>;

/** Foods by id. Throws on an id used twice or a table with other nutrients: a build mistake. */
export function decodeFoods(file: FoodFile): ReadonlyMap<string, Food> {
  if (file.nutrients.join() !== NUTRIENTS.join()) throw new Error("foods.json: other nutrients");
  const foods = new Map<string, Food>();
  for (const row of file.foods) {
    const food = decodeFood(row);
    if (foods.has(food.id)) throw new Error(`foods.json: ${food.id} occurs twice`);
    foods.set(food.id, food);
  }
  return foods;
}

function decodeFood(row: readonly unknown[]): Food {
  const values = row[12] as readonly (number | null)[];
  return {
    id: row[0] as string,
    name: row[1] as string,
    ndb: row[2] as string,
    state: row[3] as FoodState,
    aisle: row[4] as string,
    kinds: row[5] as readonly Kind[],
    contains: row[6] as readonly Allergen[],
    mayContain: row[7] as readonly Allergen[],
    inediblePct: row[8] as number,
    priceUsdPerKg: row[9] as number | null,
    priceBasis: row[10] as string,
    energyNote: row[11] as string,
    per100: Object.fromEntries(NUTRIENTS.map((n, i) => [n, values[i] ?? null])) as NutrientsPer100,
  };
}

/** Household measures by food id. */
export function decodePortions(
  file: PortionFile,
): ReadonlyMap<string, readonly HouseholdMeasure[]> {
  return new Map(
    Object.entries(file).map(([id, rows]) => [
      id,
      rows.map((r) => ({ amount: Number(r[0]), unit: String(r[1]), grams: Number(r[2]) })),
    ]),
  );
}
