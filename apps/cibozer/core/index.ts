/**
 * The door of the meal planner's pure core: no clock, no network, no Node, no DOM. It runs as it is
 * in the server's worker thread and in a visitor's browser.
 */
export { listCuisines, loadPlannerData, type PlannerData } from "./catalog/data.ts";
export { AISLES, aisleLabel, orderAisles } from "./model/aisles.ts";
export { DIET_IDS, type DietId, PATTERN_IDS, type PatternId } from "./model/diet-ids.ts";
export {
  ALLERGENS,
  type Allergen,
  type Food,
  type HouseholdMeasure,
  KINDS,
  type Kind,
  NUTRIENTS,
  type NutrientName,
} from "./model/food.ts";
export {
  eatersOf,
  type Member,
  portionFor,
  scaleOf,
  servingsFor,
  unsafeFor,
} from "./model/household.ts";
export { LEFTOVER_WISHES, type LeftoverWish } from "./model/leftover-wish.ts";
export { asCooked, keepsDays, type Leftover, leftoversOf } from "./model/leftovers.ts";
export {
  isContributedId,
  isOwnId,
  isWrittenId,
  OWN_PREFIX,
  OWN_SLOTS,
  type OwnLine,
  type OwnRecipe,
  type OwnSlot,
} from "./model/own-recipe.ts";
export type {
  DayTargets,
  GroceryLine,
  GroceryList,
  Meal,
  Nutrition,
  Plan,
  PlanDay,
} from "./model/plan.ts";
export { type Ingredient, RECIPE_SLOTS, type Recipe, type RecipeSlot } from "./model/recipe.ts";
export {
  MAX_DAYS,
  MAX_DISLIKES,
  MAX_KCAL,
  MAX_NOTE,
  MIN_KCAL,
  type NormalisedRequest,
  normaliseRequest,
  type PlanRequest,
  type PlanRequestInput,
  type RequestProblem,
} from "./model/request.ts";
export { byName, mealLabel, recipeTitle, sayWeight, weightWords } from "./model/said.ts";
export { weekPlansIn } from "./model/week-plans.ts";
export {
  ACTIVITY_LEVELS,
  ADULT_YEARS,
  energyNeed,
  type Person,
  restingEnergy,
} from "./nutrition/energy-need.ts";
export { type DailyTarget, dailyTarget, GOALS, type GoalId } from "./nutrition/goal.ts";
export {
  loadMicronutrients,
  type MicronutrientSum,
  type MicronutrientTable,
  sumMicronutrients,
} from "./nutrition/micronutrients.ts";
export { addNutrition, scaleIngredients, sumNutrition } from "./nutrition/nutrition.ts";
export { type ReferencePerson, referenceIntakes } from "./nutrition/reference-intakes.ts";
export { formatWeight, gramsToOunces, householdText, ouncesToGrams } from "./nutrition/units.ts";
export {
  createOwnReader,
  type OwnObstacle,
  type OwnPool,
  type OwnReader,
  type ResolvedLine,
  type ResolvedRecipe,
  withOwnRecipes,
} from "./own/index.ts";
export {
  ANY_CUISINE,
  type Composed,
  type ComposeInput,
  createPlanner,
  type Infeasible,
  type MealRef,
  type Nearest,
  type PlacedMeal,
  type Planner,
  type PlanResult,
  type RequestChange,
  type ResolveInput,
  type ShoppingInput,
  type ShoppingLine,
  type ShoppingList,
  type SwapInput,
  UnknownMealError,
  type Waterfall,
  withoutConstraints,
} from "./plan/index.ts";
export { ALLERGEN_LABELS, recipeAllergens } from "./rules/allergens.ts";
export { DIETS, type Diet, dietAllows } from "./rules/diets.ts";
export { PATTERNS, type Pattern, type Sitting } from "./rules/patterns.ts";
export { dayTargets } from "./rules/targets.ts";
export {
  addOwnRecipes,
  loadVerifierTables,
  type VerifierTables,
  type Violation,
  verifyPlan,
} from "./verifier/index.ts";
export {
  type Constraint,
  CUISINE_IDS,
  createSentenceReader,
  dislikesOf,
  type FoundConstraint,
  type LeftOver,
  MAX_WORDS_LENGTH,
  type Reading,
  type SentenceReader,
} from "./words/index.ts";
