import { DAY, type Texts } from "plinth";
import type { Meal, PlanDay } from "#core";
import { ALLERGEN_LABELS, DIETS } from "#core/model";
import type { SavedPlan } from "../saved-plan.ts";

/** The moment of a calendar date, which is the same in every time zone. */
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);

/** "March 2, 2026". */
export const dateWords = (t: Texts, date: string): string => t.date(at(date), DAY);

/** "Monday, March 2, 2026". */
export const weekdayWords = (t: Texts, date: string): string =>
  t.date(at(date), { dateStyle: "full" });

/** Energy and what it comes from. */
export const energyWords = (t: Texts, of: PlanDay["totals"] | Meal["nutrition"]): string =>
  t("{kcal} kcal, protein {protein} g, fat {fat} g, carbohydrate {carb} g", {
    kcal: Math.round(of.energyKcal),
    protein: Math.round(of.proteinG),
    fat: Math.round(of.fatG),
    carb: Math.round(of.carbG),
  });

/** Facts side by side: Arabic has a comma and a semicolon of its own. */
export const sideBySide = (t: Texts, facts: readonly string[], sign: "," | ";" = ","): string => {
  const own = sign === "," ? "\u060c" : "\u061b";
  return facts.join(`${t.language === "ar" ? own : sign} `);
};

/** "1.5 servings". */
export const servingWords = (t: Texts, portion: number): string =>
  t.plural(portion, "1 serving", "{n} servings");

/** The diet by its name. */
export const dietWords = (t: Texts, { diet }: SavedPlan["request"]): string =>
  t.of(DIETS.find(({ id }) => id === diet)?.label ?? diet);

/** What the plan leaves out for allergies; undefined where that is nothing. */
export const withoutWords = (
  t: Texts,
  { excludeAllergens }: SavedPlan["request"],
): string | undefined => {
  const names = excludeAllergens.map((id) => t.of(ALLERGEN_LABELS[id]));
  if (names.length === 0) return undefined;
  // In the middle of an English sentence they are written small; German nouns never are.
  const said = t.list(t.language === "en" ? names.map((name) => name.toLowerCase()) : names);
  return t("Without {names}. Check labels: brands differ.", { names: said });
};
