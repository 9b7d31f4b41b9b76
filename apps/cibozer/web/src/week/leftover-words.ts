import type { Texts } from "@plinth/console";
import type { MealPlace } from "../api/plan-types.ts";
import { dayWords, portionWords } from "../api/plan-words.ts";
import { cookedPortion, eatenLater, type LeftoverPlan, leftFrom } from "./leftovers.ts";

/** What a meal is left of, or what it leaves; empty = neither. */
export const leftoverWords = (t: Texts, plan: LeftoverPlan, place: MealPlace): string => {
  const dayOf = ({ day }: MealPlace) =>
    dayWords(t, plan.days[day]?.date ?? "", { weekday: "long" });
  const from = leftFrom(plan, place);
  if (from !== undefined) return t("Left over from {day}.", { day: dayOf(from) });
  const [later] = eatenLater(plan, place);
  if (later === undefined) return "";
  return t("Cook {portion}; the rest is for {day}.", {
    portion: portionWords(t, cookedPortion(plan, place)),
    day: dayOf(later),
  });
};
