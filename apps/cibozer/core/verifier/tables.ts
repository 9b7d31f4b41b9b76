import foodFile from "../../data/foods.json" with { type: "json" };
import recipeFile from "../../data/recipes.json" with { type: "json" };

/**
 * The verifier reads the raw tables itself and has its own copies of every rule. It shares no code
 * with the planner on purpose: a mistake would have to be made twice to go unseen.
 */
export type RawFood = {
  readonly name: string;
  readonly aisle: string;
  readonly kinds: readonly string[];
  /** What it surely contains, and that with what it may contain. */
  readonly contains: readonly string[];
  readonly allergens: readonly string[];
  readonly inedible: number;
  readonly price: number;
  readonly isSoy: boolean;
  /** kcal, protein, fat, carbohydrate, fibre per 100 g. */
  readonly values: readonly (number | null)[];
};
export type RawRecipe = {
  readonly title: string;
  readonly cuisine: string;
  readonly family: string;
  readonly minutes: number;
  readonly servings: number;
  readonly slots: readonly string[];
  readonly grams: ReadonlyMap<string, number>;
};
export type VerifierTables = {
  readonly foods: ReadonlyMap<string, RawFood>;
  readonly recipes: ReadonlyMap<string, RawRecipe>;
};

/** Shapes of the JSON files as the verifier reads them. */
export type RawFoodFile = { readonly foods: readonly (readonly unknown[])[] };
export type RawRecipeFile = readonly {
  readonly id: string;
  readonly title: string;
  readonly cuisine: string;
  readonly family: string;
  readonly prep_min: number;
  readonly cook_min: number;
  readonly servings: number;
  readonly slots: readonly string[];
  readonly ingredients: readonly { readonly food: string; readonly grams: number }[];
}[];

/** Reads the shipped tables, or others of the same shape. */
export function loadVerifierTables(
  foods: RawFoodFile = foodFile as unknown as RawFoodFile,
  recipes: RawRecipeFile = recipeFile as unknown as RawRecipeFile,
): VerifierTables {
  return {
    foods: new Map(foods.foods.map((row) => [String(row[0]), readFood(row)])),
    recipes: new Map(recipes.map((r) => [r.id, readRecipe(r)])),
  };
}

/**
 * Tables with a person's own recipes besides. A recipe of which some line names no known food is
 * left out, so that a plan with it names a recipe that does not exist.
 */
export function addOwnRecipes(
  tables: VerifierTables,
  own: readonly (RawRecipeFile[number] & { readonly unknownLines: number })[],
): VerifierTables {
  const recipes = new Map(tables.recipes);
  for (const entry of own) {
    const isKnown = entry.ingredients.every(({ food }) => tables.foods.has(food));
    if (entry.unknownLines === 0 && isKnown) recipes.set(entry.id, readRecipe(entry));
  }
  return { ...tables, recipes };
}

function readFood(row: readonly unknown[]): RawFood {
  const contains = row[6] as readonly string[];
  return {
    name: String(row[1]),
    aisle: String(row[4]),
    kinds: row[5] as readonly string[],
    contains,
    allergens: [...contains, ...(row[7] as readonly string[])],
    inedible: Number(row[8]),
    price: Number(row[9] ?? 0),
    isSoy: contains.includes("soy"),
    values: row[12] as readonly (number | null)[],
  };
}

function readRecipe(entry: RawRecipeFile[number]): RawRecipe {
  const grams = new Map<string, number>();
  for (const part of entry.ingredients) {
    grams.set(part.food, (grams.get(part.food) ?? 0) + part.grams);
  }
  return {
    title: entry.title,
    cuisine: entry.cuisine,
    family: entry.family,
    minutes: entry.prep_min + entry.cook_min,
    servings: entry.servings,
    slots: entry.slots,
    grams,
  };
}
