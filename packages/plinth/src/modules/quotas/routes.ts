import { type Route, route } from "#http";
import { UsageReply } from "./schema.ts";
import type { MeterUsage } from "./usage.ts";

/** Where people see what they used and what is left. */
export const quotaRoutes = (
  usageOf: (accountId: string, tier: string) => Promise<readonly MeterUsage[]>,
): readonly Route[] => [
  route.get(
    "/api/v1/usage",
    {
      access: "user",
      summary:
        "Tells what the caller's account used of each meter, and when the next period begins",
      responses: { 200: UsageReply },
      dataClass: "personal",
    },
    async ({ principal }) => {
      const meters = await usageOf(principal.userId, principal.tier);
      return {
        tier: principal.tier,
        meters: meters.map((meter) => ({
          ...meter,
          periods: [...meter.periods],
          days: [...meter.days],
        })),
      };
    },
  ),
];
