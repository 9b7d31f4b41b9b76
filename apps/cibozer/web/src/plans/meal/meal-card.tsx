import { useTexts } from "@plinth/console";
import { type DragEvent, useState } from "react";
import { isOwnId, type Meal, recipeTitle } from "#core";
import { mealLabel, portionWords } from "../../api/plan-words.ts";
import { Dotted } from "../../art/dotted.tsx";
import { MealPlate } from "../../art/meal-plate.tsx";
import { RecipeTitle } from "../../recipes/recipe-title.tsx";
import { MealActions } from "./meal-actions.tsx";
import type { MealControls } from "./meal-controls.ts";

const CARRIED = "application/x-cibozer-meal";

/** A meal can be carried to another place; everything that does is in its dialog too. */
const carried = (controls: MealControls) => ({
  "data-place": controls.place,
  draggable: true,
  onDragStart: (event: DragEvent<HTMLElement>) => {
    event.dataTransfer.setData(CARRIED, controls.place);
    event.dataTransfer.effectAllowed = "move";
    event.currentTarget.dataset["carried"] = "";
  },
  onDragEnd: (event: DragEvent<HTMLElement>) => {
    delete event.currentTarget.dataset["carried"];
  },
  onDragOver: (event: DragEvent<HTMLElement>) => {
    if (!event.dataTransfer.types.includes(CARRIED)) return;
    event.preventDefault();
    event.currentTarget.dataset["target"] = "";
  },
  onDragLeave: (event: DragEvent<HTMLElement>) => {
    delete event.currentTarget.dataset["target"];
  },
  onDrop: (event: DragEvent<HTMLElement>) => {
    delete event.currentTarget.dataset["target"];
    const from = event.dataTransfer.getData(CARRIED);
    if (from === "" || from === controls.place) return;
    event.preventDefault();
    controls.onDropped(from);
  },
});

/** One dish: its plate, name and numbers; the name opens the recipe. */
export const MealCard = (props: {
  readonly meal: Meal;
  readonly dayName: string;
  readonly onOpen: () => void;
  readonly controls?: MealControls;
  /** What it is left of, or what it leaves, where there is nothing to control. */
  readonly leftover?: string;
}) => {
  const t = useTexts();
  const { meal, controls } = props;
  // What comes instead of the first dish is served; a page that opens stands still.
  const [first] = useState(meal.recipe.id);
  const leftover = controls?.leftover ?? props.leftover ?? "";
  return (
    <article
      className="meal"
      {...(controls === undefined ? {} : carried(controls))}
      aria-label={t("{label}: {title}", {
        label: mealLabel(t, meal.label),
        title: recipeTitle(t, meal.recipe),
      })}
      data-locked={controls?.isLocked ?? false}
      data-busy={controls?.isSwapping ?? false}
    >
      <div className="meal-plate" key={meal.recipe.id} data-served={meal.recipe.id !== first}>
        <MealPlate recipeId={meal.recipe.id} ingredients={meal.ingredients} size={76} />
      </div>
      <div className="meal-text">
        <span className="meal-slot">
          {mealLabel(t, meal.label)} · {meal.time}
          {isOwnId(meal.recipe.id) && ` · ${t("yours")}`}
        </span>
        <h3>
          <button type="button" className="meal-title" onClick={props.onOpen}>
            <RecipeTitle recipe={meal.recipe} />
          </button>
        </h3>
        <Dotted
          className="meal-facts numbers"
          facts={t("{portion} · {energyKcal} kcal · {proteinG} g protein", {
            portion: portionWords(t, meal.portion),
            energyKcal: Math.round(meal.nutrition.energyKcal),
            proteinG: Math.round(meal.nutrition.proteinG),
          })}
        />
        {leftover !== "" && <span className="meal-facts">{leftover}</span>}
        {controls !== undefined && controls.note !== "" && (
          <span className="meal-note">{controls.note}</span>
        )}
      </div>
      {controls !== undefined && (
        <MealActions meal={meal} dayName={props.dayName} controls={controls} />
      )}
    </article>
  );
};
