import { idText, list, strictObject, Type } from "#policy";

const maybeTime = Type.Union([Type.String(), Type.Null()]);
const Moment = Type.String({
  pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?Z$",
  maxLength: 24,
});

/** Path of one breach. */
export const BreachParams = strictObject({ id: idText() });

/** POST /api/v1/admin/privacy/breaches */
export const BreachBody = strictObject({
  title: Type.String({ minLength: 3, maxLength: 200 }),
  description: Type.String({ minLength: 3, maxLength: 10_000 }),
  tables: list(Type.String({ pattern: "^[a-z][a-z0-9_]{0,62}$" }), { max: 200 }),
  until: Type.Optional(Moment),
  detectedAt: Type.Optional(Moment),
});

/** A breach as administrators see it. */
export const BreachReply = strictObject({
  id: idText(),
  title: Type.String(),
  description: Type.String(),
  tables: list(Type.String()),
  until: Type.String(),
  detectedAt: Type.String(),
  deadline: Type.String(),
  hoursLeft: Type.Union([Type.Number(), Type.Null()]),
  people: Type.Integer(),
  authorityToldAt: maybeTime,
  peopleToldAt: maybeTime,
  closedAt: maybeTime,
});

/** GET /api/v1/admin/privacy/breaches */
export const BreachesReply = strictObject({
  breaches: list(BreachReply),
  /** Tables that a breach can be about. */
  tables: list(Type.String(), { max: 500 }),
});

/** GET /api/v1/admin/privacy/breaches/:id */
export const BreachDetailReply = strictObject({
  people: list(Type.String(), { max: 500 }),
  notice: strictObject({ subject: Type.String(), text: Type.String() }),
});

/** POST /api/v1/admin/privacy/breaches/:id/tell-people */
export const ToldReply = strictObject({ told: Type.Integer() });
