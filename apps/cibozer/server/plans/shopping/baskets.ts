import { type PersonalCache, platformErrors } from "plinth";
import type { ShoppingList } from "#core";
import { leftoversOf, orderAisles } from "#core/model";
import type { Kitchen } from "../../kitchen/index.ts";
import type { Solver } from "../../solver/index.ts";
import type { StoredPlan } from "../repository.ts";
import { keptOf } from "../saved-plan.ts";
import type { ChecksBody, GroceryQuery } from "../schema.ts";
import type { Checks } from "./sealing.ts";

/** Most foods ticked off in one list: more than there are. */
const MAX_CHECKED = 500;

/** A shopping list, and what of it is in the basket. */
export type Basket = ShoppingList & { readonly checked: readonly string[] };

/** What to buy for plans, and what of it is in the basket. */
export interface Baskets {
  readonly groceries: (owner: string, id: string, wish: GroceryQuery) => Promise<Basket>;
  /** Ticks foods off, or takes that back; gives all that are ticked off. */
  readonly check: (owner: string, id: string, body: ChecksBody) => Promise<readonly string[]>;
  readonly exportChecks: (owner: string) => Promise<readonly Record<string, unknown>[]>;
}

/** Builds the part of the service that is about shopping. */
export const createBaskets = (parts: {
  readonly checks: Checks;
  /** @throws {AppError} NOT_FOUND */
  readonly requirePlan: (owner: string, id: string) => Promise<StoredPlan>;
  readonly solver: Solver;
  readonly kitchen: Pick<Kitchen, "home" | "preferences">;
  readonly groceries: PersonalCache<ShoppingList>;
}): Baskets => {
  const { checks, requirePlan, solver, kitchen, groceries } = parts;
  return {
    groceries: async (owner, id, { units: asked, days, scale }) => {
      const stored = await requirePlan(owner, id);
      const { plan, leftovers: marked } = keptOf(stored);
      const leftovers = leftoversOf(plan.days, marked);
      const { staples, stock, version } = await kitchen.home(owner);
      const preferred = await kitchen.preferences(owner);
      const units = asked ?? preferred.units ?? plan.request.units;
      // Of one revision, so that no node gives the list of a plan that was changed elsewhere.
      const key = [id, stored.revision, units, days ?? "", scale ?? 1, version].join(":");
      const chosen = days?.split(",").map(Number);
      const input = { units, scale, staples, stock, leftovers, days: chosen };
      const list = await groceries
        .of(owner)
        .wrap(key, (signal) => solver.run({ kind: "shopping", plan, input }, signal), {
          tags: [id],
        });
      const aisles = [...orderAisles(list.aisles, preferred.aisles)];
      return { ...list, aisles, checked: await checks.find(owner, id) };
    },
    check: async (owner, id, { changes }) => {
      const checked = await checks.change(owner, id, (old) => {
        const now = new Set(old);
        for (const { food, done } of changes) {
          if (done) now.add(food);
          else now.delete(food);
        }
        return [...now].slice(-MAX_CHECKED);
      });
      if (checked === undefined) throw platformErrors.make.NOT_FOUND();
      return checked;
    },
    exportChecks: checks.list,
  };
};
