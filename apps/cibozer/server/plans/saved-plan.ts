import type { Leftover, OwnRecipe, Plan, PlanRequest, PlanResult } from "#core";
import { leftoversOf } from "#core/model";
import type { Marks } from "./edit.ts";
import { planErrors } from "./errors.ts";
import type { StoredPlan } from "./repository.ts";

/** A saved plan as a person sees it. */
export type SavedPlan = Plan &
  Omit<Marks, "leftovers"> & {
    readonly leftovers: readonly Leftover[];
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

/** What was kept; older plans have no notes, leftovers and own recipes, and their requests no tastes. */
export const keptOf = (stored: StoredPlan): Kept => {
  const kept = JSON.parse(stored.plan) as Omit<Kept, "notes" | "own" | "leftovers"> & Partial<Kept>;
  const request: PlanRequest = { ...kept.plan.request };
  const plan = { ...kept.plan, request: { ...request, never: request.never ?? [] } };
  return {
    plan: { ...plan, request: { ...plan.request, ratings: request.ratings ?? {} } },
    locked: kept.locked,
    notes: kept.notes ?? [],
    leftovers: kept.leftovers ?? [],
    own: kept.own ?? [],
  };
};

/** A stored plan as its owner sees it. */
export const view = (stored: StoredPlan, canUndo: boolean): SavedPlan => {
  const { plan, locked, notes, leftovers } = keptOf(stored);
  return {
    ...plan,
    locked,
    notes,
    leftovers: leftoversOf(plan.days, leftovers),
    id: stored.id,
    createdAt: new Date(stored.createdAt).toISOString(),
    updatedAt: new Date(stored.updatedAt).toISOString(),
    revision: stored.revision,
    canUndo,
  };
};

/** The day on which a meal that is left over is cooked; undefined = on its own. */
export const cookedOn = (
  { days, leftovers }: SavedPlan,
  day: number,
  slot: string,
): string | undefined => {
  const left = leftovers.find((one) => one.day === day && one.slot === slot);
  return left && days[left.from.day]?.date;
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
