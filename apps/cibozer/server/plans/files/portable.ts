import { list, oneOf, type Static, shortText, strictObject, Type } from "plinth";
import { cookedOn, type SavedPlan } from "../saved-plan.ts";
import { PlanRequestBody } from "../schema.ts";

/** Most dishes of a day: more than any pattern has at any energy. */
const MOST_DISHES = 30;

/** A plan as a file that can be read back in: what was asked for, and what stands where. */
export const PortablePlan = strictObject({
  format: oneOf(["cibozer-plan"]),
  version: Type.Integer({ minimum: 1, maximum: 1 }),
  request: PlanRequestBody,
  days: list(
    list(
      strictObject({
        slot: Type.String({ pattern: "^[a-z0-9-]{1,40}$" }),
        recipe: Type.String({ pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", maxLength: 80 }),
        /** For people; what counts is the recipe. */
        title: Type.Optional(shortText({ max: 200 })),
        portion: Type.Number({ minimum: 0.5, maximum: 2.5, multipleOf: 0.25 }),
        note: Type.Optional(Type.String({ maxLength: 200 })),
        /** Whether it is what an earlier dish of the same recipe left. */
        leftover: Type.Optional(Type.Boolean()),
      }),
      { min: 1, max: MOST_DISHES },
    ),
    { min: 1, max: 30 },
  ),
});
export type PortablePlan = Static<typeof PortablePlan>;

/** The file of a plan. What somebody likes and has at home is theirs, and not in it. */
export const portablePlan = (plan: SavedPlan): PortablePlan => {
  const { never: _never, ratings: _ratings, recent: _recent, ...request } = plan.request;
  return {
    format: "cibozer-plan",
    version: 1,
    request: {
      ...request,
      excludeAllergens: [...request.excludeAllergens],
      dislikes: [...request.dislikes],
      cuisines: [...request.cuisines],
    },
    days: plan.days.map(({ meals }, day) =>
      meals.map(({ slot, recipe, portion }) => {
        const note = plan.notes.find((one) => one.day === day && one.slot === slot)?.text;
        return {
          slot,
          recipe: recipe.id,
          title: recipe.title,
          portion,
          ...(note === undefined ? {} : { note }),
          ...(cookedOn(plan, day, slot) === undefined ? {} : { leftover: true }),
        };
      }),
    ),
  };
};
