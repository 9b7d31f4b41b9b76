import type { DietId } from "../model/diet-ids.ts";
import type { Food, Kind } from "../model/food.ts";

/** Shares of the day's energy from protein, fat and carbohydrate; they sum to 1. */
type MacroSplit = { readonly protein: number; readonly fat: number; readonly carb: number };

/** What a diet aims at and what it rules out. */
export type Diet = {
  readonly id: DietId;
  readonly label: string;
  readonly summary: string;
  readonly split: MacroSplit;
  /** No food of these kinds, unless `allowedFoods` names it. */
  readonly bannedKinds: readonly Kind[];
  readonly bannedFoods: readonly string[];
  /** Foods allowed in spite of their kinds. */
  readonly allowedFoods: readonly string[];
  /** Limit of net carbohydrate in g a day, or null. */
  readonly maxNetCarbG: number | null;
  /** Dishes with at least FISH_DISH_GRAMS of fish in every 7 days. */
  readonly fishPerWeek: number;
};

/** Grams of fish in one serving from which a dish counts as fish (fish sauce never does). */
export const FISH_DISH_GRAMS = 60;

const LAND_MEAT = ["poultry", "beef", "pork", "lamb", "meat"] as const;
const SEAFOOD = ["fish", "crustacean", "mollusc"] as const;
const CURED_MEAT = [
  "bacon",
  "back-bacon",
  "ham",
  "chorizo",
  "italian-sausage",
  "turkey-sliced",
  "turkey-sausage",
];
/** Seasonings with soy or wheat in them: a spoon of soy sauce does not end ketosis. */
const GRAINY_SEASONINGS = ["soy-sauce", "tamari", "miso", "oyster-sauce"];

const plain = {
  bannedKinds: [],
  bannedFoods: [],
  allowedFoods: [],
  maxNetCarbG: null,
  fishPerWeek: 0,
} as const;

/** The ten diets of MEAL-02, in the order they are offered. */
export const DIETS: readonly Diet[] = [
  {
    ...plain,
    id: "standard",
    label: "Standard",
    summary: "A bit of everything, close to common guidance.",
    split: { protein: 0.2, fat: 0.32, carb: 0.48 },
  },
  {
    ...plain,
    id: "high-protein",
    label: "High protein",
    summary: "30 % of energy from protein.",
    split: { protein: 0.3, fat: 0.3, carb: 0.4 },
  },
  {
    ...plain,
    id: "low-carb",
    label: "Low carb",
    summary: "A quarter of energy from carbohydrate, no sweeteners.",
    split: { protein: 0.28, fat: 0.47, carb: 0.25 },
    bannedKinds: ["sugar"],
  },
  {
    ...plain,
    id: "keto",
    label: "Keto",
    summary: "At most 20 g net carbohydrate a day.",
    split: { protein: 0.24, fat: 0.71, carb: 0.05 },
    bannedKinds: ["grain", "sugar", "honey"],
    allowedFoods: GRAINY_SEASONINGS,
    maxNetCarbG: 20,
  },
  {
    ...plain,
    id: "paleo",
    label: "Paleo",
    summary: "No grain, pulses, dairy, sugar or processed food.",
    split: { protein: 0.27, fat: 0.45, carb: 0.28 },
    bannedKinds: ["grain", "legume", "dairy", "sugar", "processed", "alcohol"],
  },
  {
    ...plain,
    id: "mediterranean",
    label: "Mediterranean",
    summary: "Olive oil, vegetables and pulses; fish twice a week, no cured meat.",
    split: { protein: 0.2, fat: 0.37, carb: 0.43 },
    bannedFoods: [...CURED_MEAT, "butter", "lard", "ghee", "pork-belly"],
    fishPerWeek: 2,
  },
  {
    ...plain,
    id: "vegetarian",
    label: "Vegetarian",
    summary: "No meat or fish, nor cheese made with animal rennet.",
    split: { protein: 0.18, fat: 0.32, carb: 0.5 },
    bannedKinds: [...LAND_MEAT, ...SEAFOOD, "rennet"],
  },
  {
    ...plain,
    id: "vegan",
    label: "Vegan",
    summary: "Nothing from animals.",
    split: { protein: 0.17, fat: 0.3, carb: 0.53 },
    bannedKinds: [...LAND_MEAT, ...SEAFOOD, "egg", "dairy", "honey", "rennet"],
  },
  {
    ...plain,
    id: "pescatarian",
    label: "Pescatarian",
    summary: "Vegetarian with fish three times a week.",
    split: { protein: 0.21, fat: 0.33, carb: 0.46 },
    bannedKinds: LAND_MEAT,
    fishPerWeek: 3,
  },
  {
    ...plain,
    id: "carnivore",
    label: "Carnivore",
    summary: "Meat, fish, eggs and dairy only.",
    split: { protein: 0.33, fat: 0.65, carb: 0.02 },
    bannedKinds: ["plant", "grain", "legume", "sugar", "honey", "alcohol"],
    allowedFoods: ["salt", "water"],
  },
];

/** The diet of that name. Throws on a name that is none. */
export function requireDiet(id: DietId): Diet {
  const diet = DIETS.find((d) => d.id === id);
  if (!diet) throw new Error(`no diet ${id}`);
  return diet;
}

/** Whether a diet allows a food. */
export function dietAllows(diet: Diet, food: Food): boolean {
  if (diet.allowedFoods.includes(food.id)) return true;
  if (diet.bannedFoods.includes(food.id)) return false;
  return !food.kinds.some((kind) => diet.bannedKinds.includes(kind));
}
