import { ALLERGEN_LABELS, type Allergen, type OwnObstacle, type OwnSlot } from "#core";

/** Meals of a day, as a recipe may be planned. */
export const SLOT_CHOICES: readonly { readonly value: OwnSlot; readonly label: string }[] = [
  { value: "B", label: "Breakfast" },
  { value: "L", label: "Lunch" },
  { value: "D", label: "Dinner" },
  { value: "S", label: "Between meals" },
];

/** Why a recipe is not planned, in a sentence. */
export const OBSTACLE_WORDS: Readonly<Record<OwnObstacle, string>> = {
  "unknown-food":
    "We do not know what a line of it is. Until you pick a food, the recipe counts as unsafe with every allergy, and is not planned.",
  "unknown-amount": "We do not know how much a line of it is. Say how many grams.",
  "no-ingredients": "It has no ingredients yet.",
  "odd-serving": "A serving has less than 20 kcal, or more than 3,000: check servings and amounts.",
};

/** "milk, eggs". */
export const allergenNames = (allergens: readonly Allergen[]): string =>
  new Intl.ListFormat("en", { type: "unit" }).format(
    allergens.map((one) => ALLERGEN_LABELS[one].toLowerCase()),
  );

/** "45 min". */
export const minuteWords = (minutes: number): string => `${minutes.toLocaleString("en")} min`;

/** "520 kcal". */
export const kcalWords = (kcal: number): string => `${Math.round(kcal).toLocaleString("en")} kcal`;
