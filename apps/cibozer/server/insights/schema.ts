import { Type } from "plinth";

/** Figures of the planner's use; money in the smallest unit of the currency. */
export const InsightReply = Type.Object({
  days: Type.Array(Type.Object({ day: Type.String(), plans: Type.Integer() })),
  weeks: Type.Array(
    Type.Object({ from: Type.String(), plans: Type.Integer(), people: Type.Integer() }),
  ),
  month: Type.Object({ plans: Type.Integer(), shopped: Type.Integer() }),
  revenue: Type.Object({
    currency: Type.String(),
    mrr: Type.Integer(),
    paying: Type.Integer(),
    tiers: Type.Array(
      Type.Object({
        tier: Type.String(),
        title: Type.String(),
        subscribers: Type.Integer(),
        monthly: Type.Integer(),
      }),
    ),
  }),
});
