import { type Clock, type PersonalCache, platformErrors } from "plinth";
import type { OwnPool, Plan, PlanRequest, PlanResult, ShoppingList, SwapInput } from "#core";
import { keepsDays } from "#core/model";
import type { Kitchen } from "../../kitchen/index.ts";
import type { OwnRecipes } from "../../recipes/index.ts";
import { type Solver, UnknownMeal } from "../../solver/index.ts";
import { planErrors } from "../errors.ts";
import { compose } from "../import.ts";
import { keptWith, likedOwn, poolFor } from "../own-dishes.ts";
import type { PlanRepository, StoredPlan, VersionChange } from "../repository.ts";
import { type Kept, keptOf, requireFeasible, type SavedPlan, view } from "../saved-plan.ts";
import type { EditBody, ResolveBody, SwapBody } from "../schema.ts";
import {
  applyEdit,
  type Edit,
  type MarkedMenu,
  type Marks,
  marksOf,
  menuOf,
  notesThatStay,
  placedOf,
  plannedLeftovers,
  settledMarks,
} from "./edit.ts";

type Change<Body> = (
  owner: string,
  id: string,
  body: Body,
  signal: AbortSignal,
) => Promise<SavedPlan>;

/** What changes a saved plan; each change is kept, and the last twenty can be taken back. */
export interface PlanChanges {
  readonly swap: Change<SwapBody>;
  readonly resolve: Change<ResolveBody>;
  /** Moves, copies, sets a portion, locks or notes: what a person does by hand. */
  readonly edit: Change<EditBody>;
  readonly undo: (owner: string, id: string, signal: AbortSignal) => Promise<SavedPlan>;
}

/** What is asked of a change besides what is solved. */
interface Asked {
  /** Absent = what is locked already. */
  readonly locked: Marks["locked"] | undefined;
  /** A meal that is now what an earlier one leaves. */
  readonly left?: Marks["leftovers"][number] | undefined;
  /** Whether what the plan was asked to leave over is planned anew. */
  readonly isAnew?: boolean;
}

/** A version as the table keeps it. */
interface KeptVersion {
  readonly days: MarkedMenu;
  readonly gap: number | null;
}

const SEEDS = 4_294_967_296;

const badMember = (field: string, message: string): Error =>
  platformErrors.make.VALIDATION_ERROR({ faults: [{ field, rule: "edit", message }] });

/** A meal that is not in the plan is a fault of the request, not of the server. */
const withMealFaults = async <T>(field: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof UnknownMeal)) throw fault;
    throw platformErrors.make.VALIDATION_ERROR({
      faults: [{ field, rule: "unknown-meal", message: fault.message }],
    });
  }
};

/** The change that a body means. @throws {AppError} VALIDATION_ERROR where a member is missing */
const editOf = (body: EditBody): Edit => {
  const at = { day: body.day, slot: body.slot };
  const missing = (name: string) =>
    badMember(`body.${name}`, `is needed where "change" is "${body.change}"`);
  if (body.change === "move" || body.change === "copy") {
    if (body.to === undefined) throw missing("to");
    return { kind: body.change, from: at, to: body.to };
  }
  if (body.change === "portion") {
    if (body.portion === undefined) throw missing("portion");
    return { kind: "portion", at, portion: body.portion };
  }
  if (body.change === "lock") {
    if (body.locked === undefined) throw missing("locked");
    return { kind: "lock", at, locked: body.locked };
  }
  if (body.change === "leftover") {
    if (body.leftover === undefined) throw missing("leftover");
    return { kind: "leftover", at, leftover: body.leftover };
  }
  return { kind: "note", at, text: (body.note ?? "").trim() };
};

/**
 * The recipe of a meal that another is to be left over from.
 * @throws {AppError} VALIDATION_ERROR where nothing of it keeps until then
 */
const recipeLeft = ({ plan, leftovers }: Kept, at: SwapBody): string | undefined => {
  const { from } = at;
  if (from === undefined) return undefined;
  const meal = plan.days[from.day]?.meals.find(({ slot }) => slot === from.slot);
  const days = at.day - from.day;
  if (meal === undefined || days < 1 || days > keepsDays(meal.ingredients)) {
    throw badMember(
      "body.from",
      "names no meal that still keeps: two days before at most, and one where it has rice",
    );
  }
  if (leftovers.some(({ day, slot }) => day === from.day && slot === from.slot)) {
    throw badMember("body.from", "names a meal that is itself left over");
  }
  return meal.recipe.id;
};

const swapInput = (kept: Kept, body: SwapBody, clock: Clock): SwapInput => {
  const { day, slot, seed = clock.now() % SEEDS } = body;
  return { day, slot, seed, locked: kept.locked, recipe: recipeLeft(kept, body) };
};

/** The marks after a change. @throws {AppError} VALIDATION_ERROR where nothing was left over */
const marksAfter = (plan: Plan, menu: MarkedMenu, edit: Edit): Marks => {
  const made = edit.kind === "leftover" && edit.leftover ? edit.at : undefined;
  const marks = settledMarks(plan, marksOf(menu), made);
  const isMade = ({ day, slot }: Marks["leftovers"][number]) =>
    day === made?.day && slot === made.slot;
  if (made === undefined || marks.leftovers.some(isMade)) return marks;
  throw badMember("body.leftover", "is wrong: no earlier meal that still keeps has the recipe");
};

const changedMeanwhile = () =>
  platformErrors.make.CONFLICT({ detail: "The plan was changed meanwhile; load it again." });

const keepVersion = (plan: Plan, marks: Marks): VersionChange => ({
  keep: JSON.stringify({ days: menuOf(plan, marks), gap: plan.gap } satisfies KeptVersion),
});
const always = async () => true;

/** Writes out the dishes that a person placed. */
const composeMenu = async (
  {
    solver,
    recipes,
  }: { readonly solver: Solver; readonly recipes: Pick<OwnRecipes, "all" | "contributed"> },
  stored: StoredPlan,
  menu: MarkedMenu,
  signal: AbortSignal,
): Promise<Pick<Kept, "plan" | "own">> => {
  const { plan, own } = keptOf(stored);
  const pool = await poolFor(recipes, stored.accountId, own);
  const input = { request: plan.request, days: placedOf(menu), before: plan };
  const composed = await compose(solver, input, { field: "body", own: pool }, signal);
  return { plan: composed, own: keptWith(composed, pool) };
};

/** Builds the part of the service that changes plans. */
export const createPlanChanges = (parts: {
  readonly repository: PlanRepository;
  /** @throws {AppError} NOT_FOUND */
  readonly requirePlan: (owner: string, id: string) => Promise<StoredPlan>;
  readonly solver: Solver;
  readonly groceries: PersonalCache<ShoppingList>;
  readonly kitchen: Pick<Kitchen, "tastes">;
  readonly recipes: Pick<OwnRecipes, "all" | "contributed">;
  readonly clock: Clock;
}): PlanChanges => {
  const { repository, requirePlan, solver, groceries, kitchen, recipes, clock } = parts;

  const save = async (
    stored: StoredPlan,
    kept: Kept,
    version: VersionChange,
    canUndo: () => Promise<boolean>,
  ): Promise<SavedPlan> => {
    const changed: StoredPlan = {
      ...stored,
      updatedAt: clock.now(),
      plan: JSON.stringify(kept satisfies Kept),
    };
    if (!(await repository.replace(changed, version))) {
      throw changedMeanwhile();
    }
    await groceries.invalidateTag(stored.id);
    return view({ ...changed, revision: stored.revision + 1 }, await canUndo());
  };

  /** Solves with the tastes of today. */
  const change = async (
    owner: string,
    id: string,
    asks: Asked,
    solve: (kept: Kept, own: OwnPool) => Promise<PlanResult>,
  ): Promise<SavedPlan> => {
    const stored = await requirePlan(owner, id);
    const kept = keptOf(stored);
    const locked = asks.locked ?? kept.locked;
    const pool = await poolFor(recipes, owner, kept.own);
    const tastes = await kitchen.tastes(owner);
    const ratings = { ...likedOwn(pool), ...tastes.ratings };
    const request: PlanRequest = { ...kept.plan.request, ...tastes, ratings };
    const asked = { ...kept, plan: { ...kept.plan, request }, locked };
    const plan = requireFeasible(await solve(asked, pool));
    const marks = {
      locked,
      notes: notesThatStay(kept.notes, kept.plan, plan),
      leftovers: [...kept.leftovers, ...(asks.isAnew ? plannedLeftovers(plan) : [])],
    };
    const own = keptWith(plan, pool);
    const changed = { plan, own, ...settledMarks(plan, marks, asks.left) };
    return save(stored, changed, keepVersion(kept.plan, kept), always);
  };

  return {
    swap: (owner, id, body, signal) => {
      const left = body.from && { day: body.day, slot: body.slot };
      return withMealFaults("body", () =>
        change(owner, id, { locked: body.locked, left }, (kept, own) => {
          const input = swapInput(kept, body, clock);
          return solver.run({ kind: "swap", plan: kept.plan, input, own }, signal);
        }),
      );
    },
    resolve: (owner, id, body, signal) =>
      withMealFaults(body.days === undefined ? "body.locked" : "body", () =>
        change(owner, id, { locked: body.locked, isAnew: true }, ({ plan, locked }, own) => {
          const { days, portionsOnly, seed = clock.now() % SEEDS } = body;
          const input = { locked, seed, days, portionsOnly };
          return solver.run({ kind: "resolve", plan, input, own }, signal);
        }),
      ),
    edit: async (owner, id, body, signal) => {
      // First whose plan it is: what is wrong with a change of another's is not told.
      const stored = await requirePlan(owner, id);
      const edit = editOf(body);
      if (body.revision !== undefined && body.revision !== stored.revision) {
        throw changedMeanwhile();
      }
      const kept = keptOf(stored);
      const menu = applyEdit(menuOf(kept.plan, kept), edit);
      if (menu === undefined) throw badMember("body", "names a meal that the plan does not have");
      const isMark = !("to" in edit) && edit.kind !== "portion";
      const changed = isMark ? kept : await composeMenu(parts, stored, menu, signal);
      const next: Kept = { ...changed, ...marksAfter(changed.plan, menu, edit) };
      return save(stored, next, keepVersion(kept.plan, kept), always);
    },
    undo: async (owner, id, signal) => {
      const stored = await requirePlan(owner, id);
      const last = await repository.lastVersion(owner, id);
      if (last === undefined) throw planErrors.make.NOTHING_TO_UNDO();
      const { days, gap } = JSON.parse(last.menu) as KeptVersion;
      const composed = await composeMenu(parts, stored, days, signal);
      return save(
        stored,
        { plan: { ...composed.plan, gap }, own: composed.own, ...marksOf(days) },
        { drop: last.revision },
        async () => (await repository.lastVersion(owner, id)) !== undefined,
      );
    },
  };
};
