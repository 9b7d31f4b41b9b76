import { useTexts } from "@plinth/console";
import { useState } from "react";
import type { Meal, Plan } from "#core";
import { RecipeDialog } from "../plans/lazy-dialogs.tsx";
import { MealCard } from "../plans/meal/meal-card.tsx";
import { TargetBars } from "../plans/target-bars.tsx";

/** The meals of a visitor's day, its totals, and the recipes on request. */
export const DayMenu = ({ plan }: { readonly plan: Plan }) => {
  const t = useTexts();
  const [open, setOpen] = useState<Meal>();
  const day = plan.days[0];
  if (day === undefined) return null;
  return (
    <section className="stack" aria-label={t("Your day")}>
      <h2>{t("Your day, {energyKcal} kcal", { energyKcal: Math.round(day.totals.energyKcal) })}</h2>
      {day.meals.map((meal) => (
        <MealCard key={meal.slot} meal={meal} dayName="your day" onOpen={() => setOpen(meal)} />
      ))}
      <TargetBars totals={day.totals} targets={plan.targets} />
      <RecipeDialog meal={open} onClose={() => setOpen(undefined)} />
    </section>
  );
};
