/** A usual pack: its grams, and what it is called where it is no plain weight. */
export type Pack = { readonly grams: number; readonly name?: string };

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

/** The pack that a food is usually sold in; null where it is sold by weight, or comes from the tap. */
export function usualPack(food: string, aisle: string): Pack | null {
  if (food === "water") return null;
  const own = BY_FOOD[food];
  return own === undefined ? (BY_AISLE[aisle] ?? null) : { grams: own };
}
