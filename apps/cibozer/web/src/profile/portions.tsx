import { Notice, useTexts } from "@plinth/console";
import type { Meal } from "#core";
import type { SavedPlan } from "../api/plan-types.ts";
import { allergenNames, portionWords } from "../api/plan-words.ts";
import type { Member } from "./profile-api.ts";
import { portionFor, unsafeFor } from "./targets.ts";

/** The portions of everybody who eats a meal; nothing where one eats alone. */
export const Portions = (props: {
  readonly plan: SavedPlan;
  readonly meal: Meal;
  readonly members: readonly Member[];
}) => {
  const t = useTexts();
  const { plan, meal, members } = props;
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
