import type { Leftover, OwnRecipe, Plan, PlanRequest, PlanResult } from "#core";
import { leftoversOf } from "#core/model";
import type { History } from "../history/index.ts";
import type { Marks } from "./edits/edit.ts";
import { planErrors } from "./errors.ts";
import type { PlanRepository, StoredPlan } from "./repository.ts";

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

type Later = "never" | "ratings" | "recent" | "leftovers";

/** What was kept; older plans have no notes, leftovers and own recipes, and their requests no tastes. */
export const keptOf = (stored: StoredPlan): Kept => {
  const kept = JSON.parse(stored.plan) as Omit<Kept, "notes" | "own" | "leftovers"> & Partial<Kept>;
  const request: Omit<PlanRequest, Later> & Partial<PlanRequest> = kept.plan.request;
  const { never = [], ratings = {}, recent = [], leftovers = "none" } = request;
  return {
    plan: { ...kept.plan, request: { ...request, never, ratings, recent, leftovers } },
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

const DAY_MS = 86_400_000;
/** Days of which a new plan repeats little. */
const RECENT_DAYS = 7;
/** Plans that are looked into for them. */
const MOST_PLANS = 3;

const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Recipes of the week before a day: what somebody told that they had, and what their plans had. */
export const recentFor = async (
  parts: {
    readonly repository: Pick<PlanRepository, "list" | "find">;
    readonly history: Pick<History, "before">;
  },
  owner: string,
  day: string,
): Promise<readonly string[]> => {
  const from = dateOf(Date.parse(day) - RECENT_DAYS * DAY_MS);
  const near = (await parts.repository.list(owner)).filter(({ summary }) => {
    const { startDate, days } = JSON.parse(summary) as Pick<PlanRequest, "startDate" | "days">;
    return startDate < day && dateOf(Date.parse(startDate) + days * DAY_MS) > from;
  });
  const ids = near.slice(0, MOST_PLANS).map(({ id }) => id);
  const found = await Promise.all(ids.map((id) => parts.repository.find(owner, id)));
  const planned = found
    .flatMap((stored) => (stored === undefined ? [] : keptOf(stored).plan.days))
    .filter(({ date }) => date >= from && date < day)
    .flatMap(({ meals }) => meals.map(({ recipe }) => recipe.id));
  return [...new Set([...(await parts.history.before(owner, day)), ...planned])];
};
