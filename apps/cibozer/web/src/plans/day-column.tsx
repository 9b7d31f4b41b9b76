import type { CSSProperties } from "react";
import type { DayTargets, Meal, PlanDay } from "#core";
import { dayWords } from "../api/plan-words.ts";
import { MealCard } from "./meal-card.tsx";
import type { MealControls } from "./meal-controls.ts";
import { TargetBars } from "./target-bars.tsx";

/** One day: its meals in order, then its totals. A column on wide screens, a section on phones. */
export const DayColumn = (props: {
  readonly day: PlanDay;
  readonly targets: DayTargets | undefined;
  readonly onOpen: (meal: Meal) => void;
  readonly controlsOf: (meal: Meal) => MealControls;
}) => {
  const { day } = props;
  const name = dayWords(day.date);
  // Heading, meals and totals line up across the days of a week.
  const rows = { "--rows": day.meals.length + 2 } as CSSProperties;
  return (
    <section className="day" id={`day-${day.date}`} aria-label={name} style={rows}>
      <h2>{name}</h2>
      {day.meals.map((meal) => (
        <MealCard
          key={meal.slot}
          meal={meal}
          dayName={name}
          onOpen={() => props.onOpen(meal)}
          controls={props.controlsOf(meal)}
        />
      ))}
      <TargetBars totals={day.totals} targets={props.targets} />
    </section>
  );
};
