import {
  addOwnRecipes,
  createOwnReader,
  loadVerifierTables,
  type OwnPool,
  type OwnReader,
  type Plan,
  type Planner,
  type PlanResult,
  UnknownMealError,
  type VerifierTables,
  verifyPlan,
  withOwnRecipes,
} from "#core";

/** A planner that also knows what people wrote. */
export interface OwnPlanner {
  readonly planner: Planner;
  /** Asks a plan of the planner that takes nothing new of what is gone, and has it verified. */
  readonly ask: (plan: Plan, of: (plan: Plan) => PlanResult) => PlanResult;
  /** @throws {UnknownMealError} where a dish breaks a rule of safety */
  readonly requireSafe: (plan: Plan) => void;
}

/** Rules that a plan with dishes that people wrote is held to once more before anybody gets it. */
const SAFETY: readonly string[] = ["allergen", "diet"];

/** Pools whose planners are kept: of those who plan at the same time. */
const MAX_PLANNERS = 32;

/**
 * Builds planners over the shipped tables and what people wrote. A planner is found again by the
 * recipes themselves, never by their owner: after any change, on whatever node, it is another one.
 */
export const createOwnPlanners = (shipped: Planner) => {
  const { data } = shipped;
  const reader: OwnReader = createOwnReader(data);
  const planners = new Map<string, OwnPlanner>();
  // Read at the first recipe that somebody wrote: at first there is none.
  let tables: VerifierTables | undefined;

  const build = (pool: OwnPool): OwnPlanner => {
    const { data: all, added, gone } = withOwnRecipes(data, reader, pool);
    const planner = shipped.withRecipes(all.recipes);
    const mine = new Set(added.map(({ id }) => id));
    tables ??= loadVerifierTables();
    const known = addOwnRecipes(
      tables,
      added.map(({ prepMinutes, cookMinutes, ...recipe }) => ({
        ...recipe,
        prep_min: prepMinutes,
        cook_min: cookMinutes,
        unknownLines: 0,
      })),
    );
    const requireSafe = (plan: Plan): void => {
      const days = plan.days.map((day) => ({
        ...day,
        meals: day.meals.filter(({ recipe }) => mine.has(recipe.id)),
      }));
      const broken = verifyPlan({ ...plan, days }, known).find(({ rule }) => SAFETY.includes(rule));
      if (broken)
        throw new UnknownMealError(`a recipe that somebody wrote does not fit: ${broken.detail}`);
    };
    return {
      planner,
      requireSafe,
      ask: (plan, of) => {
        const { request } = plan;
        const result = of({ ...plan, request: { ...request, never: [...request.never, ...gone] } });
        if (!result.ok) return result;
        requireSafe(result.plan);
        return { ok: true, plan: { ...result.plan, request } };
      },
    };
  };
  return {
    reader,
    of: (pool: OwnPool): OwnPlanner => {
      const key = JSON.stringify([pool.current, pool.contributed, pool.kept]);
      const found = planners.get(key) ?? build(pool);
      // Put behind the others, of which the one that waited longest goes.
      planners.delete(key);
      planners.set(key, found);
      for (const oldest of planners.keys()) {
        if (planners.size <= MAX_PLANNERS) break;
        planners.delete(oldest);
      }
      return found;
    },
  };
};
