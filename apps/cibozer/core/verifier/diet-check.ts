import type { RawFood } from "./tables.ts";

const meat = ["poultry", "beef", "pork", "lamb", "meat"];
const sea = ["fish", "crustacean", "mollusc"];
const has = (food: RawFood, kinds: readonly string[]) => food.kinds.some((k) => kinds.includes(k));
const seasoning = ["soy-sauce", "tamari", "miso", "oyster-sauce"];
const cured = "bacon back-bacon ham chorizo italian-sausage turkey-sliced turkey-sausage".split(
  " ",
);

/** Allergens that give away what a composite food is made of, should its kinds not say so. */
const telltales: Readonly<Record<string, readonly string[]>> = {
  vegan: ["milk", "egg", "fish", "crustacean", "mollusc"],
  vegetarian: ["fish", "crustacean", "mollusc"],
  paleo: ["milk", "gluten", "soy", "peanut"],
  carnivore: ["gluten", "soy", "peanut", "nuts", "sesame", "celery", "mustard"],
};

/** Whether a diet has room for a food: the verifier's own reading of MEAL-02. */
export function foodFitsDiet(diet: string, id: string, food: RawFood): boolean {
  if (telltales[diet]?.some((allergen) => food.contains.includes(allergen))) return false;
  return kindsFitDiet(diet, id, food);
}

function kindsFitDiet(diet: string, id: string, food: RawFood): boolean {
  switch (diet) {
    case "standard":
    case "high-protein":
      return true;
    case "low-carb":
      return !has(food, ["sugar"]);
    case "keto":
      return seasoning.includes(id) || !has(food, ["grain", "sugar", "honey"]);
    case "paleo":
      return !has(food, ["grain", "legume", "dairy", "sugar", "processed", "alcohol"]);
    case "mediterranean":
      return !cured.includes(id) && !["butter", "lard", "ghee", "pork-belly"].includes(id);
    case "vegetarian":
      return !has(food, [...meat, ...sea, "rennet"]);
    case "vegan":
      return !has(food, [...meat, ...sea, "rennet", "egg", "dairy", "honey"]);
    case "pescatarian":
      return !has(food, meat);
    case "carnivore":
      return id === "salt" || id === "water" || onlyAnimal(food);
    default:
      return false;
  }
}

const onlyAnimal = (food: RawFood) =>
  has(food, [...meat, ...sea, "egg", "dairy"]) &&
  !has(food, ["plant", "grain", "legume", "sugar", "honey", "alcohol"]);

/** Protein, fat and carbohydrate in hundredths of the energy. */
export const dietSplit: Readonly<Record<string, readonly [number, number, number]>> = {
  standard: [20, 32, 48],
  "high-protein": [30, 30, 40],
  "low-carb": [28, 47, 25],
  keto: [24, 71, 5],
  paleo: [27, 45, 28],
  mediterranean: [20, 37, 43],
  vegetarian: [18, 32, 50],
  vegan: [17, 30, 53],
  pescatarian: [21, 33, 46],
  carnivore: [33, 65, 2],
};

/** Fish dishes in seven days. */
export const fishPerWeek: Readonly<Record<string, number>> = { mediterranean: 2, pescatarian: 3 };
