import { type Static, shortText, strictObject, Type } from "plinth";

const Shop = strictObject({
  day: Type.Integer({ minimum: 0, maximum: 6, description: "0 = Sunday" }),
  time: Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", description: "HH:MM, local" }),
});

const fields = {
  cook: Type.Boolean({ description: "when to begin with the dinner that is planned" }),
  shop: Type.Union([Shop, Type.Null()], { description: "null: no shopping day" }),
};

/** PUT /api/v1/reminders */
export const RemindersBody = strictObject({
  ...fields,
  timeZone: shortText({ max: 60 }),
});
export type RemindersBody = Static<typeof RemindersBody>;

/** What somebody is reminded of; without a time zone where they never said. */
export const RemindersReply = strictObject({
  ...fields,
  timeZone: Type.Union([Type.String(), Type.Null()]),
});
export type RemindersReply = Static<typeof RemindersReply>;
