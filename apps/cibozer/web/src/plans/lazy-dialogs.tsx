import { type ComponentProps, lazy, Suspense } from "react";

const LazyRecipe = lazy(async () => ({
  default: (await import("./recipe-dialog.tsx")).RecipeDialog,
}));
const LazyMeal = lazy(async () => ({
  default: (await import("../week/meal-dialog.tsx")).MealDialog,
}));
const LazyNutrients = lazy(async () => ({
  default: (await import("./day-nutrients.tsx")).DayNutrients,
}));

/** RecipeDialog, loaded when the first recipe is opened (UX-03). */
export const RecipeDialog = (props: ComponentProps<typeof LazyRecipe>) =>
  props.meal === undefined ? null : (
    <Suspense>
      <LazyRecipe {...props} />
    </Suspense>
  );

/** MealDialog, loaded when the first meal is edited (UX-03). */
export const MealDialog = (props: ComponentProps<typeof LazyMeal>) =>
  props.place === undefined ? null : (
    <Suspense>
      <LazyMeal {...props} />
    </Suspense>
  );

/** DayNutrients, loaded with its table of foods when it is asked for (UX-03). */
export const DayNutrients = (props: ComponentProps<typeof LazyNutrients>) => (
  <Suspense>
    <LazyNutrients {...props} />
  </Suspense>
);
