import type { OwnRecipe, Plan, PlanRequest, PlanResult } from "#core";
import type { Marks } from "./edit.ts";
import { planErrors } from "./errors.ts";
import type { StoredPlan } from "./repository.ts";

/** A saved plan as a person sees it. */
export type SavedPlan = Plan &
  Marks & {
    readonly id: string;
    readonly createdAt: string;
    readonly updatedAt: string;
    readonly revision: number;
    /** Whether a change can be taken back. */
    readonly canUndo: boolean;
  };

/** What the table keeps besides the summary: the plan and what is marked in it. */
export interface Kept extends Marks {
  readonly plan: Plan;
  /** Recipes of the owner that stand in the plan or its versions, as the plan took them. */
  readonly own: readonly OwnRecipe[];
}

/** What was kept; older plans have no notes and no own recipes, and their requests no tastes. */
export const keptOf = (stored: StoredPlan): Kept => {
  const kept = JSON.parse(stored.plan) as Omit<Kept, "notes" | "own"> & Partial<Kept>;
  const request: PlanRequest = { ...kept.plan.request };
  const plan = { ...kept.plan, request: { ...request, never: request.never ?? [] } };
  return {
    plan: { ...plan, request: { ...plan.request, ratings: request.ratings ?? {} } },
    locked: kept.locked,
    notes: kept.notes ?? [],
    own: kept.own ?? [],
  };
};

/** A stored plan as its owner sees it. */
export const view = (stored: StoredPlan, canUndo: boolean): SavedPlan => {
  const { plan, locked, notes } = keptOf(stored);
  return {
    ...plan,
    locked,
    notes,
    id: stored.id,
    createdAt: new Date(stored.createdAt).toISOString(),
    updatedAt: new Date(stored.updatedAt).toISOString(),
    revision: stored.revision,
    canUndo,
  };
};

/** The plan of a result. @throws {AppError} PLAN_INFEASIBLE */
export const requireFeasible = (result: PlanResult): Plan => {
  if (result.ok) return result.plan;
  const { conflicts, nearest, waterfall } = result;
  throw planErrors.make.PLAN_INFEASIBLE({
    detail: `These cannot hold together: ${conflicts.join(", ")}.`,
    extra: { conflicts, nearest, waterfall },
  });
};
