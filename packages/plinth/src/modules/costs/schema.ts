import { idText, list, oneOf, shortText, strictObject, Type } from "#policy";

const Amount = Type.Integer({ minimum: 0 });
const Instant = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });

const filters = {
  account: Type.Optional(idText()),
  endpoint: Type.Optional(shortText({ max: 200 })),
  /** Milliseconds since the epoch; from this instant on, and before that one. */
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
};

/** Where a page begins: the `next` of the page before. */
const before = Type.Optional(idText());

/** GET /api/v1/admin/usage */
export const CostsQuery = strictObject({ ...filters, before });

/** GET /api/v1/admin/usage/summary */
export const CostGroupsQuery = strictObject({
  ...filters,
  by: Type.Optional(oneOf(["account", "endpoint", "day"])),
});

/** GET /api/v1/admin/usage/export */
export const CostExportQuery = strictObject({
  ...filters,
  before,
  format: Type.Optional(oneOf(["csv", "json"])),
});

const sums = {
  calls: Amount,
  tokensIn: Amount,
  tokensOut: Amount,
  costMicros: Type.Integer({ minimum: 0, description: "millionths of the currency's unit" }),
  cost: Type.String({ description: 'the same as text, such as "0.012500"' }),
};

/** A page of calls, newest first, and the sum of all that fit. */
export const CostsReply = strictObject({
  total: strictObject(sums),
  entries: list(
    strictObject({
      id: idText(),
      at: Type.String({ description: "ISO 8601" }),
      accountId: Type.Union([idText(), Type.Null()]),
      endpoint: Type.String(),
      model: Type.String(),
      tokensIn: Amount,
      tokensOut: Amount,
      costMicros: Amount,
      cost: Type.String(),
    }),
  ),
  next: Type.Union([idText(), Type.Null()]),
});

/** Sums, the dearest first. */
export const CostGroupsReply = strictObject({
  groups: list(strictObject({ group: Type.Union([Type.String(), Type.Null()]), ...sums }), {
    max: 500,
  }),
});
