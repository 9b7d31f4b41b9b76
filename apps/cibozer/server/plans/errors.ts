import { defineErrors } from "plinth";

/** What can be wrong with plans beyond the platform's own codes. */
export const planErrors = defineErrors({
  PLAN_INFEASIBLE: {
    status: 422,
    title: "No plan fits all of these wishes",
    explanation:
      "The planner searched and found no menu that meets every constraint. `conflicts` names the constraints that cannot hold together, `nearest` the closest values that were tried and work, and `waterfall` how many recipes each constraint leaves. Allergens and the energy floor are never given up.",
  },
  MEAL_EXCLUDED: {
    status: 422,
    title: "This dish is ruled out here",
    explanation:
      "The dish holds an allergen that the plan excludes, or something its diet has no place for. Neither is ever given up.",
  },
  DAY_OUT_OF_BOUNDS: {
    status: 422,
    title: "A day cannot have that little, or that much",
    explanation:
      "With this change the day would fall below the floor of 1200 kcal (less the tolerance of a day), or rise above the ceiling of 6000. The floor is never given up.",
  },
  NOTHING_TO_UNDO: {
    status: 409,
    title: "There is nothing to take back",
    explanation: "The plan was not changed since it was made, or all that is kept was taken back.",
  },
  SHARE_PASSWORD: {
    status: 403,
    title: "This link asks for a password",
    explanation:
      "Send the password along. `wrong` says whether one was sent that is not it; after 20 wrong ones the link opens no more.",
  },
  SHARE_LIMIT_REACHED: {
    status: 409,
    title: "There is no room for another link",
    explanation: "A plan has up to 20 links. Take one back that is no longer needed.",
  },
  PLAN_LIMIT_REACHED: {
    status: 409,
    title: "There is no room for another plan",
    explanation: "An account keeps up to 200 plans. Delete one that is no longer needed.",
  },
});
