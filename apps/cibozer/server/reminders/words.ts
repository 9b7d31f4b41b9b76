import type { Texts } from "plinth";
import { recipeTitle } from "#core/model";
import type { Dinner } from "./due.ts";

/** Title and text of a message: short enough for a watch, and fit for a lock screen. */
export interface Words {
  readonly title: string;
  readonly body: string;
}

/** When to begin with a dinner that is eaten at a time, HH:MM. */
export const cookWords = (t: Texts, recipe: Dinner["recipe"], time: string): Words => ({
  title: t("Time to begin: {dish}", { dish: recipeTitle(t, recipe) }),
  body: t("Dinner is at {time}.", { time }),
});

/** The day for shopping, with a list or without one. */
export const shopWords = (t: Texts, hasList: boolean): Words => ({
  title: t("Shopping day"),
  body: hasList
    ? t("Your list for the coming days is ready.")
    : t("Nothing is planned for the coming days yet."),
});
