import { platformErrors } from "#core";
import { type Route, route } from "#http";
import { BalanceReply, CreditsReply, GrantBody } from "./schema.ts";
import type { Credits } from "./service.ts";

/** Where people see their credits, and administrators give some. */
export const creditRoutes = (
  credits: Credits,
  isAccount: (id: string) => Promise<boolean>,
): readonly Route[] => [
  route.get(
    "/api/v1/credits",
    {
      access: "user",
      summary: "Tells how many credits the caller has, and what moved them last",
      responses: { 200: CreditsReply },
      dataClass: "personal",
    },
    async ({ principal: { userId } }) => {
      const [balance, entries] = await Promise.all([
        credits.balanceOf(userId),
        credits.entriesOf(userId),
      ]);
      return {
        balance,
        entries: entries.map(({ id, at, kind, amount, reason }) => ({
          id,
          at: new Date(at).toISOString(),
          kind,
          amount,
          reason,
        })),
      };
    },
  ),
  route.post(
    "/api/v1/admin/credits",
    {
      access: { permission: "credits:write" },
      summary: "Gives an account credits",
      limit: "60/minute",
      body: GrantBody,
      responses: { 200: BalanceReply },
      errors: ["NOT_FOUND"],
      audit: "credits.granted",
      dataClass: "personal",
    },
    async ({ body, requestId }) => {
      const { account, amount, reason } = body;
      if (!(await isAccount(account))) throw platformErrors.make.NOT_FOUND();
      await credits.grant({ accountId: account, amount, reason, key: `request:${requestId}` });
      return { balance: await credits.balanceOf(account) };
    },
  ),
];
