/** Amounts of the planner's nutrients, per 100 g edible portion; null = not measured, never zero. */
export type NutrientsPer100 = Readonly<Record<NutrientName, number | null>>;

/** The nutrients carried with every food; units are in the names. Source: USDA SR28. */
export const NUTRIENTS = [
  "energyKcal",
  "proteinG",
  "fatG",
  "carbG",
  "fibreG",
  "sugarG",
  "satFatG",
  "sodiumMg",
] as const;
export type NutrientName = (typeof NUTRIENTS)[number];

/** The 14 allergens of Regulation (EU) 1169/2011, annex II. */
export const ALLERGENS = [
  "gluten",
  "crustacean",
  "egg",
  "fish",
  "peanut",
  "soy",
  "milk",
  "nuts",
  "celery",
  "mustard",
  "sesame",
  "sulphites",
  "lupin",
  "mollusc",
] as const;
export type Allergen = (typeof ALLERGENS)[number];

/** What a food is made of; diets are defined by these. */
export const KINDS = [
  "plant",
  "grain",
  "legume",
  "dairy",
  "egg",
  "fish",
  "crustacean",
  "mollusc",
  "poultry",
  "beef",
  "pork",
  "lamb",
  "meat",
  "honey",
  "sugar",
  "alcohol",
  "rennet",
  "processed",
] as const;
export type Kind = (typeof KINDS)[number];

/** Everything before cooking is weighed in this state. */
export type FoodState = "raw" | "frozen" | "dry" | "prepared";

/** One food of the hand-reviewed table. Prices are US dollars per kg as bought. */
export type Food = {
  readonly id: string;
  readonly name: string;
  /** USDA NDB number, the source of the nutrients. */
  readonly ndb: string;
  readonly state: FoodState;
  readonly aisle: string;
  readonly kinds: readonly Kind[];
  readonly contains: readonly Allergen[];
  readonly mayContain: readonly Allergen[];
  /** Share of the bought weight that is thrown away, 0-99. */
  readonly inediblePct: number;
  readonly priceUsdPerKg: number | null;
  readonly priceBasis: string;
  /** Why energy differs from 4/9/4 by more than 25 %, or "". */
  readonly energyNote: string;
  readonly per100: NutrientsPer100;
};

/** A household measure: `amount` `unit` weigh `grams` (edible part). */
export type HouseholdMeasure = {
  readonly amount: number;
  readonly unit: string;
  readonly grams: number;
};
