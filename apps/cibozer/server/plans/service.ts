import { type Clock, type IdGenerator, type PersonalCache, platformErrors } from "plinth";
import type { GroceryList, MealRef, Plan, PlanRequest, PlanResult } from "#core";
import { normaliseRequest } from "#core/model";
import { type Solver, UnknownMeal } from "../solver/index.ts";
import { planErrors } from "./errors.ts";
import type { PlanRepository, StoredPlan } from "./repository.ts";
import type { PlanRequestBody, ResolveBody, SwapBody } from "./schema.ts";

/** Most plans that an account keeps. */
const MAX_PLANS = 200;

/** A saved plan as a person sees it. */
export type SavedPlan = Plan & {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly locked: readonly MealRef[];
};

/** One line of the list of plans. */
export type PlanSummary = Pick<PlanRequest, "days" | "kcal" | "diet" | "startDate" | "note"> & {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** Plans of one account each. Every function throws errors of the catalogue only. */
export interface PlanService {
  readonly create: (
    owner: string,
    body: PlanRequestBody,
    signal: AbortSignal,
  ) => Promise<SavedPlan>;
  readonly list: (owner: string) => Promise<readonly PlanSummary[]>;
  readonly get: (owner: string, id: string) => Promise<SavedPlan>;
  readonly swap: (
    owner: string,
    id: string,
    body: SwapBody,
    signal: AbortSignal,
  ) => Promise<SavedPlan>;
  readonly resolve: (
    owner: string,
    id: string,
    body: ResolveBody,
    signal: AbortSignal,
  ) => Promise<SavedPlan>;
  readonly groceries: (
    owner: string,
    id: string,
    units: PlanRequest["units"] | undefined,
  ) => Promise<GroceryList>;
  readonly remove: (owner: string, id: string) => Promise<void>;
  readonly exportAll: (owner: string) => Promise<readonly Record<string, unknown>[]>;
  readonly eraseAll: (owner: string) => Promise<void>;
}

/** What the table keeps besides the summary: the plan and what is locked in it. */
interface Kept {
  readonly plan: Plan;
  readonly locked: readonly MealRef[];
}

const requireFeasible = (result: PlanResult): Plan => {
  if (result.ok) return result.plan;
  const { conflicts, nearest, waterfall } = result;
  throw planErrors.make.PLAN_INFEASIBLE({
    detail: `These cannot hold together: ${conflicts.join(", ")}.`,
    extra: { conflicts, nearest, waterfall },
  });
};

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

const parseRequest = (body: PlanRequestBody, today: string): PlanRequest => {
  const normalised = normaliseRequest({ ...body, startDate: body.startDate ?? today });
  if (normalised.ok) return normalised.request;
  throw platformErrors.make.VALIDATION_ERROR({
    faults: normalised.problems.map(({ field, message }) => ({
      field: `body.${field}`,
      rule: "value",
      message,
    })),
  });
};

const summaryOf = ({ days, kcal, diet, startDate, note }: PlanRequest): string =>
  JSON.stringify({ days, kcal, diet, startDate, note });

const view = (stored: StoredPlan): SavedPlan => {
  const { plan, locked } = JSON.parse(stored.plan) as Kept;
  return {
    ...plan,
    locked,
    id: stored.id,
    createdAt: new Date(stored.createdAt).toISOString(),
    updatedAt: new Date(stored.updatedAt).toISOString(),
  };
};

/** Builds the service. */
export const createPlanService = (parts: {
  readonly repository: PlanRepository;
  readonly solver: Solver;
  /** Shopping lists in units that the plan is not kept in: the worker converts each once. */
  readonly groceries: PersonalCache<GroceryList>;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): PlanService => {
  const { repository, solver, groceries, clock, newId } = parts;
  const today = (): string => new Date(clock.now()).toISOString().slice(0, 10);

  const requirePlan = async (owner: string, id: string): Promise<StoredPlan> => {
    const stored = await repository.find(owner, id);
    if (stored === undefined) throw platformErrors.make.NOT_FOUND();
    return stored;
  };

  const change = async (
    owner: string,
    id: string,
    given: readonly MealRef[] | undefined,
    solve: (plan: Plan, locked: readonly MealRef[]) => Promise<PlanResult>,
  ): Promise<SavedPlan> => {
    const stored = await requirePlan(owner, id);
    const kept = JSON.parse(stored.plan) as Kept;
    const locked = given ?? kept.locked;
    const plan = requireFeasible(await solve(kept.plan, locked));
    const changed: StoredPlan = {
      ...stored,
      updatedAt: clock.now(),
      plan: JSON.stringify({ plan, locked } satisfies Kept),
    };
    if (!(await repository.replace(changed))) {
      throw platformErrors.make.CONFLICT({
        detail: "The plan was changed meanwhile; load it again.",
      });
    }
    await groceries.invalidateTag(id);
    return view(changed);
  };

  return {
    create: async (owner, body, signal) => {
      const request = parseRequest(body, today());
      const plan = requireFeasible(await solver.run({ kind: "plan", request }, signal));
      const now = clock.now();
      const stored: StoredPlan = {
        id: newId(),
        accountId: owner,
        createdAt: now,
        updatedAt: now,
        revision: 1,
        summary: summaryOf(request),
        plan: JSON.stringify({ plan, locked: [] } satisfies Kept),
      };
      if (!(await repository.insert(stored, MAX_PLANS))) throw planErrors.make.PLAN_LIMIT_REACHED();
      return view(stored);
    },
    list: async (owner) => {
      const rows = await repository.list(owner);
      return rows.map(({ id, createdAt, updatedAt, summary }) => ({
        ...(JSON.parse(summary) as Omit<PlanSummary, "id" | "createdAt" | "updatedAt">),
        id,
        createdAt: new Date(createdAt).toISOString(),
        updatedAt: new Date(updatedAt).toISOString(),
      }));
    },
    get: async (owner, id) => view(await requirePlan(owner, id)),
    swap: (owner, id, body, signal) =>
      withMealFaults("body", () =>
        change(owner, id, body.locked, (plan, locked) => {
          const seed = body.seed ?? clock.now() % 4_294_967_296;
          const input = { day: body.day, slot: body.slot, seed, locked };
          return solver.run({ kind: "swap", plan, input }, signal);
        }),
      ),
    resolve: (owner, id, body, signal) =>
      withMealFaults("body.locked", () =>
        change(owner, id, body.locked, (plan, locked) => {
          const seed = body.seed ?? clock.now() % 4_294_967_296;
          return solver.run({ kind: "resolve", plan, input: { locked, seed } }, signal);
        }),
      ),
    groceries: async (owner, id, units) => {
      const stored = await requirePlan(owner, id);
      const { plan } = JSON.parse(stored.plan) as Kept;
      if (units === undefined || units === plan.request.units) return plan.groceries;
      // Of one revision, so that no node gives the list of a plan that was changed elsewhere.
      return groceries
        .of(owner)
        .wrap(
          `${id}:${stored.revision}:${units}`,
          (signal) => solver.run({ kind: "groceries", plan, units }, signal),
          { tags: [id] },
        );
    },
    remove: async (owner, id) => {
      if (!(await repository.remove(owner, id))) throw platformErrors.make.NOT_FOUND();
      await groceries.invalidateTag(id);
    },
    exportAll: async (owner) => {
      const rows = await repository.list(owner);
      return Promise.all(rows.map(async ({ id }) => ({ ...view(await requirePlan(owner, id)) })));
    },
    eraseAll: async (owner) => {
      await repository.removeAll(owner);
      await groceries.invalidateOwner(owner);
    },
  };
};
