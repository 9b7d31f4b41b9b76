import { useDeferredValue, useMemo } from "react";
import { useLarder } from "../kitchen/use-kitchen.ts";
import { platePartsOf } from "./food-groups.ts";
import { Plate } from "./plate.tsx";

/** The plate of a meal; an empty one until the food table has loaded. */
export const MealPlate = (props: {
  readonly recipeId: string;
  readonly ingredients: readonly { readonly food: string; readonly grams: number }[];
  readonly size: number;
}) => {
  // A week has dozens of them, which are filled without holding up anything else.
  const larder = useDeferredValue(useLarder());
  const parts = useMemo(() => {
    const foods = new Map(larder?.foods.map((food) => [food.id, food]));
    return platePartsOf(props.ingredients, foods);
  }, [larder, props.ingredients]);
  return (
    <Plate
      name={props.recipeId}
      parts={parts}
      cuisine={larder?.cuisines[props.recipeId]}
      size={props.size}
    />
  );
};
