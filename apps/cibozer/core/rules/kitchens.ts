import type { Recipe } from "../model/recipe.ts";

/** Cuisines whose dishes stand beside each other on a table; all others are one more group. */
const TOGETHER: readonly (readonly string[])[] = [
  ["chinese", "japanese", "korean", "thai", "vietnamese", "indonesian", "hawaiian"],
  ["indian"],
  ["mexican", "caribbean"],
  ["ethiopian", "west-african"],
];

/** Number of groups `kitchenOf` tells apart, with the neutral one. */
export const KITCHENS = TOGETHER.length + 2;

/**
 * The group a dish belongs to at the table: 0 = goes with anything, which is what has no particular
 * cuisine, and fruit, cheese and sweets after a meal. Garlic bread beside a Thai curry does not.
 */
export function kitchenOf({ cuisine, slots }: Pick<Recipe, "cuisine" | "slots">): number {
  if (cuisine === "general" || (slots.includes("T") && !slots.includes("A"))) return 0;
  return 1 + (TOGETHER.findIndex((group) => group.includes(cuisine)) + 1);
}
