import type {
  Allergen,
  DietId,
  Leftover,
  LeftoverWish,
  PatternId,
  Plan,
  ShoppingList,
} from "#core";

/** What a person asks for; null means "no limit". */
export type Wishes = {
  readonly days: number;
  readonly kcal: number;
  readonly diet: DietId;
  readonly pattern: PatternId;
  readonly excludeAllergens: readonly Allergen[];
  readonly dislikes: readonly string[];
  /** Lunch and dinner keep to these; absent or empty = any. */
  readonly cuisines?: readonly string[];
  /** Whether to cook for two days at once; absent = no. */
  readonly leftovers?: LeftoverWish;
  readonly maxMinutes: number | null;
  readonly budget: number | null;
  readonly note: string;
  readonly seed: number;
};

/** A plan as the server keeps it. Times are ISO 8601. */
export type SavedPlan = Plan & {
  readonly id: string;
  readonly createdAt: string;
  /** Meals that "solve again" keeps. */
  readonly locked: readonly MealPlace[];
  readonly notes: readonly (MealPlace & { readonly text: string })[];
  /** Meals that are not cooked, each with the earlier one; absent in answers kept from before. */
  readonly leftovers?: readonly Leftover[];
  /** Rises with every change; a change names the one it was made upon. */
  readonly revision: number;
  readonly canUndo: boolean;
};

/** One change of a plan by hand. */
export type PlanEdit = MealPlace &
  (
    | { readonly change: "move" | "copy"; readonly to: MealPlace }
    | { readonly change: "portion"; readonly portion: number }
    | { readonly change: "lock"; readonly locked: boolean }
    | { readonly change: "note"; readonly note: string }
    | { readonly change: "leftover"; readonly leftover: boolean }
  );

/** The meal that gets another recipe; with `from` it becomes what that earlier meal leaves. */
export type Swap = MealPlace & { readonly from?: MealPlace };

/** What is solved again: some days, or only their portions. */
export type ResolveScope = {
  readonly days?: readonly number[];
  readonly portionsOnly?: boolean;
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
  /** How many recipes of each slot every constraint leaves, in order; absent where nobody counted. */
  readonly waterfall?: readonly {
    readonly constraint: string;
    readonly left: Readonly<Record<string, number>>;
  }[];
};

/** What somebody shops for. */
export type ShoppingWish = {
  readonly units: "metric" | "us";
  /** Days of the plan from 0; absent = all. */
  readonly days?: readonly number[];
  /** How many times the plan's portions. */
  readonly scale: number;
};

/** A shopping list, and what of it is in the basket on any device. */
export type Basket = ShoppingList & { readonly checked: readonly string[] };
