import { type Clock, type IdGenerator, type PersonalCache, platformErrors } from "plinth";
import type { PlanRequest, ShoppingList } from "#core";
import type { Health } from "../health/index.ts";
import type { History } from "../history/index.ts";
import type { Kitchen } from "../kitchen/index.ts";
import type { OwnRecipes } from "../recipes/index.ts";
import type { Solver } from "../solver/index.ts";
import { createPlanChanges, type PlanChanges } from "./edits/changes.ts";
import { plannedLeftovers } from "./edits/edit.ts";
import { planErrors } from "./errors.ts";
import { createPlanFiles, type PlanFiles } from "./files/index.ts";
import type { PortablePlan } from "./files/portable.ts";
import { parseRequest, readPortable } from "./import.ts";
import { keptWith, likedOwn, poolFor } from "./own-dishes.ts";
import type { PlanRepository, StoredPlan } from "./repository.ts";
import { type Kept, recentFor, requireFeasible, type SavedPlan, view } from "./saved-plan.ts";
import type { PlanRequestBody } from "./schema.ts";
import type { ShareRepository } from "./sharing/repository.ts";
import { createSharing, type Sharing } from "./sharing/service.ts";
import { type Baskets, createBaskets } from "./shopping/baskets.ts";
import type { Checks } from "./shopping/sealing.ts";

/** Most plans that an account keeps. */
const MAX_PLANS = 200;
/** One line of the list of plans. */
export type PlanSummary = Pick<PlanRequest, "days" | "kcal" | "diet" | "startDate" | "note"> & {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** Who a new plan is for, and what they pay for. */
interface PlanOwner {
  readonly userId: string;
  readonly tier: string;
}

/** Plans of one account each. Every function throws errors of the catalogue only. */
export interface PlanService extends PlanChanges, Baskets, PlanFiles, Sharing {
  readonly create: (
    owner: PlanOwner,
    body: PlanRequestBody,
    signal: AbortSignal,
  ) => Promise<SavedPlan>;
  /** Reads a file of `file` back in. */
  readonly importPlan: (
    owner: string,
    file: PortablePlan,
    signal: AbortSignal,
  ) => Promise<SavedPlan>;
  readonly list: (owner: string) => Promise<readonly PlanSummary[]>;
  readonly get: (owner: string, id: string) => Promise<SavedPlan>;
  readonly remove: (owner: string, id: string) => Promise<void>;
  readonly exportAll: (owner: string) => Promise<readonly Record<string, unknown>[]>;
  /** What plans were before their last changes. */
  readonly exportVersions: (owner: string) => Promise<readonly Record<string, unknown>[]>;
  readonly eraseAll: (owner: string) => Promise<void>;
}

const summaryOf = ({ days, kcal, diet, startDate, note }: PlanRequest): string =>
  JSON.stringify({ days, kcal, diet, startDate, note });

const summaryView = ({
  id,
  createdAt,
  updatedAt,
  summary,
}: Omit<StoredPlan, "plan">): PlanSummary => ({
  ...(JSON.parse(summary) as Omit<PlanSummary, "id" | "createdAt" | "updatedAt">),
  id,
  createdAt: new Date(createdAt).toISOString(),
  updatedAt: new Date(updatedAt).toISOString(),
});

/** Builds the service. */
export const createPlanService = (parts: {
  readonly repository: PlanRepository;
  readonly solver: Solver;
  readonly checks: Checks;
  readonly shares: ShareRepository;
  readonly createToken: () => string;
  readonly kitchen: Pick<Kitchen, "tastes" | "home" | "preferences">;
  readonly recipes: Pick<OwnRecipes, "all" | "contributed">;
  readonly history: Pick<History, "before">;
  readonly health: Pick<Health, "household">;
  /** Shopping lists: the worker adds each up once. */
  readonly groceries: PersonalCache<ShoppingList>;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  /** Told of every plan that was made and saved. */
  readonly onCreated: (diet: PlanRequest["diet"], tier: string) => void;
}): PlanService => {
  const { repository, checks, shares, solver, kitchen, recipes, history } = parts;
  const { groceries, clock, newId } = parts;
  const today = (): string => new Date(clock.now()).toISOString().slice(0, 10);

  const requirePlan = async (owner: string, id: string): Promise<StoredPlan> => {
    const stored = await repository.find(owner, id);
    if (stored === undefined) throw platformErrors.make.NOT_FOUND();
    return stored;
  };

  const see = async (stored: StoredPlan): Promise<SavedPlan> =>
    view(stored, (await repository.lastVersion(stored.accountId, stored.id)) !== undefined);

  const insert = async (owner: string, kept: Kept): Promise<StoredPlan> => {
    const now = clock.now();
    const stored: StoredPlan = {
      id: newId(),
      accountId: owner,
      createdAt: now,
      updatedAt: now,
      revision: 1,
      summary: summaryOf(kept.plan.request),
      plan: JSON.stringify(kept),
    };
    if (!(await repository.insert(stored, MAX_PLANS))) throw planErrors.make.PLAN_LIMIT_REACHED();
    return stored;
  };

  return {
    ...createPlanChanges({ repository, requirePlan, solver, groceries, kitchen, recipes, clock }),
    ...createBaskets({ checks, requirePlan, solver, kitchen, groceries }),
    ...createPlanFiles({ requirePlan, kitchen, health: parts.health, solver }),
    ...createSharing({
      repository: shares,
      findPlan: async (owner, id) => {
        const stored = await repository.find(owner, id);
        return stored && view(stored, false);
      },
      createToken: parts.createToken,
      clock,
      newId,
    }),
    create: async (owner, body, signal) => {
      const { units } = await kitchen.preferences(owner.userId);
      const asked = parseRequest({ ...(units === null ? {} : { units }), ...body }, today());
      const pool = await poolFor(recipes, owner.userId);
      const tastes = await kitchen.tastes(owner.userId);
      const ratings = { ...likedOwn(pool), ...tastes.ratings };
      const recent = await recentFor({ repository, history }, owner.userId, asked.startDate);
      const request = { ...asked, ...tastes, ratings, recent };
      const task = { kind: "plan", request, own: pool } as const;
      const plan = requireFeasible(await solver.run(task, signal));
      const own = keptWith(plan, pool);
      const stored = await insert(owner.userId, {
        plan,
        locked: [],
        notes: [],
        leftovers: plannedLeftovers(plan),
        own,
      });
      parts.onCreated(request.diet, owner.tier);
      return view(stored, false);
    },
    importPlan: async (owner, file, signal) => {
      const own = await poolFor(recipes, owner);
      const kept = await readPortable(solver, { file, own }, today(), signal);
      return view(await insert(owner, kept), false);
    },
    list: async (owner) => (await repository.list(owner)).map(summaryView),
    get: async (owner, id) => see(await requirePlan(owner, id)),
    remove: async (owner, id) => {
      if (!(await repository.remove(owner, id))) throw platformErrors.make.NOT_FOUND();
      await checks.remove(owner, id);
      await shares.removePlan(owner, id);
      await groceries.invalidateTag(id);
    },
    exportAll: async (owner) => {
      const rows = await repository.list(owner);
      return Promise.all(
        rows.map(async ({ id }) => ({ ...(await see(await requirePlan(owner, id))) })),
      );
    },
    exportVersions: async (owner) =>
      (await repository.versions(owner)).map(({ planId, revision, createdAt, menu }) => ({
        planId,
        revision,
        createdAt: new Date(createdAt).toISOString(),
        menu: JSON.parse(menu) as unknown,
      })),
    eraseAll: async (owner) => {
      await repository.removeAll(owner);
      await checks.removeAll(owner);
      await shares.removeAll(owner);
      await groceries.invalidateOwner(owner);
    },
  };
};
