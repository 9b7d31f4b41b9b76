import type { Draft } from "../recipes/recipes-api.ts";

/** What stands in the way of planning a recipe, in words of those who review it. */
const OBSTACLES: Readonly<Record<string, string>> = {
  "unknown-food": "Not every food of it is known.",
  "unknown-amount": "Not every amount of it is known.",
  "no-ingredients": "It has no ingredients.",
  "odd-serving": "A serving has an implausible amount of energy.",
};

/** What is wrong with the data of an offered recipe, line by line where it is a line. */
export const proposalFaults = ({
  lines,
  obstacles,
  steps,
  nutrition,
}: Draft): readonly string[] => [
  ...obstacles.map((one) => OBSTACLES[one] ?? one),
  ...lines.filter(({ food }) => food === null).map(({ text }) => `No food is known for “${text}”.`),
  ...lines
    .filter(({ food, grams }) => food !== null && grams === null)
    .map(({ text }) => `No amount is known for “${text}”.`),
  ...(steps.length === 0 ? ["Nothing says how it is made."] : []),
  ...(nutrition.atLeast.length === 0
    ? []
    : [`Nobody measured all of its foods for: ${nutrition.atLeast.join(", ")}.`]),
];

/** The recipe as an entry of data/recipes.json begins; family and cuisine are chosen by whoever takes it in. */
export const catalogueEntry = (recipe: Draft): string =>
  JSON.stringify(
    {
      id: recipe.title
        .normalize("NFKD")
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter((part) => part !== "")
        .join("-"),
      title: recipe.title,
      slots: recipe.slots,
      servings: recipe.servings,
      prep_min: recipe.prepMinutes,
      cook_min: recipe.cookMinutes,
      cuisine: "general",
      family: "",
      ingredients: recipe.lines.map(({ food, grams }) => ({ food, grams })),
      steps: recipe.steps,
    },
    undefined,
    2,
  );
