import { formatWeight, orderAisles } from "#core/model";
import type { Preferences } from "../../kitchen/index.ts";
import { cookedOn, type SavedPlan } from "../saved-plan.ts";

/** The plan and its shopping list as plain text, in the units and by the shop of its reader. */
export const planText = (plan: SavedPlan, { units: chosen, aisles }: Preferences): string => {
  const units = chosen ?? plan.request.units;
  const days = plan.days.flatMap(({ date, meals, totals }, day) => [
    "",
    date,
    ...meals.map(({ slot, time, label, recipe, portion, nutrition }) => {
      const note = plan.notes.find((one) => one.day === day && one.slot === slot)?.text;
      const left = cookedOn(plan, day, slot);
      const facts = [
        ...(left === undefined ? [] : [`left over from ${left}`]),
        `${portion} x a serving`,
        `${Math.round(nutrition.energyKcal)} kcal`,
      ].join(", ");
      return `  ${time}  ${label}: ${recipe.title} (${facts})${note === undefined ? "" : ` - ${note}`}`;
    }),
    `  ${Math.round(totals.energyKcal)} kcal, protein ${Math.round(totals.proteinG)} g, fat ${Math.round(totals.fatG)} g, carbohydrate ${Math.round(totals.carbG)} g`,
  ]);
  const groceries = orderAisles(plan.groceries.aisles, aisles).flatMap(({ aisle, lines }) => [
    "",
    `  ${aisle}`,
    ...lines.map(
      ({ name, purchaseGrams }) => `    [ ] ${name}: ${formatWeight(purchaseGrams, units)}`,
    ),
  ]);
  const excluded = plan.request.excludeAllergens;
  const head = [
    `Cibozer: ${plan.days.length} days from ${plan.request.startDate}, ${plan.request.kcal} kcal a day, ${plan.request.diet}`,
    ...(excluded.length > 0 ? [`Without ${excluded.join(", ")}; check labels, brands differ`] : []),
  ];
  return `${[...head, ...days, "", "Groceries", ...groceries].join("\n")}\n`;
};
