import type { Meal } from "#core";
import type { MealPlace, SavedPlan } from "../../api/plan-types.ts";
import { EatenField } from "../../history/eaten-field.tsx";
import { Portions } from "../../profile/portions.tsx";
import { useProfile } from "../../profile/use-profile.ts";
import { TasteFields } from "../../week/taste-fields.tsx";

/** What somebody tells of a meal of their plan, and who of the household eats how much of it. */
export const MealExtras = (props: {
  readonly plan: SavedPlan;
  readonly meal: Meal;
  readonly place: MealPlace;
}) => {
  const { plan, meal } = props;
  const members = useProfile().data?.household ?? [];
  return (
    <>
      <Portions plan={plan} place={props.place} meal={meal} members={members} />
      <EatenField date={plan.days[props.place.day]?.date ?? ""} meal={meal} />
      <TasteFields recipe={meal.recipe} />
    </>
  );
};
