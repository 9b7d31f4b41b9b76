/**
 * The planner's vocabulary without its tables: what a server needs to judge a request. Importing the
 * whole core would also load every food and recipe, and only the solver's thread needs those.
 */

export { ACTIVITY_LEVELS } from "../nutrition/energy-need.ts";
export { GOALS } from "../nutrition/goal.ts";
export { formatWeight } from "../nutrition/units.ts";
export { ALLERGEN_LABELS } from "../rules/allergens.ts";
export { DIETS } from "../rules/diets.ts";
export { AISLES, aisleLabel, orderAisles } from "./aisles.ts";
export { DIET_IDS, PATTERN_IDS } from "./diet-ids.ts";
export { ALLERGENS, NUTRIENTS } from "./food.ts";
export {
  eatersOf,
  type Member,
  portionFor,
  scaleOf,
  servingsFor,
  unsafeFor,
} from "./household.ts";
export { LEFTOVER_WISHES } from "./leftover-wish.ts";
export { keepsDays, type Leftover, leftoversOf, wishedLeftovers } from "./leftovers.ts";
export {
  CONTRIBUTED_PREFIX,
  isContributedId,
  isOwnId,
  isWrittenId,
  OWN_PREFIX,
  OWN_SLOTS,
} from "./own-recipe.ts";
export {
  MAX_DAYS,
  MAX_DISLIKES,
  MAX_KCAL,
  MAX_NOTE,
  MIN_KCAL,
  normaliseRequest,
} from "./request.ts";
export { byName, mealLabel, recipeTitle, titleMessage, weightWords } from "./said.ts";
export { weekPlansIn } from "./week-plans.ts";
