import type { Allergen, DietId, PatternId, Plan } from "#core";

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

/** A plan as the server keeps it. Times are ISO 8601. */
export type SavedPlan = Plan & {
  readonly id: string;
  readonly createdAt: string;
  /** Meals that the last "solve again" kept. */
  readonly locked: readonly MealPlace[];
};

/** One line of the list of plans. */
export type PlanSummary = Pick<Plan["request"], "days" | "kcal" | "diet" | "startDate" | "note"> & {
  readonly id: string;
  readonly createdAt: string;
};

/** A meal by its place: day from 0, and slot. */
export type MealPlace = { readonly day: number; readonly slot: string };

/** Why something cannot be planned, from the server's 422 or from the planner in the page. */
export type Refusal = {
  readonly conflicts: readonly string[];
  readonly nearest: Readonly<Record<string, unknown>>;
};
