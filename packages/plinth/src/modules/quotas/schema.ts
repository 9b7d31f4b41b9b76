import { idText, list, strictObject, Type } from "#policy";

const Amount = Type.Integer({ minimum: 0 });

/** GET /api/v1/admin/users/{id}/usage */
export const UsageParams = strictObject({ id: idText() });

/** GET /api/v1/usage, and the same of another account */
export const UsageReply = strictObject({
  tier: Type.String(),
  meters: list(
    strictObject({
      meter: Type.String(),
      unit: Type.String({ description: "one of what is counted, for people" }),
      periods: list(
        strictObject({
          period: Type.Union([
            Type.Literal("minute"),
            Type.Literal("day"),
            Type.Literal("month"),
            Type.Literal("period"),
          ]),
          used: Amount,
          limit: Amount,
          resetsAt: Type.String({
            description: "ISO 8601; minutes, days and months are those of UTC",
          }),
          reached: Type.Union([
            Type.Literal(0),
            Type.Literal(75),
            Type.Literal(90),
            Type.Literal(100),
          ]),
        }),
      ),
      days: list(strictObject({ day: Type.String(), used: Amount }), { max: 31 }),
    }),
  ),
});
