/** What is looked at of a food, as the server gives it; null where nobody measured. */
export interface LintedFood {
  readonly id: string;
  readonly name: string;
  readonly contains: readonly string[];
  readonly mayContain: readonly string[];
  readonly per100: Readonly<Record<string, number | null>>;
}

/** What is looked at of a recipe. */
export interface LintedRecipe {
  readonly id: string;
  readonly title: string;
  readonly slots: readonly string[];
  readonly minutes: number;
}

/** One thing to look at. */
export interface Finding {
  readonly subject: string;
  readonly what: string;
}

/** Words of a name that speak of an allergen; what only sounds like it is left out. */
const SPOKEN: readonly {
  readonly allergen: string;
  readonly says: RegExp;
  readonly not: RegExp;
}[] = [
  {
    allergen: "gluten",
    says: /\b(wheat|barley|bread|pasta)\b/i,
    not: /gluten-free|buckwheat|sauce/i,
  },
  { allergen: "egg", says: /\begg\b/i, not: /eggplant|egg-free/i },
  { allergen: "soy", says: /\b(soy|tofu|tempeh|edamame)\b/i, not: /soy-free/i },
  { allergen: "peanut", says: /\bpeanuts?\b/i, not: /peanut-free/i },
  { allergen: "sesame", says: /\b(sesame|tahini)\b/i, not: /sesame-free/i },
];

/** Share that energy may differ from 4, 9 and 4 kcal a gram before it is worth a look. */
const TOLERANCE = 0.25;

const energyOff = ({ per100 }: LintedFood): number | undefined => {
  const { energyKcal, proteinG, fatG, carbG } = per100;
  if (energyKcal == null || proteinG == null || fatG == null || carbG == null) return undefined;
  const factors = 4 * proteinG + 9 * fatG + 4 * carbG;
  return Math.abs(energyKcal - factors) > TOLERANCE * Math.max(1, energyKcal) ? factors : undefined;
};

/** Nutrients as a person calls them. */
const NAMES: Readonly<Record<string, string>> = {
  energyKcal: "energy",
  proteinG: "protein",
  fatG: "fat",
  satFatG: "saturated fat",
  carbG: "carbohydrate",
  sugarG: "sugar",
  fibreG: "fibre",
  sodiumMg: "sodium",
};

const foodFindings = (food: LintedFood): readonly string[] => {
  const missing = Object.entries(food.per100).flatMap(([name, value]) =>
    value === null ? [NAMES[name] ?? name] : [],
  );
  const factors = energyOff(food);
  const told = new Set([...food.contains, ...food.mayContain]);
  const spoken = SPOKEN.filter(
    ({ allergen, says, not }) =>
      says.test(food.name) && !not.test(food.name) && !told.has(allergen),
  );
  return [
    ...spoken.map(({ allergen }) => `The name speaks of ${allergen}, the tags do not.`),
    ...(missing.length === 0 ? [] : [`Nobody measured: ${missing.join(", ")}.`]),
    ...(factors === undefined
      ? []
      : [
          `${food.per100["energyKcal"]} kcal, but ${Math.round(factors)} by protein, fat and carbohydrate.`,
        ]),
  ];
};

const twins = (names: readonly string[]): readonly Finding[] =>
  Object.entries(Object.groupBy(names, (name) => name.trim().toLowerCase())).flatMap(([, same]) =>
    same !== undefined && same.length > 1 && same[0] !== undefined
      ? [{ subject: same[0], what: `Stands ${same.length} times in the catalogue.` }]
      : [],
  );

/** What of the catalogue that is served is worth a look; allergens come first. */
export const lintCatalogue = (
  foods: readonly LintedFood[],
  recipes: readonly LintedRecipe[],
): readonly Finding[] => {
  const ofFoods = foods.flatMap((food) =>
    foodFindings(food).map((what) => ({ subject: food.name, what })),
  );
  const ofRecipes = recipes.flatMap(({ title, slots, minutes }) => [
    ...(slots.length === 0 ? [{ subject: title, what: "No meal of the day takes it." }] : []),
    ...(minutes > 0 ? [] : [{ subject: title, what: "Takes no time at all." }]),
  ]);
  const all = [
    ...twins(foods.map(({ name }) => name)),
    ...twins(recipes.map(({ title }) => title)),
    ...ofRecipes,
    ...ofFoods,
  ];
  return all.toSorted(
    (a, b) => Number(b.what.startsWith("The name")) - Number(a.what.startsWith("The name")),
  );
};
