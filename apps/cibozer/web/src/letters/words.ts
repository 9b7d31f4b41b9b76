import type { ApiClient } from "@plinth/console";
import { createHistoryApi, type EatenMeal, type HistoryPart } from "../api/history-api.ts";
import { createHomeApi, type Home, type Taste } from "../api/home-api.ts";
import type { MealPlace, SavedPlan } from "../api/plan-types.ts";
import { createPlansApi } from "../api/plans-api.ts";

/** What can be told with no network. */
export type Words =
  | { readonly kind: "taste"; readonly recipe: string; readonly taste: Taste }
  | { readonly kind: "eaten"; readonly meal: EatenMeal; readonly eaten: boolean }
  | {
      readonly kind: "note";
      readonly plan: string;
      readonly place: MealPlace;
      /** The dish that the note is about. */
      readonly recipe: string;
      readonly note: string;
    };

/** The dish of a note is not where it was: another device changed the plan. */
export class DishMoved extends Error {}

/** What words are about: newer ones on the same make older ones needless. */
export const subjectOf = (words: Words): string => {
  if (words.kind === "taste") return `taste ${words.recipe}`;
  if (words.kind === "eaten") return `eaten ${words.meal.date} ${words.meal.slot}`;
  return `note ${words.plan} ${words.place.day} ${words.place.slot}`;
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

/** What the server said to words. */
export type Said =
  | { readonly kind: "taste"; readonly home: Home }
  | { readonly kind: "eaten" }
  | { readonly kind: "note"; readonly plan: SavedPlan };

/** Tells the server. @throws {DishMoved} where a note has lost its dish */
export const sendWords = async (client: ApiClient, words: Words, key: string): Promise<Said> => {
  if (words.kind === "taste") {
    return {
      kind: "taste",
      home: await createHomeApi(client).rate(words.recipe, words.taste, key),
    };
  }
  if (words.kind === "eaten") {
    const { meal, eaten } = words;
    const { date, slot, recipe, portion } = meal;
    await createHistoryApi(client).tell({ date, slot, recipe: recipe.id, portion, eaten }, key);
    return { kind: "eaten" };
  }
  const plans = createPlansApi(client);
  const { day, slot } = words.place;
  const now = await plans.load(words.plan);
  const meal = now.days[day]?.meals.find((one) => one.slot === slot);
  if (meal?.recipe.id !== words.recipe) throw new DishMoved();
  return { kind: "note", plan: await plans.note(words.plan, words.place, words.note, key) };
};
