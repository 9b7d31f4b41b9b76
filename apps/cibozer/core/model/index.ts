/**
 * The planner's vocabulary without its tables: what a server needs to judge a request. Importing the
 * whole core would also load every food and recipe, and only the solver's thread needs those.
 */
export { DIET_IDS, PATTERN_IDS } from "./diet-ids.ts";
export { ALLERGENS, NUTRIENTS } from "./food.ts";
export {
  MAX_DAYS,
  MAX_DISLIKES,
  MAX_KCAL,
  MAX_NOTE,
  MIN_KCAL,
  normaliseRequest,
} from "./request.ts";
