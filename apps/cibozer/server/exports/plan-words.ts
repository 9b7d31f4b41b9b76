import type { Meal, PlanDay } from "#core";
import { aisleLabel, formatWeight, orderAisles } from "#core/model";
import type { Preferences } from "../kitchen/index.ts";
import { cookedOn, type SavedPlan } from "../plans/index.ts";
import type { DishWords, PlanWords } from "./pdf/pdf-job.ts";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const dollars = new Intl.NumberFormat("en", { style: "currency", currency: "USD" });
const listed = new Intl.ListFormat("en");
const fullDate = new Intl.DateTimeFormat("en", { dateStyle: "full", timeZone: "UTC" });
const longDate = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });

const at = (date: string): Date => new Date(`${date}T00:00:00Z`);
const servings = (portion: number): string => (portion === 1 ? "1 serving" : `${portion} servings`);

const energyWords = (of: PlanDay["totals"] | Meal["nutrition"]): string =>
  `${whole.format(of.energyKcal)} kcal, protein ${whole.format(of.proteinG)} g, fat ${whole.format(of.fatG)} g, carbohydrate ${whole.format(of.carbG)} g`;

/** What a plan is called on paper and in mails. */
export const titleOf = ({ days, request }: SavedPlan): string => {
  const from = longDate.format(at(request.startDate));
  return days.length === 1 ? `Meals for ${from}` : `${days.length} days of meals from ${from}`;
};

/** A plan in whole texts: for paper and for mails. Weights are written in the person's units. */
export const planWords = (plan: SavedPlan, { units: chosen, aisles }: Preferences): PlanWords => {
  const units = chosen ?? plan.request.units;
  const { groceries, notes, request } = plan;
  const lines = groceries.aisles.flatMap((aisle) => aisle.lines);
  const names = new Map(lines.map(({ food, name }) => [food, name]));
  const dish = (meal: Meal, day: number): DishWords => {
    const note = notes.find((one) => one.day === day && one.slot === meal.slot)?.text;
    const left = cookedOn(plan, day, meal.slot);
    const from = left === undefined ? "" : ` (left over from ${longDate.format(at(left))})`;
    return {
      when: `${meal.time}  ${meal.label}${from}`,
      title: meal.recipe.title,
      facts: `${servings(meal.portion)}: ${energyWords(meal.nutrition)}`,
      parts: meal.ingredients
        .map(({ food, grams }) => `${names.get(food) ?? food} ${formatWeight(grams, units)}`)
        .join("; "),
      ...(note === undefined ? {} : { note: `Note: ${note}` }),
    };
  };
  const without = request.excludeAllergens;
  return {
    title: titleOf(plan),
    lead: [
      `For ${whole.format(request.kcal)} kcal a day, diet: ${request.diet}`,
      ...(without.length > 0
        ? [`Without ${listed.format(without)}. Check labels: brands differ.`]
        : []),
    ],
    days: plan.days.map(({ date, meals, totals }, day) => ({
      title: fullDate.format(at(date)),
      facts: energyWords(totals),
      dishes: meals.map((meal) => dish(meal, day)),
    })),
    list: {
      title: "Groceries",
      facts: `Everything that the plan needs, as bought. About ${dollars.format(groceries.costUsd)} by table prices.`,
      sections: orderAisles(groceries.aisles, aisles).map((section) => ({
        title: aisleLabel(section.aisle),
        lines: section.lines.map(
          ({ name, purchaseGrams }) => `${name}: ${formatWeight(purchaseGrams, units)}`,
        ),
      })),
    },
  };
};
