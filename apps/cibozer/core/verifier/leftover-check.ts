import type { Plan } from "../model/plan.ts";

type Report = (rule: string, detail: string) => void;

/** Whether a plan that cooks for two days does: what is eaten stands a day before as it was asked for. */
export function checkLeftovers({ request, days }: Plan, report: Report): void {
  const at = (day: number, slot: string) =>
    days[day]?.meals.find((meal) => meal.slot === slot)?.recipe.id;
  const needs = (day: number, slot: string, cooked: string) => {
    const eaten = at(day, slot);
    if (eaten !== at(day - 1, cooked)) report("leftovers", `day ${day}: ${slot} is ${eaten}`);
  };
  for (let day = 1; day < days.length; day += 1) {
    if (request.leftovers === "lunch") needs(day, "lunch", "dinner");
    if (request.leftovers !== "every-other-day" || day % 2 === 0) continue;
    for (const slot of ["lunch", "dinner"]) needs(day, slot, slot);
  }
}
