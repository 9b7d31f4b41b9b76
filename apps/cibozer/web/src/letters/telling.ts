import { type ApiClient, isApiError } from "@plinth/console";
import { createHistoryApi } from "../api/history-api.ts";
import { createHomeApi, type Home } from "../api/home-api.ts";
import type { SavedPlan } from "../api/plan-types.ts";
import { createPlansApi } from "../api/plans-api.ts";
import type { Refusal } from "./letter.ts";
import type { Words } from "./words.ts";

/** The code of a note whose dish is not where it was: another device changed the plan. */
export const DISH_MOVED = "DISH_MOVED";

class DishMoved extends Error {}

/** What the server said to words; undefined where it was done before, and its answer is lost. */
export type Said =
  | { readonly kind: "taste"; readonly home: Home }
  | { readonly kind: "eaten" }
  | { readonly kind: "ticks"; readonly checked: readonly string[] }
  | { readonly kind: "note"; readonly plan: SavedPlan };

const send = async (client: ApiClient, words: Words, key: string): Promise<Said> => {
  const { kind } = words;
  if (kind === "taste") {
    return { kind, home: await createHomeApi(client).rate(words.recipe, words.taste, key) };
  }
  if (kind === "eaten") {
    const { meal, eaten } = words;
    const { date, slot, recipe, portion } = meal;
    await createHistoryApi(client).tell({ date, slot, recipe: recipe.id, portion, eaten }, key);
    return { kind };
  }
  const plans = createPlansApi(client);
  if (kind === "ticks") {
    const changes = Object.entries(words.changes).map(([food, done]) => ({ food, done }));
    return { kind, checked: (await plans.check(words.plan, changes, key)).checked };
  }
  const { day, slot } = words.place;
  const now = await plans.load(words.plan);
  const meal = now.days[day]?.meals.find((one) => one.slot === slot);
  if (meal?.recipe.id !== words.recipe) throw new DishMoved();
  return { kind, plan: await plans.note(words.plan, words.place, words.note, key) };
};

/** Tells the server. Rejects where that is to be tried again, or `refusalOf` says why not. */
export const sendWords = async (
  client: ApiClient,
  words: Words,
  key: string,
): Promise<Said | undefined> => {
  try {
    return await send(client, words, key);
  } catch (error) {
    if (isApiError(error, "IDEMPOTENCY_ANSWER_LOST")) return undefined;
    throw error;
  }
};

/** No network, too slow, too many, a gateway before nobody, or nobody signed in. */
const PASSING_STATUSES: readonly number[] = [0, 401, 408, 429, 502, 503, 504];
/** The first try is under way, or the address is blocked for a while. */
const PASSING_CODES: readonly string[] = ["IDEMPOTENCY_IN_PROGRESS", "ADDRESS_BLOCKED"];

/** Why words will not do, however often they are sent; undefined for what passes. */
export const refusalOf = (error: unknown): Refusal | undefined => {
  if (error instanceof DishMoved) return { code: DISH_MOVED, status: 409 };
  if (!isApiError(error)) return { code: "UNEXPECTED", status: 500 };
  const { code, status } = error;
  return PASSING_STATUSES.includes(status) || PASSING_CODES.includes(code)
    ? undefined
    : { code, status };
};
