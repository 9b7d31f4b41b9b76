import type { LarderFood } from "../kitchen/messages.ts";

/** Groups a plate is drawn from. */
export type FoodGroup =
  | "leaf"
  | "fruit"
  | "grain"
  | "pulse"
  | "dairy"
  | "egg"
  | "fish"
  | "meat"
  | "nut"
  | "dressing";

/** Part of a plate: a group and its share of it, 0-1. */
export type PlatePart = { readonly group: FoodGroup; readonly share: number };

const fruitWords =
  /apple|banana|berr|mango|orange|lemon|lime|pear|peach|grape|melon|kiwi|plum|cherr|apricot|fig|date|raisin|pomegranate|avocado|tomato|pineapple|papaya/;

const byKind: readonly (readonly [string, FoodGroup])[] = [
  ["fish", "fish"],
  ["crustacean", "fish"],
  ["mollusc", "fish"],
  ["poultry", "meat"],
  ["beef", "meat"],
  ["pork", "meat"],
  ["lamb", "meat"],
  ["meat", "meat"],
  ["egg", "egg"],
  ["dairy", "dairy"],
];

const byAisle: Readonly<Record<string, FoodGroup>> = {
  bakery: "grain",
  grains: "grain",
  cereals: "grain",
  baking: "grain",
  pulses: "pulse",
  nuts: "nut",
  spreads: "nut",
  dried: "fruit",
  oils: "dressing",
  condiments: "dressing",
  spices: "dressing",
  "dairy-alt": "dairy",
};

/** The group a food is drawn as; drinks, stock and water are not drawn. */
export const groupOf = (food: LarderFood): FoodGroup | undefined => {
  if (food.aisle === "oils" || food.aisle === "condiments" || food.aisle === "spices") {
    return "dressing";
  }
  if (/stock|water/.test(food.id)) return undefined;
  const kind = byKind.find(([name]) => food.kinds.some((one) => one === name));
  if (kind !== undefined) return kind[1];
  if (food.kinds.includes("legume")) return "pulse";
  if (food.kinds.includes("grain")) return "grain";
  if (fruitWords.test(food.id)) return "fruit";
  return byAisle[food.aisle] ?? (food.aisle === "drinks" ? undefined : "leaf");
};

const leastShare = 0.07;
const mostParts = 5;

/**
 * What a plate shows: the groups of its ingredients, largest first, by the square root of their
 * weight, because a spoon of nuts matters more to the eye than its grams say.
 */
export const platePartsOf = (
  ingredients: readonly { readonly food: string; readonly grams: number }[],
  foods: ReadonlyMap<string, LarderFood>,
): readonly PlatePart[] => {
  const grams = new Map<FoodGroup, number>();
  for (const { food, grams: weight } of ingredients) {
    const known = foods.get(food);
    const group = known === undefined ? undefined : groupOf(known);
    if (group !== undefined) grams.set(group, (grams.get(group) ?? 0) + weight);
  }
  const roots = [...grams].map(([group, weight]) => ({ group, root: Math.sqrt(weight) }));
  roots.sort((a, b) => b.root - a.root);
  const kept = roots.slice(0, mostParts);
  const sum = kept.reduce((total, { root }) => total + root, 0);
  const shares = kept
    .map(({ group, root }) => ({ group, share: root / sum }))
    .filter(({ share }) => share >= leastShare);
  const left = shares.reduce((total, { share }) => total + share, 0);
  return shares.map(({ group, share }) => ({ group, share: share / left }));
};
