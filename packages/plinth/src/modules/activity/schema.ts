import { idText, list, oneOf, strictObject, Type } from "#policy";

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** Where the page begins: the `next` of the page before. */
export const ActivityQuery = strictObject({ before: Type.Optional(idText()) });

/** GET /api/v1/auth/activity */
export const ActivityReply = strictObject({
  entries: list(
    strictObject({
      id: idText(),
      at: Type.String({ description: "ISO 8601; of several times the last" }),
      kind: oneOf(["event", "deed"]),
      name: Type.String({ description: "what happened, such as session.started" }),
      outcome: oneOf(["success", "refused"]),
      detail: nullable(Type.String()),
      address: nullable(Type.String()),
      agent: nullable(Type.String()),
      times: Type.Integer({ minimum: 1 }),
    }),
  ),
  next: nullable(idText()),
});
