import { defineMeter } from "plinth";
import { weekPlansIn } from "#core/model";
import type { PlanRequestBody } from "./schema.ts";

/**
 * What plans cost. More than the limits of the route let anybody make in a month: what a tier is sold
 * with is in its table (tiers.ts), and QUOTA_TIERS goes before that.
 */
export const WEEK_PLANS = defineMeter({
  name: "week-plans",
  unit: "week plan",
  limit: "1000000/month",
});

/** What a new plan counts as. All that is done with it afterwards counts as nothing. */
export const weekPlansOf = ({ body: { days = 1 } }: { readonly body: PlanRequestBody }): number =>
  weekPlansIn(days);
