import { type Route, route } from "plinth";
import { InsightReply } from "./schema.ts";
import type { Insights } from "./service.ts";

/** What those who run the planner see of its use. */
export const insightRoutes = (insights: Insights): readonly Route[] => [
  route.get(
    "/api/v1/admin/planner",
    {
      access: { permission: "planner:read" },
      dataClass: "internal",
      summary: "Counts plans by day, people who plan by week, and what each tier brings",
      limit: "60/minute",
      responses: { 200: InsightReply },
    },
    async () => {
      const { days, weeks, month, revenue } = await insights.view();
      return {
        days: [...days],
        weeks: [...weeks],
        month,
        revenue: { ...revenue, tiers: [...revenue.tiers] },
      };
    },
  ),
];
