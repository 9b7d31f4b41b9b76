import { idText, list, oneOf, shortText, strictObject, Type } from "#policy";

/** GET /api/v1/credits */
export const CreditsReply = strictObject({
  balance: Type.Integer({ minimum: 0 }),
  entries: list(
    strictObject({
      id: Type.String(),
      at: Type.String({ description: "ISO 8601" }),
      kind: oneOf(["grant", "reserve", "settle", "refund"]),
      amount: Type.Integer({ description: "what it moved the balance by" }),
      reason: Type.String(),
    }),
  ),
});

/** POST /api/v1/admin/credits */
export const GrantBody = strictObject({
  account: idText(),
  amount: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
  reason: shortText({ max: 200 }),
});

/** What an account has after it. */
export const BalanceReply = strictObject({ balance: Type.Integer({ minimum: 0 }) });
