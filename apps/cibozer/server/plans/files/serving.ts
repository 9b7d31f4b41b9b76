import { platformErrors, type Texts } from "plinth";
import type { GroceryList, Meal, Member, PlanDay } from "#core";
import { eatersOf, portionFor, scaleOf, servingsFor } from "#core/model";
import type { Health } from "../../health/index.ts";
import type { Solver } from "../../solver/index.ts";
import type { SavedPlan } from "../saved-plan.ts";
import { servingWords, sideBySide } from "./words.ts";

/** What of a plan is taken along, and for whom, as an address says it. */
export interface ServingWish {
  readonly days?: string | undefined;
  readonly scale?: number | undefined;
  readonly along?: string | undefined;
}

/** A plan as it is served: some of its days, for its owner and those who eat along. */
export interface ServedPlan {
  readonly plan: SavedPlan;
  /** Its chosen days with their places in the plan. */
  readonly days: readonly { readonly place: number; readonly day: PlanDay }[];
  /** Who of the household eats along. */
  readonly eaters: readonly Member[];
  /** How many times the plan's portions everybody eats together. */
  readonly scale: number;
  /** What to buy for it. */
  readonly groceries: GroceryList;
}

/** Serves plans of an owner. @throws {AppError} CONSENT_REQUIRED for those who eat along */
export type Serve = (
  owner: string,
  plan: SavedPlan,
  wish: ServingWish,
  signal: AbortSignal,
) => Promise<ServedPlan>;

/** Who of a household eats is read with consent, by its owner alone: no key stands for that. */
export const requireOwnEyes = (method: string, { along }: ServingWish): void => {
  if (method === "api-key" && along !== undefined) {
    throw platformErrors.make.AUTHORIZATION_ERROR({ extra: { reason: "api-key" } });
  }
};

/** All of a plan, for its owner alone. */
export const servedWhole = (plan: SavedPlan): ServedPlan => ({
  plan,
  days: plan.days.map((day, place) => ({ place, day })),
  eaters: [],
  scale: 1,
  groceries: plan.groceries,
});

const placesOf = (text: string | undefined): readonly number[] =>
  text === undefined ? [] : text.split(",").map(Number);

/** Builds what chooses. */
export const createServe =
  (parts: { readonly health: Pick<Health, "household">; readonly solver: Solver }): Serve =>
  async (owner, plan, wish, signal) => {
    const whole = servedWhole(plan);
    const wanted = placesOf(wish.days);
    const some = whole.days.filter(({ place }) => wanted.includes(place));
    // None is no file: then it is all of them, as on the page of the list.
    const days = some.length > 0 ? some : whole.days;
    const along = placesOf(wish.along);
    const eaters =
      along.length > 0 ? eatersOf(await parts.health.household(owner), along) : whole.eaters;
    const scale = eaters.length > 0 ? scaleOf(eaters, plan.request.kcal) : (wish.scale ?? 1);
    if (days.length === whole.days.length && scale === 1) return whole;
    const input = {
      scale,
      leftovers: plan.leftovers,
      days: days.map(({ place }) => place),
    };
    const groceries = await parts.solver.run({ kind: "shopping", plan, input }, signal);
    return { plan, days, eaters, scale, groceries };
  };

/** The date of the first day that is served. */
export const firstDate = ({ plan, days }: ServedPlan): string =>
  days[0]?.day.date ?? plan.request.startDate;

/** What each of the others gets of a dish, by name. */
export const othersWords = (
  t: Texts,
  { plan, eaters }: ServedPlan,
  { portion }: Pick<Meal, "portion">,
): readonly string[] =>
  eaters.map((one) => {
    const { kcal } = plan.request;
    return `${one.name}: ${servingWords(t, portionFor(one, kcal, portion))}`;
  });

/** How much everybody gets of a dish: what its owner has, then the others. */
export const portionsWords = (t: Texts, served: ServedPlan, meal: Pick<Meal, "portion">): string =>
  sideBySide(t, [servingWords(t, meal.portion), ...othersWords(t, served, meal)]);

/** How many times its portion all together eat of a dish. */
export const timesOf = ({ plan, eaters, scale }: ServedPlan, meal: Meal): number =>
  eaters.length > 0 ? servingsFor(eaters, plan.request.kcal, [meal]) / meal.portion : scale;

/** For whom amounts are, where that is not the owner alone. */
export const forWhomWords = (t: Texts, { eaters, scale }: ServedPlan): readonly string[] => {
  if (eaters.length > 0) {
    const names = t.list(eaters.map(({ name }) => name));
    return [t("You eat with {names}: amounts and groceries are for all of you.", { names })];
  }
  if (scale === 1) return [];
  return [t("Amounts and groceries are for {times} times the portions.", { times: scale })];
};
