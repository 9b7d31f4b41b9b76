import { Notice, useTexts } from "@plinth/console";
import { type Meal, type Member, portionFor, servingsFor, unsafeFor } from "#core";
import type { MealPlace, SavedPlan } from "../api/plan-types.ts";
import { allergenNames, portionWords } from "../api/plan-words.ts";
import { eatenLater, leftFrom } from "../week/leftovers.ts";

/** The portions of everybody who eats a meal; nothing where one eats alone. */
export const Portions = (props: {
  readonly plan: SavedPlan;
  readonly place: MealPlace;
  readonly meal: Meal;
  readonly members: readonly Member[];
}) => {
  const t = useTexts();
  const { plan, place, meal, members } = props;
  const from = leftFrom(plan, place);
  const later = eatenLater(plan, place);
  const mealOf = ({ day, slot }: MealPlace) =>
    plan.days[day]?.meals.find((one) => one.slot === slot) ?? [];
  if (members.length === 0) return null;
  return (
    <div className="stack stack-tight">
      <h3>{t("Portions")}</h3>
      <ul className="portions list-plain numbers">
        <li>
          <span>{t("You")}</span> {portionWords(t, meal.portion)}
        </li>
        {members.map((member) => (
          <li key={member.name}>
            <span>{member.name}</span>{" "}
            {portionWords(t, portionFor(member, plan.request.kcal, meal.portion))}
          </li>
        ))}
      </ul>
      {from !== undefined && (
        <p className="small soft">
          {t("Nothing to cook: everybody's was made with the earlier meal.")}
        </p>
      )}
      {later.length > 0 && (
        <p className="small soft">
          {t("To cook for everybody, with what is left for later: {portion}", {
            portion: portionWords(
              t,
              servingsFor(members, plan.request.kcal, [meal, ...later.flatMap(mealOf)]),
            ),
          })}
        </p>
      )}
      <Unsafe plan={plan} members={members} />
    </div>
  );
};

/** Warns where a plan does not leave out what somebody who eats it must not have. */
export const Unsafe = (props: {
  readonly plan: SavedPlan;
  readonly members: readonly Member[];
}) => {
  const t = useTexts();
  const found = unsafeFor(props.members, props.plan.request.excludeAllergens);
  if (found.length === 0) return null;
  return (
    <Notice tone="warn" title={t("This plan was not made for everybody")}>
      {found.map(({ name, allergens }) => (
        <p key={name}>
          {t("{name} must not have {allergens}, which it may hold.", {
            name,
            allergens: allergenNames(t, allergens),
          })}
        </p>
      ))}
    </Notice>
  );
};
