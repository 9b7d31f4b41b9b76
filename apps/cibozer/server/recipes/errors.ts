import { defineErrors } from "plinth";

/** What can be wrong with own recipes beyond the platform's own codes. */
export const recipeErrors = defineErrors({
  RECIPE_LIMIT_REACHED: {
    status: 409,
    title: "There is no room for another recipe",
    explanation: "An account keeps up to 200 recipes. Delete one that is no longer needed.",
  },
  RECIPE_NOT_PLANNABLE: {
    status: 409,
    title: "No plan could have this recipe",
    explanation:
      "Not every food or amount of it is known, or a serving of it is no meal. What is not known counts as unsafe with every allergy, so nobody's plan may have it: return it with a word to its author.",
  },
  NO_RECIPE_FOUND: {
    status: 422,
    title: "There is no recipe on this page",
    explanation:
      "The page holds no recipe as schema.org describes it (JSON-LD with the type Recipe, a name and ingredients), and the text no name with lines below “Ingredients”. Most recipe sites have the first; where it is missing, paste the text, or write the recipe down by hand.",
  },
});
