import { type ComponentProps, lazy, Suspense } from "react";

const LazyRecipe = lazy(async () => ({
  default: (await import("./recipe-dialog.tsx")).RecipeDialog,
}));
const LazyExtras = lazy(async () => ({
  default: (await import("./meal/meal-extras.tsx")).MealExtras,
}));
const LazyMeal = lazy(async () => ({
  default: (await import("../week/meal-dialog.tsx")).MealDialog,
}));
const LazyNutrients = lazy(async () => ({
  default: (await import("./day-nutrients.tsx")).DayNutrients,
}));

const LazyDelete = lazy(async () => ({
  default: (await import("./delete-dialog.tsx")).DeleteDialog,
}));
const LazyStock = lazy(async () => ({
  default: (await import("../groceries/stock-dialog.tsx")).StockDialog,
}));
const LazyRefusal = lazy(async () => ({
  default: (await import("./new/refusal-panel.tsx")).RefusalPanel,
}));

/** RecipeDialog, loaded when the first recipe is opened (UX-03). */
export const RecipeDialog = (props: ComponentProps<typeof LazyRecipe>) =>
  props.meal === undefined ? null : (
    <Suspense>
      <LazyRecipe {...props} />
    </Suspense>
  );

/** MealExtras, loaded with the first recipe (UX-03). */
export const MealExtras = (props: ComponentProps<typeof LazyExtras>) => (
  <Suspense>
    <LazyExtras {...props} />
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

/** DeleteDialog, loaded when a plan is to be deleted (UX-03). */
export const DeleteDialog = (props: ComponentProps<typeof LazyDelete>) => (
  <Suspense>
    <LazyDelete {...props} />
  </Suspense>
);

/** StockDialog, loaded when somebody tells of the first food (UX-03). */
export const StockDialog = (props: ComponentProps<typeof LazyStock>) =>
  props.line === undefined ? null : (
    <Suspense>
      <LazyStock {...props} />
    </Suspense>
  );

/** RefusalPanel, loaded when wishes do not go together (UX-03). */
export const RefusalPanel = (props: ComponentProps<typeof LazyRefusal>) => (
  <Suspense>
    <LazyRefusal {...props} />
  </Suspense>
);
