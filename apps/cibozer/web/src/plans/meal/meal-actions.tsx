import { Icon, PlainButton, useTexts } from "@plinth/console";
import type { Meal } from "#core";
import { mealLabel } from "../../api/plan-words.ts";
import type { MealControls } from "./meal-controls.ts";

/** Swap, lock and the rest, with names that say which meal they mean. */
export const MealActions = (props: {
  readonly meal: Meal;
  readonly dayName: string;
  readonly controls: MealControls;
}) => {
  const t = useTexts();
  const { meal, dayName, controls } = props;
  const which = t("{meal} on {day}", { meal: mealLabel(t, meal.label), day: dayName });
  return (
    <div className="meal-actions">
      <PlainButton
        look="quiet"
        isSmall
        isPending={controls.isSwapping}
        isDisabled={controls.isLocked || (controls.isBusy && !controls.isSwapping)}
        aria-label={t("Swap {which}", { which })}
        onPress={controls.onSwap}
      >
        <Icon name="swap" size={18} />
        <span className="btn-text">{t("Swap")}</span>
      </PlainButton>
      <PlainButton
        look="quiet"
        isSmall
        aria-label={t("Lock {which}", { which })}
        aria-pressed={controls.isLocked}
        onPress={() => controls.onLock(!controls.isLocked)}
      >
        <Icon name={controls.isLocked ? "lock" : "unlock"} size={18} />
        <span className="btn-text">{t("Lock")}</span>
      </PlainButton>
      <PlainButton
        look="quiet"
        isSmall
        isIcon
        aria-label={t("More for {which}", { which })}
        onPress={controls.onEdit}
      >
        <Icon name="more" size={18} />
      </PlainButton>
    </div>
  );
};
