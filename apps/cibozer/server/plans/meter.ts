import { defineMeter } from "plinth";

/**
 * How many plans a tier may make. More than the limits of the route let anybody make in a month: what
 * a tier is sold with is said in QUOTA_TIERS, such as {"plans": {"free": "3/month"}}.
 */
export const PLANS_METER = defineMeter({
  name: "plans",
  unit: "plan",
  limit: "1000000/month",
});
