import {
  addOwnRecipes,
  createOwnReader,
  createPlanner,
  loadVerifierTables,
  type OwnPool,
  type OwnReader,
  type Plan,
  type Planner,
  type PlannerData,
  type PlanResult,
  UnknownMealError,
  type VerifierTables,
  verifyPlan,
  withOwnRecipes,
} from "#core";

/** A planner that also knows a person's recipes. */
export interface OwnPlanner {
  readonly planner: Planner;
  /** Asks a plan of the planner that takes nothing new of what is gone, and has it verified. */
  readonly ask: (plan: Plan, of: (plan: Plan) => PlanResult) => PlanResult;
  /** @throws {UnknownMealError} where a dish breaks a rule of safety */
  readonly requireSafe: (plan: Plan) => void;
}

/** Rules that a plan with a person's own dishes is held to once more before anybody gets it. */
const SAFETY: readonly string[] = ["allergen", "diet"];

/** Builds planners over the shipped tables and what one person wrote. */
export const createOwnPlanners = (data: PlannerData) => {
  const reader: OwnReader = createOwnReader(data);
  // Read at the first own recipe: most people have none.
  let tables: VerifierTables | undefined;
  return {
    reader,
    of: (pool: OwnPool): OwnPlanner => {
      const { data: all, added, gone } = withOwnRecipes(data, reader, pool);
      const planner = createPlanner(all);
      const requireSafe = (plan: Plan): void => {
        tables ??= loadVerifierTables();
        const raw = added.map(({ prepMinutes, cookMinutes, ...recipe }) => ({
          ...recipe,
          prep_min: prepMinutes,
          cook_min: cookMinutes,
          unknownLines: 0,
        }));
        const mine = new Set(added.map(({ id }) => id));
        const days = plan.days.map((day) => ({
          ...day,
          meals: day.meals.filter(({ recipe }) => mine.has(recipe.id)),
        }));
        const broken = verifyPlan({ ...plan, days }, addOwnRecipes(tables, raw)).find(({ rule }) =>
          SAFETY.includes(rule),
        );
        if (broken) throw new UnknownMealError(`a recipe of yours does not fit: ${broken.detail}`);
      };
      return {
        planner,
        requireSafe,
        ask: (plan, of) => {
          const { request } = plan;
          const result = of({
            ...plan,
            request: { ...request, never: [...request.never, ...gone] },
          });
          if (!result.ok) return result;
          requireSafe(result.plan);
          return { ok: true, plan: { ...result.plan, request } };
        },
      };
    },
  };
};
