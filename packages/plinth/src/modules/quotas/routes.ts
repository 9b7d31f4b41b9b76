import { platformErrors } from "#core";
import { type Route, route } from "#http";
import { UsageParams, UsageReply } from "./schema.ts";
import type { AccountUsage, MeterUsage } from "./usage.ts";

const replyOf = ({ tier, meters }: AccountUsage) => ({
  tier,
  meters: meters.map((meter) => ({
    ...meter,
    periods: [...meter.periods],
    days: [...meter.days],
  })),
});

/** Where people see what they used and what is left, and administrators what others did. */
export const quotaRoutes = (usage: {
  readonly usageOf: (accountId: string, tier: string) => Promise<readonly MeterUsage[]>;
  readonly usageOfAccount: (accountId: string) => Promise<AccountUsage | undefined>;
}): readonly Route[] => [
  route.get(
    "/api/v1/admin/users/:id/usage",
    {
      access: { permission: "usage:read" },
      summary: "Tells what an account used of each meter, and what its tier leaves it",
      params: UsageParams,
      responses: { 200: UsageReply },
      errors: ["NOT_FOUND"],
      dataClass: "personal",
    },
    async ({ params }) => {
      const found = await usage.usageOfAccount(params.id);
      if (found === undefined) throw platformErrors.make.NOT_FOUND();
      return replyOf(found);
    },
  ),
  route.get(
    "/api/v1/usage",
    {
      access: "user",
      summary:
        "Tells what the caller's account used of each meter, and when the next period begins",
      responses: { 200: UsageReply },
      dataClass: "personal",
    },
    async ({ principal: { userId, tier } }) =>
      replyOf({ tier, meters: await usage.usageOf(userId, tier) }),
  ),
];
