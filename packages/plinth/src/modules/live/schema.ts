import { strictObject, Type } from "#policy";

/** GET /api/v1/admin/live */
export const LiveQuery = strictObject({
  /** Topics with commas between them; all where it is absent. */
  topics: Type.Optional(
    Type.String({
      pattern: "^[a-z][a-z0-9-]{0,39}(,[a-z][a-z0-9-]{0,39}){0,31}$",
      maxLength: 1_000,
    }),
  ),
  /** The id of the last hint that was heard, for clients that cannot send Last-Event-ID. */
  after: Type.Optional(Type.String({ pattern: "^[0-9a-f-]{36}\\.[0-9]{1,15}$", maxLength: 60 })),
});

/** The data of one event: what the hint says beside its topic. */
export const LiveData = Type.Record(
  Type.String({ maxLength: 60 }),
  Type.Union([Type.String({ maxLength: 800 }), Type.Number(), Type.Boolean()]),
);
