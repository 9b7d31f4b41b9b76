import type { Meal } from "#core";
import { portionWords } from "../api/plan-words.ts";
import { MealPlate } from "../art/meal-plate.tsx";
import { MealActions } from "./meal-actions.tsx";
import type { MealControls } from "./meal-controls.ts";

/** One dish: its plate, name and numbers; the name opens the recipe. */
export const MealCard = (props: {
  readonly meal: Meal;
  readonly dayName: string;
  readonly onOpen: () => void;
  readonly controls?: MealControls;
}) => {
  const { meal, controls } = props;
  return (
    <article
      className="meal"
      aria-label={`${meal.label}: ${meal.recipe.title}`}
      data-locked={controls?.isLocked ?? false}
      data-busy={controls?.isSwapping ?? false}
    >
      <MealPlate recipeId={meal.recipe.id} ingredients={meal.ingredients} size={72} />
      <div className="meal-text">
        <span className="meal-slot">
          {meal.label} · {meal.time}
        </span>
        <h3>
          <button type="button" className="meal-title" onClick={props.onOpen}>
            {meal.recipe.title}
          </button>
        </h3>
        <span className="meal-facts numbers">
          {portionWords(meal.portion)} · {Math.round(meal.nutrition.energyKcal)}&nbsp;kcal ·{" "}
          {Math.round(meal.nutrition.proteinG)}&nbsp;g&nbsp;protein
        </span>
      </div>
      {controls !== undefined && (
        <MealActions meal={meal} dayName={props.dayName} controls={controls} />
      )}
    </article>
  );
};
