import { billing, defineModule } from "plinth";
import { plans } from "../plans/index.ts";
import { tiers } from "../tiers.ts";
import { insights0001 } from "./migrations/insights-0001.ts";
import { createInsightRepository } from "./repository.ts";
import { insightRoutes } from "./routes.ts";
import { createInsights } from "./service.ts";

/** Figures of the planner's use, for those who run it. */
export const insights = defineModule({
  name: "insights",
  // Its index is one of the table of plans, and its revenue is that of the tiers.
  requires: { billing, plans, tiers },
  migrations: [insights0001],
  setup: ({ store, clock, modules }) =>
    createInsights({
      repository: createInsightRepository(store),
      billing: modules.billing,
      clock,
    }),
  routes: insightRoutes,
});
