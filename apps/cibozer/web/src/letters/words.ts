import type { EatenMeal, HistoryPart } from "../api/history-api.ts";
import type { Home, Taste } from "../api/home-api.ts";
import type { MealPlace, SavedPlan } from "../api/plan-types.ts";

/** Foods of a list, and whether they are in the basket. */
export type Ticks = Readonly<Record<string, boolean>>;

/** What can be told with no network. */
export type Words =
  | { readonly kind: "taste"; readonly recipe: string; readonly taste: Taste }
  | { readonly kind: "eaten"; readonly meal: EatenMeal; readonly eaten: boolean }
  | { readonly kind: "ticks"; readonly plan: string; readonly changes: Ticks }
  | {
      readonly kind: "note";
      readonly plan: string;
      readonly place: MealPlace;
      /** The dish that the note is about. */
      readonly recipe: string;
      readonly note: string;
    };

/** The ticks of a list that are not sent yet, the newest word on each food. */
export const ticksOf = (plan: string, waiting: readonly Words[]): Ticks => {
  let changes: Ticks = {};
  for (const words of waiting) {
    if (words.kind === "ticks" && words.plan === plan) changes = { ...changes, ...words.changes };
  }
  return changes;
};

/** What somebody thinks of recipes, with what is not sent yet. */
export const homeWith = (home: Home, waiting: readonly Words[]): Home => {
  let { tastes } = home;
  for (const words of waiting) {
    if (words.kind !== "taste") continue;
    const { recipe, taste } = words;
    const own = { recipe, rating: taste.rating ?? null, never: taste.never === true };
    tastes = [...tastes.filter((one) => one.recipe !== recipe), own];
  }
  return { ...home, tastes };
};

/** What somebody had, with what is not sent yet. */
export const historyWith = (part: HistoryPart, waiting: readonly Words[]): HistoryPart => {
  let { meals } = part;
  for (const words of waiting) {
    if (words.kind !== "eaten") continue;
    const { meal, eaten } = words;
    const others = meals.filter(({ date, slot }) => date !== meal.date || slot !== meal.slot);
    meals = eaten ? [meal, ...others] : others;
  }
  return { ...part, meals };
};

/** A plan with the notes that are not sent yet. */
export const planWith = (plan: SavedPlan, waiting: readonly Words[]): SavedPlan => {
  let { notes } = plan;
  for (const words of waiting) {
    if (words.kind !== "note" || words.plan !== plan.id) continue;
    const { place, note } = words;
    const others = notes.filter(({ day, slot }) => day !== place.day || slot !== place.slot);
    notes = note === "" ? others : [...others, { ...place, text: note }];
  }
  return { ...plan, notes };
};
