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
