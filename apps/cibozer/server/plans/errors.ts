import { defineErrors } from "plinth";

/** What can be wrong with plans beyond the platform's own codes. */
export const planErrors = defineErrors({
  PLAN_INFEASIBLE: {
    status: 422,
    title: "No plan fits all of these wishes",
    explanation:
      "The planner searched and found no menu that meets every constraint. `conflicts` names the constraints that cannot hold together, `nearest` the closest values that were tried and work, and `waterfall` how many recipes each constraint leaves. Allergens and the energy floor are never given up.",
  },
  PLAN_LIMIT_REACHED: {
    status: 409,
    title: "There is no room for another plan",
    explanation: "An account keeps up to 200 plans. Delete one that is no longer needed.",
  },
});
