import { list, oneOf, strictObject, Type } from "#policy";

/** Path of one purpose. */
export const ConsentParams = strictObject({
  purpose: Type.String({ pattern: "^[a-z][a-z0-9-]{0,63}$", maxLength: 64 }),
});

/** PUT /api/v1/privacy/consents/:purpose */
export const GiveBody = strictObject({ version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) });

/** What is asked for, and where the caller stands. */
export const ConsentReply = strictObject({
  purpose: Type.String(),
  version: Type.Integer(),
  title: Type.String(),
  text: Type.String(),
  state: oneOf(["given", "withdrawn", "outdated", "never"]),
  at: Type.Union([Type.String(), Type.Null()]),
});

/** GET /api/v1/privacy/consents */
export const ConsentsReply = strictObject({ consents: list(ConsentReply) });
