import type { Allergen, DietId, GroceryList, Meal, PatternId, Plan, PlanDay } from "#core";

/** What a person asks for; null means "no limit". */
export type Wishes = {
  readonly days: number;
  readonly kcal: number;
  readonly diet: DietId;
  readonly pattern: PatternId;
  readonly excludeAllergens: readonly Allergen[];
  readonly dislikes: readonly string[];
  readonly maxMinutes: number | null;
  readonly budget: number | null;
  readonly note: string;
  readonly seed: number;
};

/** A meal of a saved plan. */
export type SavedMeal = Meal & { readonly locked?: boolean };

/** A day of a saved plan. */
export type SavedDay = Omit<PlanDay, "meals"> & { readonly meals: readonly SavedMeal[] };

/** A plan as the server keeps it. Older servers may leave out what is marked so. */
export type SavedPlan = {
  readonly id: string;
  readonly createdAt?: string;
  readonly request?: Partial<Plan["request"]>;
  readonly targets?: Plan["targets"];
  readonly days: readonly SavedDay[];
  readonly groceries: GroceryList;
  readonly gap: number;
  readonly unmatchedDislikes?: readonly string[];
};

/** One line of the list of plans. */
export type PlanSummary = {
  readonly id: string;
  readonly createdAt?: string;
  readonly startDate?: string;
  readonly days?: number;
  readonly kcal?: number;
  readonly diet?: string;
  readonly pattern?: string;
  readonly request?: Partial<Plan["request"]>;
};

/** A meal by its place: day from 0, and slot. */
export type MealPlace = { readonly day: number; readonly slot: string };

/** Why something cannot be planned, from the server's 422 or from the planner in the page. */
export type Refusal = {
  readonly conflicts: readonly string[];
  readonly nearest: Readonly<Record<string, unknown>>;
};
