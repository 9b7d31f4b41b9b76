/**
 * A usual pack: the grams of the food that it holds, what its label says where that is more (tins
 * and jars whose food is listed drained), and what it is called where it is no plain weight.
 */
export type Pack = { readonly grams: number; readonly label?: number; readonly name?: string };

/** Usual packs by aisle; what stands in no list (fruit, vegetables, meat, fish) is sold by weight. */
const BY_AISLE: Readonly<Record<string, Pack>> = {
  bakery: { grams: 500 },
  deli: { grams: 150 },
  dairy: { grams: 200 },
  eggs: { grams: 570, name: "box of 10" },
  "dairy-alt": { grams: 1000 },
  chilled: { grams: 300 },
  frozen: { grams: 500 },
  tins: { grams: 400 },
  pulses: { grams: 500 },
  grains: { grams: 500 },
  cereals: { grams: 500 },
  baking: { grams: 500 },
  nuts: { grams: 200 },
  dried: { grams: 200 },
  oils: { grams: 500 },
  condiments: { grams: 250 },
  world: { grams: 250 },
  spreads: { grams: 350 },
  spices: { grams: 40 },
  snacks: { grams: 200 },
  supplements: { grams: 500 },
  drinks: { grams: 1000 },
};

/** Where a food is sold otherwise than its aisle. */
const BY_FOOD: Readonly<Record<string, number>> = {
  "milk-2": 1000,
  "milk-whole": 1000,
  "milk-skim": 1000,
  buttermilk: 500,
  kefir: 500,
  yogurt: 500,
  "soy-yogurt": 500,
  "greek-yogurt": 500,
  "greek-yogurt-2": 500,
  "greek-yogurt-whole": 500,
  ricotta: 250,
  butter: 250,
  ghee: 250,
  lard: 250,
  "baking-powder": 100,
  vanilla: 50,
  cornstarch: 250,
  cocoa: 200,
  flour: 1000,
  "flour-wholewheat": 1000,
  sugar: 1000,
  salt: 500,
  "tomato-paste": 150,
  "stock-chicken": 1000,
  "stock-vegetable": 1000,
  "sesame-oil": 250,
  "white-wine": 750,
  "red-wine": 750,
  coffee: 250,
  "green-tea": 50,
  nori: 25,
};

/**
 * Tins and jars of foods that recipes weigh drained: what is on the label, and the drained net weight
 * that has to stand beside it (Regulation (EU) 1169/2011, annex IX, point 5), of usual products.
 */
const DRAINED: Readonly<Record<string, Pack>> = {
  anchovies: { label: 50, grams: 30 },
  chickpeas: { label: 400, grams: 240 },
  "corn-canned": { label: 340, grams: 285 },
  "kidney-beans": { label: 400, grams: 240 },
  "pinto-beans": { label: 400, grams: 240 },
  "salmon-canned": { label: 213, grams: 160 },
  sardines: { label: 120, grams: 90 },
  "sun-dried-tomato": { label: 280, grams: 150 },
  "tuna-canned": { label: 145, grams: 102 },
};

/** The pack that a food is usually sold in; null where it is sold by weight, or comes from the tap. */
export function usualPack(food: string, aisle: string): Pack | null {
  if (food === "water") return null;
  const own = BY_FOOD[food];
  return own === undefined ? (DRAINED[food] ?? BY_AISLE[aisle] ?? null) : { grams: own };
}
