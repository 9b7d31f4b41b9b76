import { PlainButton, useTexts } from "@plinth/console";
import { type CSSProperties, useState } from "react";
import type { DayTargets, Meal, PlanDay } from "#core";
import { dayWords } from "../api/plan-words.ts";
import { localDate } from "../api/wishes.ts";
import { InSlices } from "./in-slices.tsx";
import { DayNutrients } from "./lazy-dialogs.tsx";
import { MealCard } from "./meal/meal-card.tsx";
import type { MealControls } from "./meal/meal-controls.ts";
import { missesTargets, TargetBars } from "./target-bars.tsx";

/** What can be done with a whole day. */
export type DayControls = {
  readonly isBusy: boolean;
  /** Whether it is this day that is being solved. */
  readonly isSolving: boolean;
  readonly onSolve: () => void;
  readonly onFit: () => void;
};

/** Meals and totals of a day that a slice draws, and the slices that this makes of most days. */
const MEALS_A_SLICE = 2;
export const SLICES_A_DAY = 3;

/** One day: its meals in order, then its totals. A column on wide screens, a section on phones. */
export const DayColumn = (props: {
  readonly day: PlanDay;
  readonly targets: DayTargets | undefined;
  /** Whether all of it is drawn at once. */
  readonly isWhole: boolean;
  readonly onOpen: (meal: Meal) => void;
  readonly controlsOf: (meal: Meal) => MealControls;
  readonly controls: DayControls;
}) => {
  const t = useTexts();
  const { day } = props;
  const name = dayWords(t, day.date);
  // Heading, meals and totals line up across the days of a week.
  const rows = { "--rows": day.meals.length + 2 } as CSSProperties;
  return (
    <section
      className="day"
      id={`day-${day.date}`}
      aria-label={name}
      style={rows}
      aria-current={day.date === localDate(new Date()) ? "date" : undefined}
    >
      <h2>{name}</h2>
      <InSlices first={props.isWhole ? day.meals.length + 1 : MEALS_A_SLICE} step={MEALS_A_SLICE}>
        {[
          ...day.meals.map((meal) => (
            <MealCard
              key={meal.slot}
              meal={meal}
              dayName={name}
              onOpen={() => props.onOpen(meal)}
              controls={props.controlsOf(meal)}
            />
          )),
          <div key="foot" className="day-foot">
            <TargetBars totals={day.totals} targets={props.targets} />
            <DayActions day={day} name={name} targets={props.targets} controls={props.controls} />
          </div>,
        ]}
      </InSlices>
    </section>
  );
};

const DayActions = (props: {
  readonly day: PlanDay;
  readonly name: string;
  readonly targets: DayTargets | undefined;
  readonly controls: DayControls;
}) => {
  const t = useTexts();
  const { name, controls } = props;
  const [isOpen, setOpen] = useState(false);
  const isOff = missesTargets(props.day.totals, props.targets);
  return (
    <div className="day-actions no-print">
      {isOff && (
        <>
          <span className="small day-off">{t("Off its target, by your hand.")}</span>
          <PlainButton
            isSmall
            isPending={controls.isSolving}
            isDisabled={controls.isBusy && !controls.isSolving}
            aria-label={t("Fit portions: {day}", { day: name })}
            onPress={controls.onFit}
          >
            {t("Fit portions")}
          </PlainButton>
        </>
      )}
      <PlainButton
        look="quiet"
        isSmall
        isPending={controls.isSolving}
        isDisabled={controls.isBusy && !controls.isSolving}
        aria-label={t("Solve this day: {day}", { day: name })}
        onPress={controls.onSolve}
      >
        {t("Solve this day")}
      </PlainButton>
      <PlainButton
        look="quiet"
        isSmall
        aria-label={t("Vitamins and minerals of {day}", { day: name })}
        onPress={() => setOpen(true)}
      >
        {t("Vitamins")}
      </PlainButton>
      {isOpen && <DayNutrients day={props.day} name={name} onClose={() => setOpen(false)} />}
    </div>
  );
};
