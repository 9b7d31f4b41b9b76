import type { Food, Kind } from "../model/food.ts";
import type { Recipe } from "../model/recipe.ts";

/** An ingredient with its row and the grams of it in a serving. */
export type PlateFood = { readonly row: Food; readonly grams: number };

/** The ingredients of a serving. Throws on a food not in the table. */
export const plateFoods = (
  recipe: Recipe,
  foods: ReadonlyMap<string, Food>,
): readonly PlateFood[] =>
  recipe.ingredients.map(({ food, grams }) => {
    const row = foods.get(food);
    if (!row) throw new Error(`no food ${food}`);
    return { row, grams: grams / recipe.servings };
  });

const LAND: readonly Kind[] = ["poultry", "beef", "pork", "lamb", "meat"];
const SEA: readonly Kind[] = ["fish", "crustacean", "mollusc"];
/** Kinds that make a plate more than meat; spices and salt do not. */
const GROWN: readonly Kind[] = ["plant", "grain", "legume"];
const has = (row: Food, kinds: readonly Kind[]) => row.kinds.some((kind) => kinds.includes(kind));

/** Meat or fish with nothing from plants beside it. */
export const isBare = (parts: readonly PlateFood[]): boolean =>
  !parts.some(({ row }) => row.aisle !== "spices" && has(row, GROWN)) &&
  parts.some(({ row }) => has(row, [...LAND, ...SEA]));

/** Grams a serving from which meat or fish is noticed, and protein from which it is no stock. */
const NOTICED_G = 10;
const FLESH_PROTEIN_G = 8;

const fleshOf = (parts: readonly PlateFood[], kinds: readonly Kind[]): boolean =>
  gramsOf(parts, (row) => has(row, kinds) && (row.per100.proteinG ?? 0) >= FLESH_PROTEIN_G) >=
  NOTICED_G;
export const hasMeat = (parts: readonly PlateFood[]): boolean => fleshOf(parts, LAND);
export const hasFish = (parts: readonly PlateFood[]): boolean => fleshOf(parts, SEA);

const gramsOf = (parts: readonly PlateFood[], holds: (row: Food) => boolean): number =>
  parts.reduce((sum, { row, grams }) => sum + (holds(row) ? grams : 0), 0);

/** Grams of bread, and of cheese, in a serving from which there is no more beside it. */
const BREAD_G = 20;
const CHEESE_G = 20;
const BREADS: readonly string[] = ["crackers-wholewheat", "crispbread-rye", "rice-cakes"];

export const hasBread = (parts: readonly PlateFood[]): boolean =>
  gramsOf(parts, ({ id, aisle }) => aisle === "bakery" || BREADS.includes(id)) >= BREAD_G;

/** Cheese is known by its protein and fat; cottage cheese, ricotta and yogurt are spooned. */
export const hasCheese = (parts: readonly PlateFood[]): boolean =>
  gramsOf(
    parts,
    ({ kinds, per100 }) =>
      kinds.includes("dairy") && (per100.proteinG ?? 0) > 12 && (per100.fatG ?? 0) > 15,
  ) >= CHEESE_G;

/** g of carbohydrate from staples in a serving from which a dish needs no rice beside it. */
const STAPLE_CARB_G = 22;
const STARCHY_ROOTS: readonly string[] = ["potato", "sweet-potato", "plantain", "cassava"];

export const hasStaple = (parts: readonly PlateFood[]): boolean =>
  parts.reduce((sum, { row, grams }) => {
    const staple = row.kinds.includes("grain") || STARCHY_ROOTS.includes(row.id);
    return sum + (staple ? ((row.per100.carbG ?? 0) * grams) / 100 : 0);
  }, 0) >= STAPLE_CARB_G;

/** g of protein from beans, lentils, tofu and the like from which a dish is one of pulses. */
const PULSE_PROTEIN_G = 4;
const NO_PULSES: readonly string[] = ["nuts", "spreads", "dairy-alt"];

export const isPulse = (row: Food): boolean =>
  row.kinds.includes("legume") && !NO_PULSES.includes(row.aisle);
export const hasPulses = (parts: readonly PlateFood[]): boolean =>
  parts.reduce(
    (sum, { row, grams }) => sum + (isPulse(row) ? ((row.per100.proteinG ?? 0) * grams) / 100 : 0),
    0,
  ) >= PULSE_PROTEIN_G;

/** Part of the energy, or of the weight, from which a dish is about a food. */
const HEART_ENERGY = 0.2;
const HEART_WEIGHT = 0.3;
/** Pure fats have much energy and no character, and nobody minds water, stock or milk twice. */
const FAT_G = 75;
const NO_HEART: readonly string[] = [
  ..."water stock-chicken stock-vegetable milk-2 milk-whole milk-skim".split(" "),
  ..."soy-milk almond-milk rice-milk cream half-and-half".split(" "),
];

/** Foods that are the same on a plate, whatever else they are called. */
const SAME: Readonly<Record<string, string>> = {
  hummus: "chickpeas",
  "chickpeas-dry": "chickpeas",
  "black-beans-dry": "black-beans",
  "red-lentils": "lentils",
  "tofu-soft": "tofu",
  "salmon-smoked": "salmon",
  "salmon-canned": "salmon",
  "tuna-steak": "tuna",
  "tuna-canned": "tuna",
  "tomato-canned": "tomato",
  "tomato-crushed": "tomato",
  passata: "tomato",
  portobello: "mushroom",
  shiitake: "mushroom",
  "corn-canned": "corn",
  "corn-frozen": "corn",
  "beet-canned": "beet",
  "pumpkin-canned": "butternut",
  "red-cabbage": "cabbage",
  "napa-cabbage": "cabbage",
  "peanut-butter": "peanuts",
  "almond-butter": "almonds",
  "rice-white": "rice",
  "rice-brown": "rice",
  "wild-rice": "rice",
};
/** Beans that people take for one another. */
const BEANS: readonly string[] = [
  ..."black-beans black-beans-dry kidney-beans pinto-beans white-beans butter-beans".split(" "),
];

/** What a food is to somebody who had it today: brown lentils or red ones, beans of any colour. */
export const eatenAs = ({ id }: Pick<Food, "id">): string =>
  BEANS.includes(id) ? "beans" : (SAME[id] ?? id);

const GROUPED: readonly Kind[] = [...LAND, "egg"];
const groupOf = (row: Food): string =>
  row.kinds.find((kind) => GROUPED.includes(kind)) ?? SAME[row.id] ?? row.id;

/** Groups of the foods that a dish is mostly made of. */
export function heartsOf(parts: readonly PlateFood[]): readonly string[] {
  const groups = new Map<string, { kcal: number; grams: number }>();
  let [kcal, grams] = [0, 0];
  for (const { row, grams: weight } of parts) {
    grams += weight;
    if ((row.per100.fatG ?? 0) > FAT_G) continue;
    const energy = ((row.per100.energyKcal ?? 0) * weight) / 100;
    kcal += energy;
    if (NO_HEART.includes(row.id)) continue;
    const group = groups.get(groupOf(row)) ?? { kcal: 0, grams: 0 };
    groups.set(groupOf(row), { kcal: group.kcal + energy, grams: group.grams + weight });
  }
  return [...groups]
    .filter(([, g]) => g.kcal >= HEART_ENERGY * kcal || g.grams >= HEART_WEIGHT * grams)
    .map(([name]) => name);
}
